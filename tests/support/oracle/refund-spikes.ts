import { minorPerMajor } from "@/lib/money";
import { type Day, isoOf, mondayOf } from "./days";
import type { Held, Hit, OracleDetector } from "./ledger";
import type { Refund } from "./records";
import { spread } from "./spread";

const DAY_MS = 86_400_000;
const WEEKS_BEFORE = 8;
const K = 3;

/** The median times two, so that it stays a whole number. */
function doubledMedian(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return (sorted[Math.ceil(half) - 1] ?? 0) + (sorted[Math.floor(half)] ?? 0);
}

const weekOf = ({ at }: Refund): Day => mondayOf(Math.floor(at / DAY_MS));
const total = (rows: readonly Refund[]) => rows.reduce((sum, { amount }) => sum + amount, 0);

/** The excess of a week in minor units, or 0 when it is no spike. All sums are doubled, as the medians are. */
function excessOf(rows: readonly Refund[], before: readonly Refund[][], currency: string): number {
  const sum = total(rows);
  const sums = before.map(total);
  const median2 = doubledMedian(sums);
  const deviation4 = doubledMedian(sums.map((value) => Math.abs(2 * value - median2)));
  // sum > median + k max(1.4826 MAD, 0.2 median), times 40,000: both sides are whole.
  const band = Math.max(14826 * deviation4, 2000 * 2 * median2);
  const aboveBand = 40_000 * sum > 20_000 * median2 + K * band;
  const medianCount2 = doubledMedian(before.map(({ length }) => length));
  // count - m > 3 sqrt(max(m, 1)), squared and times 4.
  const over2 = 2 * rows.length - medianCount2;
  const manyMore = over2 > 0 && over2 * over2 > 36 * Math.max(medianCount2 / 2, 1);
  const excess = Math.floor((2 * sum - median2 + 1) / 2);
  const large = 2 * sum - median2 >= 2 * 200 * minorPerMajor(currency);
  return aboveBand && sum >= median2 && manyMore && rows.length >= 5 && large ? excess : 0;
}

export const refundSpike: OracleDetector = {
  id: "refund_spike",
  needs: [],
  find: (records, held) => {
    const refunds = records.refunds.filter(({ kind }) => kind === "refund");
    const first = Math.min(...refunds.map(({ at }) => Math.floor(at / DAY_MS)));
    const cells = new Map<string, Refund[]>();
    const cellOf = (row: Refund, week: Day) => `${records.regionOf.get(row.customer)}|${row.currency}|${isoOf(week)}`;
    for (const row of refunds)
      cells.set(cellOf(row, weekOf(row)), [...(cells.get(cellOf(row, weekOf(row))) ?? []), row]);
    return [...cells].flatMap(([entity, rows]): Hit[] => {
      const [row] = rows;
      if (!row) return [];
      const week = weekOf(row);
      if (week + 6 > records.asOf || first >= week - 7 * WEEKS_BEFORE) return [];
      const before = Array.from({ length: WEEKS_BEFORE }, (_, n) => cells.get(cellOf(row, week - 7 * (n + 1))) ?? []);
      return spikeHit(entity, rows, excessOf(rows, before, row.currency), held);
    });
  },
};

function spikeHit(entity: string, rows: readonly Refund[], excess: number, held: Held): Hit[] {
  if (excess <= 0) return [];
  const gross = excess - rows.reduce((sum, { id }) => sum + held.cents("refunds", id), 0);
  const free = rows.filter(({ id }) => !held.has("refunds", id));
  const room = total(free);
  if (gross <= 0 || room <= 0) return [];
  return [
    {
      entity,
      wanted: spread(
        "refunds",
        free.map(({ id, amount }) => ({ key: id, weight: BigInt(amount) })),
        Math.min(gross, room),
      ),
    },
  ];
}
