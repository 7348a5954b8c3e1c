import { minorPerMajor, roundHalfUp } from "../money";
import { LIVE_STATES } from "./contracted-price";
import type { DetectionRun } from "./detector";
import type { PricedPeriod, VersionInForce } from "./priced-period";
import { SHORTFALL_FLOOR } from "./priced-periods-sql";
import { numberOf, textOf } from "./read-values";
import { createBindings } from "./sql-bindings";

/** Periods of one statement: three bound values each. */
const PERIODS_AT_ONCE = 1000;

/** What the live invoices of the following period ask for, in minor units. */
interface NextBill {
  start: string;
  end: string;
  billedCents: number;
}

/**
 * A change within a period that was billed in advance is often asked for on the next bill: that one is then above its
 * own price by what the period lacks. Such a period is healed, and loses its shortfall.
 */
export async function settleByNextBills(
  run: DetectionRun,
  periods: readonly PricedPeriod[],
): Promise<readonly PricedPeriod[]> {
  const changed = periods.filter((period) => lastingVersion(period) !== null);
  const bills = new Map<string, NextBill>();
  for (let from = 0; from < changed.length; from += PERIODS_AT_ONCE) {
    for (const [key, bill] of await findNextBills(run, changed.slice(from, from + PERIODS_AT_ONCE)))
      bills.set(key, bill);
  }
  return periods.map((period) => {
    const bill = bills.get(keyOf(period.subscriptionId, period.periodEnd));
    return bill && isSettled(period, bill) ? { ...period, shortfall: null } : period;
  });
}

const keyOf = (subscriptionId: string, day: string) => JSON.stringify([subscriptionId, day]);

/** The version that took force within a short period and prices the next one by its seats alone; else null. */
function lastingVersion({
  shortfall,
  versions,
  periodStart,
  periodEnd,
  currency,
}: PricedPeriod): VersionInForce | null {
  const last = versions.at(-1);
  if (shortfall === null || !last || last.fromDay <= periodStart || last.status === "paused") return null;
  const goesOn = last.toDay === null || last.toDay > periodEnd;
  return goesOn && (last.overageUnitPriceCents ?? 0) === 0 && last.currency === currency ? last : null;
}

async function findNextBills(run: DetectionRun, changed: readonly PricedPeriod[]): Promise<Map<string, NextBill>> {
  const bindings = createBindings();
  const rows = changed.map(
    ({ subscriptionId, periodEnd, currency }) =>
      `(${bindings.bind(subscriptionId, "varchar")}, ${bindings.bind(periodEnd, "date")}, ` +
      `${bindings.bind(currency, "varchar")})`,
  );
  const sql = `with changed (subscription_id, day, currency) as (values ${rows.join(", ")})
select c.subscription_id, c.day, min(i.period_end) as next_end, cast(sum(i.billed_amount_cents) as bigint) as billed_cents
from changed c
join invoices i on i.subscription_id = c.subscription_id and i.period_start = c.day and i.status in ${LIVE_STATES}
group by c.subscription_id, c.day, c.currency
having min(i.period_end) = max(i.period_end) and min(i.currency) = max(i.currency) and min(i.currency) = c.currency
   and count(i.expected_amount_cents) = 0`;
  const found = await run.warehouse.query(sql, bindings.values, { signal: run.signal });
  return new Map(
    found.map((row) => {
      const [subscriptionId, start] = [textOf(row, "subscription_id"), textOf(row, "day")];
      const bill = { start, end: textOf(row, "next_end"), billedCents: numberOf(row, "billed_cents") };
      return [keyOf(subscriptionId, start), bill];
    }),
  );
}

/** Whether the next bill is above its own price by what the period lacks, to the floor under every shortfall. */
function isSettled(period: PricedPeriod, { start, end, billedCents }: NextBill): boolean {
  const version = lastingVersion(period);
  const months = wholeMonths(start, end);
  if (!version || months === null || period.contractedCents === null) return false;
  if (version.toDay !== null && version.toDay < end) return false;
  const runs = version.discountEndsOn === null || start < version.discountEndsOn;
  const factor = 1 - (runs ? (version.discountPct ?? 0) : 0) / 100;
  const above = billedCents - roundHalfUp(version.seats * version.unitPriceCents * months * factor);
  const missing = period.contractedCents - period.billedCents - above;
  return (
    above > 0 &&
    (missing * 100 <= period.contractedCents * SHORTFALL_FLOOR.pct ||
      missing <= SHORTFALL_FLOOR.units * minorPerMajor(period.currency))
  );
}

/** 1 or 12 where a period is exactly that many months from its first day, else null. */
function wholeMonths(start: string, end: string): number | null {
  const [year = 0, month = 0, day = 0] = start.split("-").map(Number);
  const isAfter = (months: number) => {
    const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
    return new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))).toISOString().slice(0, 10) === end;
  };
  return [1, 12].find(isAfter) ?? null;
}
