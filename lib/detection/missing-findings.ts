import type { EvidenceRow } from "../contract/case";
import { type MissingPeriod, missingRowKey } from "./missing-periods";

/** The evidence of an invoice that does not exist: what the contract asks for its period. */
export function missingRow(period: MissingPeriod): EvidenceRow {
  const { subscriptionId, customerName, periodStart, periodEnd, cycleDay, tier, seats } = period;
  return {
    table: "subscriptions",
    key: missingRowKey(period),
    role: "claimed",
    values: {
      subscriptionId,
      customer: customerName,
      periodStart,
      periodEnd,
      dueOn: cycleDay,
      tier,
      seats,
      usedUnits: period.usedUnits,
      contractedCents: period.contractedCents,
      currency: period.currency,
    },
  };
}
