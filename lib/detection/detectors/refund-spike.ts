import { z } from "zod";
import type { EvidenceRow } from "../../contract/case";
import { formatMoney } from "../../money";
import type { SqlRow } from "../../ports";
import { currenciesOf } from "../currencies";
import type { ClaimedRows, DetectionRun, Detector, Finding } from "../detector";
import { distinctTexts } from "../evidence";
import { addDays, counted, dayWithoutYear, dayWithYear } from "../phrases";
import { compareText, numberOf, textOf } from "../read-values";
import { type RefundRow, readRefund, refundColumns, refundValues } from "../refund-rows";
import { refundSpikeCtes } from "../refund-spike-sql";
import { spreadCents } from "../spread-cents";
import { createBindings } from "../sql-bindings";

const Parameters = z.strictObject({
  k: z.number().min(1).max(20).describe("How many spreads above the median a week must be"),
  minRefunds: z.number().int().min(1).max(10_000).describe("Least refunds of the week"),
  minExcessUnits: z.number().min(1).max(10_000_000).describe("Least excess, in major units of the currency"),
});
type Parameters = z.infer<typeof Parameters>;

/** Weeks in which a region's refunds left their usual range. */
export const refundSpike: Detector<Parameters> = {
  id: "refund_spike",
  title: "Refund spike",
  question: "In which weeks did a region refund far more than in the eight weeks before?",
  moneyKind: "cash_out",
  needs: [],
  parameters: Parameters,
  defaults: { k: 3, minRefunds: 5, minExcessUnits: 200 },
  grid: { k: [3, 3.5, 4] },
  sources: ["refunds", "customers"],
  about: {
    evidence: "Every refund of the week in that region and currency, with the eight weeks before as context.",
    impact:
      "sum of the week - median of the eight weeks, less what earlier detectors claimed, spread over the other refunds",
    action: "Hold further refunds of the region for review and find what they share.",
  },
  async detect(run) {
    const currencies = await currenciesOf(run, "refunds");
    const asOf = run.warehouse.dataset.asOf;
    if (asOf === null || currencies.length === 0) return [];
    const [weeks, refunds] = [
      await readHits(run, asOf, currencies, WEEKS_SQL),
      await readHits(run, asOf, currencies, REFUNDS_SQL),
    ];
    return groupCells(weeks, refunds)
      .flatMap((cell) => shapeCell(cell, run.claimed) ?? [])
      .sort((a, b) => compareText(a.entityKey, b.entityKey));
  },
};

const WEEKS_SQL = `select h.region, h.currency, h.week, h.sum_cents, h.refunds, h.median_cents, h.median_refunds,
  h.mad_cents, h.excess_cents, b.usual_week, cast(b.sum_cents as bigint) as usual_cents,
  cast(b.refunds as bigint) as usual_refunds
from hits h join baseline b on b.region = h.region and b.currency = h.currency and b.week = h.week`;

const REFUNDS_SQL = `select h.region as cell_region, h.week, ${refundColumns("r", "c")}
from hits h
join weekly_rows w on w.region = h.region and w.currency = h.currency and w.week = h.week
join refunds r on r.refund_id = w.refund_id
left join customers c on c.customer_id = r.customer_id`;

function readHits(
  { warehouse, parameters, signal }: DetectionRun<Parameters>,
  asOf: string,
  currencies: readonly string[],
  select: string,
): Promise<SqlRow[]> {
  const bindings = createBindings();
  const ctes = refundSpikeCtes(bindings, currencies, { asOf, ...parameters });
  return warehouse.query(`with ${ctes} ${select}`, bindings.values, { signal });
}

/** One region, currency and week: amounts are minor units, `usual` the eight weeks before. */
interface Cell {
  key: string;
  region: string;
  currency: string;
  week: string;
  sumCents: number;
  medianCents: number;
  excessCents: number;
  usual: { week: string; cents: number; refunds: number }[];
  refunds: RefundRow[];
}

function groupCells(weeks: readonly SqlRow[], refunds: readonly SqlRow[]): Cell[] {
  const cells = new Map<string, Cell>();
  for (const row of weeks) {
    const [region, currency, week] = [textOf(row, "region"), textOf(row, "currency"), textOf(row, "week")];
    const key = `${region}:${currency}:${week}`;
    const cell = cells.get(key) ?? {
      key,
      region,
      currency,
      week,
      sumCents: numberOf(row, "sum_cents"),
      medianCents: numberOf(row, "median_cents"),
      excessCents: numberOf(row, "excess_cents"),
      usual: [],
      refunds: [],
    };
    cell.usual.push({
      week: textOf(row, "usual_week"),
      cents: numberOf(row, "usual_cents"),
      refunds: numberOf(row, "usual_refunds"),
    });
    cells.set(key, cell);
  }
  for (const row of refunds) {
    const refund = readRefund(row);
    cells.get(`${textOf(row, "cell_region")}:${refund.currency}:${textOf(row, "week")}`)?.refunds.push(refund);
  }
  for (const cell of cells.values()) {
    cell.usual.sort((a, b) => compareText(a.week, b.week));
    cell.refunds.sort((a, b) => compareText(a.refundedAt, b.refundedAt) || compareText(a.refundId, b.refundId));
  }
  return [...cells.values()];
}

/** The finding of a cell, or null when more specific cases hold all of its excess. */
function shapeCell(cell: Cell, claimed: ClaimedRows): Finding | null {
  const centsHeld = (refund: RefundRow) => claimed.centsOf("refunds", refund.refundId);
  const free = cell.refunds.filter((refund) => centsHeld(refund) === 0 && refund.amountCents > 0);
  const heldCents = cell.refunds.reduce((sum, refund) => sum + centsHeld(refund), 0);
  const freeCents = free.reduce((sum, refund) => sum + refund.amountCents, 0);
  const grossCents = Math.min(cell.excessCents - heldCents, freeCents);
  if (grossCents <= 0) return null;
  const shares = spreadCents(
    grossCents,
    free.map((refund) => ({ key: refund.refundId, weight: refund.amountCents })),
  );
  const held = cell.refunds.filter((refund) => centsHeld(refund) > 0);
  const money = (cents: number) => formatMoney(cents, cell.currency);
  const multiple =
    cell.medianCents > 0 ? `${(cell.sumCents / cell.medianCents).toFixed(1)} times their usual week. ` : "";
  return {
    entityKey: cell.key,
    entity: {
      kind: "region_week",
      id: cell.key,
      label: `${cell.region}, week of ${dayWithYear(cell.week)}`,
      customerId: null,
      region: cell.region,
    },
    currency: cell.currency,
    confidence: 0.92,
    wanted: [
      ...free.map((refund) => ({ table: "refunds", key: refund.refundId, cents: shares.get(refund.refundId) ?? 0 })),
      ...held.map((refund) => ({ table: "refunds", key: refund.refundId, cents: refund.amountCents })),
    ],
    evidence: [...cell.refunds.map(refundEvidence), ...weekEvidence(cell)],
    texts: distinctTexts(cell.refunds.flatMap((refund) => [refund.reason, refund.note])),
    title: `Refund spike in ${cell.region}, week of ${dayWithoutYear(cell.week)}`,
    summary:
      `${multiple === "" ? "" : `Refunds ran at ${multiple}`}${counted(cell.refunds.length, "refund")} worth ` +
      `${money(cell.sumCents)} left between ${dayWithoutYear(cell.week)} and ${dayWithYear(addDays(cell.week, 6))}. ` +
      `The eight weeks before had a median of ${money(cell.medianCents)}. The excess is ${money(cell.excessCents)}, ` +
      `${heldCents === 0 ? "none of it claimed by another case" : `${money(heldCents)} of it claimed by other cases`}.`,
    recommendedAction: `Hold further refunds in ${cell.region} for review and find what the refunds of this week share.`,
  };
}

function refundEvidence(refund: RefundRow): EvidenceRow {
  return { table: "refunds", key: refund.refundId, role: "claimed", values: refundValues(refund) };
}

function weekEvidence(cell: Cell): EvidenceRow[] {
  const weeks = [...cell.usual, { week: cell.week, cents: cell.sumCents, refunds: cell.refunds.length }];
  return weeks.map(({ week, cents, refunds }) => ({
    table: "refund_weeks",
    key: `${cell.region}:${cell.currency}:${week}`,
    role: "context",
    values: {
      region: cell.region,
      week,
      sumCents: cents,
      refunds,
      medianCents: cell.medianCents,
      currency: cell.currency,
    },
  }));
}
