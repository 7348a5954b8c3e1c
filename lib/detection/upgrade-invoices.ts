import { minorPerMajor } from "../money";
import { LIVE_STATES } from "./contracted-price";
import type { DetectionRun } from "./detector";
import type { PricedPeriod } from "./priced-period";
import { SHORTFALL_FLOOR } from "./priced-periods-sql";
import { compareText, textOf } from "./read-values";
import { createBindings } from "./sql-bindings";

/** Periods of one statement: three bound values each. */
const PERIODS_AT_ONCE = 1000;

const keyOf = (subscriptionId: string, start: string, end: string) => JSON.stringify([subscriptionId, start, end]);

/**
 * Counts the invoice of a change within a period as part of that period's bill. Such an invoice names the days from the
 * change to the period's end and asks for the difference alone, so neither period is short: the price of both is that
 * of the enclosing one. Periods that are not short any more lose their shortfall.
 */
export async function joinUpgradeInvoices(
  run: DetectionRun,
  periods: readonly PricedPeriod[],
): Promise<PricedPeriod[]> {
  const changes = periods.filter(isOfChange);
  const enclosing = new Map<string, string>();
  for (let from = 0; from < changes.length; from += PERIODS_AT_ONCE) {
    const found = await findEnclosing(run, changes.slice(from, from + PERIODS_AT_ONCE));
    for (const [change, outer] of found) enclosing.set(change, outer);
  }
  if (enclosing.size === 0) return [...periods];
  const parts = new Map<string, PricedPeriod[]>();
  for (const change of changes) {
    const outer = enclosing.get(periodKey(change));
    if (outer !== undefined) parts.set(outer, [...(parts.get(outer) ?? []), change]);
  }
  return periods.map((period) => {
    if (enclosing.has(periodKey(period))) return { ...period, shortfall: null };
    const own = parts.get(periodKey(period));
    return own ? addParts(period, own) : period;
  });
}

const periodKey = ({ subscriptionId, periodStart, periodEnd }: PricedPeriod) =>
  keyOf(subscriptionId, periodStart, periodEnd);

/** A short period of other than one month that starts on the day a later version took force. */
function isOfChange({ shortfall, months, versions, periodStart }: PricedPeriod): boolean {
  return (
    shortfall !== null &&
    months !== 1 &&
    versions.some(({ versionNo, fromDay }) => versionNo > 1 && fromDay === periodStart)
  );
}

/** The period with a live invoice that began before each change and ends with it: the latest such one. */
async function findEnclosing(run: DetectionRun, changes: readonly PricedPeriod[]): Promise<Map<string, string>> {
  const bindings = createBindings();
  const rows = changes.map(
    ({ subscriptionId, periodStart, periodEnd, currency }) =>
      `(${bindings.bind(subscriptionId, "varchar")}, ${bindings.bind(periodStart, "date")}, ` +
      `${bindings.bind(periodEnd, "date")}, ${bindings.bind(currency, "varchar")})`,
  );
  const sql = `with changes (subscription_id, period_start, period_end, currency) as (values ${rows.join(", ")})
select c.subscription_id, c.period_start, c.period_end, max(i.period_start) as outer_start
from changes c
join invoices i on i.subscription_id = c.subscription_id and i.period_end = c.period_end and i.currency = c.currency
 and i.period_start < c.period_start and i.status in ${LIVE_STATES}
group by c.subscription_id, c.period_start, c.period_end`;
  const found = await run.warehouse.query(sql, bindings.values, { signal: run.signal });
  return new Map(
    found.map((row) => {
      const [subscriptionId, end] = [textOf(row, "subscription_id"), textOf(row, "period_end")];
      return [
        keyOf(subscriptionId, textOf(row, "period_start"), end),
        keyOf(subscriptionId, textOf(row, "outer_start"), end),
      ];
    }),
  );
}

/** The period with the invoices of its changes; what it still lacks has to be worth a case by itself. */
function addParts(period: PricedPeriod, parts: readonly PricedPeriod[]): PricedPeriod {
  const { shortfall, contractedCents, closed, currency } = period;
  if (shortfall === null || contractedCents === null) return period;
  const billedCents = parts.reduce((sum, part) => sum + part.billedCents, period.billedCents);
  const missing = contractedCents - billedCents;
  const aboveFloor =
    closed &&
    missing * 100 > contractedCents * SHORTFALL_FLOOR.pct &&
    missing > SHORTFALL_FLOOR.units * minorPerMajor(currency);
  const seatsShort = shortfall.seatsShort && missing * 2 >= shortfall.missingSeatCents;
  if (missing <= 0 || !(aboveFloor || seatsShort || shortfall.foreignTier)) return { ...period, shortfall: null };
  const [last = period.invoices[0], ...others] = [...period.invoices, ...parts.flatMap((part) => part.invoices)].sort(
    (a, b) => compareText(b.issuedOn, a.issuedOn) || compareText(b.invoiceId, a.invoiceId),
  );
  const causes = { ...shortfall, seatsShort, discountShort: false, usageShort: false };
  return { ...period, billedCents, invoices: [last, ...others], shortfall: causes };
}
