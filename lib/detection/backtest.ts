import type { DetectorTrial } from "../contract/detector";
import type { ClaimedFinding, Finding } from "./detector";
import { compareText } from "./read-values";

/** Months that a backtest shows one by one. */
const MONTHS = 12;
export const EARLIER = "earlier";

/**
 * Cases by the month of their latest claimed row, the twelve months up to the as-of day's and what lies before them.
 * One run on the data as it is, not a cut a month: tables hold the present state of a row (a paid invoice no longer
 * says when it was open), so a cut would show what nobody could have seen then.
 */
export function groupByMonth(
  findings: readonly ClaimedFinding[],
  dateOf: (table: string, key: string) => string | undefined,
  asOf: string,
): DetectorTrial["months"] {
  const first = monthsBefore(asOf.slice(0, 7), MONTHS - 1);
  const cells = new Map<string, DetectorTrial["months"][number]>();
  for (const { claims, currency, impactKnown, grossImpactCents } of findings) {
    const dates = claims.flatMap(({ table, key }) => dateOf(table, key) ?? []).sort(compareText);
    const latest = dates.at(-1)?.slice(0, 7);
    const month = latest === undefined || latest < first ? EARLIER : latest;
    const cell = cells.get(`${month} ${currency}`) ?? { month, currency, cases: 0, unknown: 0, cents: 0 };
    cell.cases += 1;
    cell.unknown += impactKnown ? 0 : 1;
    cell.cents += grossImpactCents;
    cells.set(`${month} ${currency}`, cell);
  }
  const order = ({ month, currency }: DetectorTrial["months"][number]) =>
    `${month === EARLIER ? "" : month} ${currency}`;
  return [...cells.values()].sort((a, b) => compareText(order(a), order(b)));
}

/** `2026-02` less 11 months: `2025-03`. */
function monthsBefore(month: string, count: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const months = year * 12 + number - 1 - count;
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, "0")}`;
}

/** What findings asked for on rows that cases of other detectors hold, by the holder: they get none of it. */
export function overlapWith(
  wanted: readonly Finding[],
  after: readonly ClaimedFinding[],
  detectorId: string,
  titles: ReadonlyMap<string, string>,
): DetectorTrial["overlap"] {
  const holders = new Map(
    after.flatMap((found) => found.claims.map(({ table, key }) => [`${table}\n${key}`, found.detectorId] as const)),
  );
  const lines = new Map<string, DetectorTrial["overlap"][number]>();
  for (const { wanted: rows, currency } of wanted) {
    for (const { table, key, cents } of rows) {
      const holder = holders.get(`${table}\n${key}`);
      if (holder === undefined || holder === detectorId) continue;
      const title = titles.get(holder) ?? holder;
      const line = lines.get(`${holder} ${currency}`) ?? { detectorId: holder, title, currency, rows: 0, cents: 0 };
      lines.set(`${holder} ${currency}`, { ...line, rows: line.rows + 1, cents: line.cents + cents });
    }
  }
  return [...lines.values()].sort(
    (a, b) => compareText(a.detectorId, b.detectorId) || compareText(a.currency, b.currency),
  );
}
