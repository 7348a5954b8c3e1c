import type { SqlRow } from "../ports";
import type { DetectionRun } from "./detector";
import { ISSUED_BY_LAG_SQL, issuedByDaySql, missingPeriodsSql } from "./missing-periods-sql";
import { addDays } from "./phrases";
import { compareText, numberOf, numberOrNull, steadyNumber, textOf, textOrNull } from "./read-values";
import { createBindings } from "./sql-bindings";

/** A period that the cycle asks for and no live invoice touches. `contractedCents` are minor units of `currency`. */
export interface MissingPeriod {
  subscriptionId: string;
  customerId: string;
  customerName: string | null;
  region: string | null;
  tier: string | null;
  seats: number;
  periodStart: string;
  periodEnd: string;
  months: number;
  /** The day its invoice was due by the cycle. */
  cycleDay: string;
  /** Active or past_due versions are in force on every day of it. */
  whole: boolean;
  closed: boolean;
  usedUnits: number | null;
  currency: string;
  /** The currency of the subscription's latest version. */
  ownCurrency: string;
  contractedCents: number;
}

/** The base row that stands for an invoice that does not exist. */
export function missingRowKey({ subscriptionId, periodStart }: MissingPeriod): string {
  return `${subscriptionId}:${periodStart}`;
}

/** Every missing period with a price, by subscription and day: read once a run. */
export function findMissingPeriods(run: DetectionRun): Promise<MissingPeriod[]> {
  return run.once("missing-periods", async () => {
    const asOf = run.warehouse.dataset.asOf;
    if (asOf === null) return [];
    const bindings = createBindings();
    const sql = missingPeriodsSql(bindings, asOf);
    const rows = await run.warehouse.query(sql, bindings.values, { signal: run.signal });
    return rows
      .map(readMissingPeriod)
      .sort((a, b) => compareText(a.subscriptionId, b.subscriptionId) || compareText(a.periodStart, b.periodStart));
  });
}

/** Share of invoices, in percent, that are there once the usual delay is over. */
const PUNCTUAL_PCT = 90;

/** The last cycle day whose invoices should be there by the as-of day: invoices come as late as nine in ten do. */
export async function lastDueDay(run: DetectionRun, asOf: string): Promise<string> {
  const rows = await run.warehouse.query(ISSUED_BY_LAG_SQL, [], { signal: run.signal });
  const lags = rows.map((row) => ({ days: numberOf(row, "lag_days"), invoices: numberOf(row, "invoices") }));
  const total = lags.reduce((sum, { invoices }) => sum + invoices, 0);
  let seen = 0;
  for (const { days, invoices } of lags.sort((a, b) => a.days - b.days)) {
    seen += invoices;
    if (seen * 100 >= total * PUNCTUAL_PCT) return addDays(asOf, -Math.max(0, days));
  }
  return asOf;
}

/** How many periods due on each of the days have a live invoice, whenever it was issued. */
export async function countIssued(run: DetectionRun, days: readonly string[]): Promise<Map<string, number>> {
  if (days.length === 0) return new Map();
  const bindings = createBindings();
  const sql = issuedByDaySql(days.map((day) => bindings.bind(day, "date")));
  const rows = await run.warehouse.query(sql, bindings.values, { signal: run.signal });
  return new Map(rows.map((row) => [textOf(row, "cycle_day"), numberOf(row, "periods")]));
}

function readMissingPeriod(row: SqlRow): MissingPeriod {
  return {
    subscriptionId: textOf(row, "subscription_id"),
    customerId: textOf(row, "customer_id"),
    customerName: textOrNull(row, "customer_name"),
    region: textOrNull(row, "region"),
    tier: textOrNull(row, "tier"),
    seats: numberOf(row, "seats"),
    periodStart: textOf(row, "period_start"),
    periodEnd: textOf(row, "period_end"),
    months: numberOf(row, "months"),
    cycleDay: textOf(row, "cycle_day"),
    whole: row.whole === true,
    closed: row.closed === true,
    usedUnits: steadyNumber(numberOrNull(row, "used")),
    currency: textOf(row, "currency"),
    ownCurrency: textOf(row, "own_currency"),
    contractedCents: numberOf(row, "contracted_cents"),
  };
}
