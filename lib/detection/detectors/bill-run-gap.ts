import { z } from "zod";
import { formatMoney } from "../../money";
import type { DetectionRun, Detector, Finding } from "../detector";
import { missingRow } from "../missing-findings";
import { countIssued, findMissingPeriods, lastDueDay, type MissingPeriod, missingRowKey } from "../missing-periods";
import { counted, dayWithYear } from "../phrases";
import { compareText } from "../read-values";

const Parameters = z.strictObject({
  leastIssuedPct: z
    .number()
    .min(1)
    .max(100)
    .describe("Below this share of the invoices due, in percent, a day's bill run failed"),
  minDue: z.number().int().min(2).max(1_000_000).describe("Days with fewer invoices due say nothing"),
});
type Parameters = z.infer<typeof Parameters>;

/**
 * Days on which most of the invoices that the subscriptions' cycle asks for are not there, however late. A case a day
 * and currency. It claims before missed_invoice: one failed run explains every invoice it left out.
 */
export const billRunGap: Detector<Parameters> = {
  id: "bill_run_gap",
  title: "Bill run gap",
  question: "On which days did most of the invoices that were due never come?",
  moneyKind: "timing",
  needs: [],
  parameters: Parameters,
  defaults: { leastIssuedPct: 50, minDue: 20 },
  grid: { leastIssuedPct: [50, 40, 30], minDue: [20, 30, 50] },
  sources: ["subscriptions", "invoices", "usage_events", "customers"],
  about: {
    evidence: "Each invoice that is due that day by its subscription's own cycle and is not there.",
    impact: "contracted price of the missing invoices",
    action: "Run billing again for that day.",
  },
  async detect(run: DetectionRun<Parameters>) {
    const asOf = run.warehouse.dataset.asOf;
    if (asOf === null) return [];
    const { leastIssuedPct, minDue } = run.parameters;
    const days = Map.groupBy(await findMissingPeriods(run), ({ cycleDay }) => cycleDay);
    const suspects = [...days].filter(([, { length }]) => length * 100 > minDue * (100 - leastIssuedPct));
    if (suspects.length === 0) return [];
    const lastDay = await lastDueDay(run, asOf);
    const issued = await countIssued(
      run,
      suspects.map(([day]) => day),
    );
    return suspects
      .flatMap(([day, missing]) => {
        const issuedOnes = issued.get(day) ?? 0;
        const due = missing.length + issuedOnes;
        if (day > lastDay || due < minDue || issuedOnes * 100 >= due * leastIssuedPct) return [];
        const currencies = Map.groupBy(missing, ({ currency }) => currency);
        return [...currencies].map(([currency, periods]) =>
          shapeDay(day, currency, periods, { due, issued: issuedOnes }, run),
        );
      })
      .sort((a, b) => compareText(a.entityKey, b.entityKey));
  },
};

function shapeDay(
  day: string,
  currency: string,
  periods: readonly MissingPeriod[],
  counts: { due: number; issued: number },
  run: DetectionRun<Parameters>,
): Finding {
  const rows = periods.map((period) => {
    const unconverted = run.claimed.isHeld("subscriptions", period.subscriptionId);
    return { period, key: unconverted ? period.subscriptionId : missingRowKey(period), free: !unconverted };
  });
  const free = rows.flatMap((row) => (row.free ? [row.period] : []));
  const cents = free.reduce((sum, period) => sum + period.contractedCents, 0);
  const money = formatMoney(cents, currency);
  return {
    entityKey: `${day}:${currency}`,
    entity: { kind: "day", id: day, label: `Bill run of ${dayWithYear(day)}`, customerId: null, region: null },
    currency,
    confidence: 0.9,
    wanted: rows.map(({ period, key }) => ({ table: "subscriptions", key, cents: period.contractedCents })),
    evidence: free.map(missingRow),
    texts: [],
    title: `Bill run of ${dayWithYear(day)} left out ${counted(free.length, "invoice")} in ${currency}`,
    summary:
      `By the subscriptions' cycle ${counted(counts.due, "invoice")} were due on ${dayWithYear(day)}, ${counts.issued} ` +
      `exist. The ${free.length} missing in ${currency} come to ${money} by contract.`,
    recommendedAction: `Run billing again for ${dayWithYear(day)}: ${counted(free.length, "invoice")}, ${money}.`,
  };
}
