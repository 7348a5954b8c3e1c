import { z } from "zod";
import { formatMoney } from "../../money";
import type { ClaimedRows, DetectionRun, Detector, Finding } from "../detector";
import { missingRow } from "../missing-findings";
import { findMissingPeriods, type MissingPeriod, missingRowKey } from "../missing-periods";
import { addDays, counted, dayWithYear } from "../phrases";

const Parameters = z.strictObject({
  graceDays: z
    .number()
    .int()
    .min(0)
    .max(365)
    .describe("Days since the period's end after which an invoice is missed, not late"),
});
type Parameters = z.infer<typeof Parameters>;

/** Whole periods of a paying subscription that no live invoice touches, some days after they ended. */
export const missedInvoice: Detector<Parameters> = {
  id: "missed_invoice",
  title: "Missed invoice",
  question: "Which ended periods of active subscriptions were never invoiced?",
  moneyKind: "recoverable",
  needs: [],
  parameters: Parameters,
  defaults: { graceDays: 7 },
  grid: { graceDays: [7, 14, 30] },
  sources: ["subscriptions", "invoices", "usage_events", "customers"],
  about: {
    evidence: "Each ended period of a paying subscription that no live invoice touches.",
    impact: "contracted price of those periods",
    action: "Invoice the missing periods.",
  },
  async detect(run: DetectionRun<Parameters>) {
    const asOf = run.warehouse.dataset.asOf;
    if (asOf === null) return [];
    const lastEnd = addDays(asOf, -run.parameters.graceDays);
    const missed = (await findMissingPeriods(run)).filter(({ whole, periodEnd }) => whole && periodEnd <= lastEnd);
    const groups = Map.groupBy(missed, ({ subscriptionId, currency }) => JSON.stringify([subscriptionId, currency]));
    return [...groups.values()].flatMap((periods) => {
      const [first] = periods;
      return first ? [shapeSubscription(first, periods, run.claimed)] : [];
    });
  },
};

function shapeSubscription(first: MissingPeriod, periods: MissingPeriod[], claimed: ClaimedRows): Finding {
  const { subscriptionId, currency } = first;
  const isUnconverted = claimed.isHeld("subscriptions", subscriptionId);
  const free = periods.filter((period) => !claimed.isHeld("subscriptions", missingRowKey(period)));
  const name = first.customerName ?? subscriptionId;
  const cents = free.reduce((sum, period) => sum + period.contractedCents, 0);
  const money = formatMoney(cents, currency);
  const last = free.at(-1) ?? first;
  return {
    entityKey: currency === first.ownCurrency ? subscriptionId : `${subscriptionId}:${currency}`,
    entity: {
      kind: "subscription",
      id: subscriptionId,
      label: name,
      customerId: first.customerId,
      region: first.region,
    },
    currency,
    confidence: 0.9,
    wanted: isUnconverted
      ? [{ table: "subscriptions", key: subscriptionId, cents }]
      : periods.map((period) => ({
          table: "subscriptions",
          key: missingRowKey(period),
          cents: period.contractedCents,
        })),
    evidence: free.map(missingRow),
    texts: [],
    title: `${counted(free.length, "period")} of ${name} never invoiced`,
    summary:
      `Between ${dayWithYear((free[0] ?? first).periodStart)} and ${dayWithYear(last.periodEnd)} ` +
      `${counted(free.length, "whole period")} of an active subscription ${free.length === 1 ? "has" : "have"} no live ` +
      `invoice. The contract comes to ${money}.`,
    recommendedAction: `Invoice ${name} for the missing ${counted(free.length, "period")}, ${money} in all.`,
  };
}
