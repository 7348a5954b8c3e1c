import { z } from "zod";
import { formatMoney } from "../../money";
import type { Detector, Finding } from "../detector";
import { counted, dayWithYear } from "../phrases";
import type { PricedPeriod, ShortInvoice } from "../priced-period";
import { findPricedPeriods } from "../shortfalls";

const Parameters = z.strictObject({});
type Parameters = Record<string, never>;

/**
 * Periods with several live invoices in one currency: all but the first-issued. Invoices that only together reach the
 * contracted price are parts of one bill, so most of the later ones must lie above it where that price is known.
 */
export const duplicateInvoice: Detector<Parameters> = {
  id: "duplicate_invoice",
  title: "Duplicate invoice",
  question: "Which periods were invoiced more than once?",
  moneyKind: "owed_to_customer",
  needs: [],
  parameters: Parameters,
  defaults: {},
  grid: {},
  sources: ["invoices", "subscriptions", "usage_events", "customers"],
  about: {
    evidence: "The later live invoices of a period, with the one issued first as context.",
    impact: "billed amount of the later invoices",
    action: "Void the later invoices, or refund them.",
  },
  async detect(run) {
    const periods = await findPricedPeriods(run);
    return periods.flatMap((period) => {
      const later = period.invoices.slice(0, -1).reverse();
      const laterCents = later.reduce((sum, invoice) => sum + Math.max(0, invoice.billedCents), 0);
      const aboveCents = period.contractedCents === null ? laterCents : period.billedCents - period.contractedCents;
      if (laterCents === 0 || aboveCents * 2 <= laterCents) return [];
      return [shapePeriod(period, later, ({ invoiceId }) => !run.claimed.isHeld("invoices", invoiceId))];
    });
  },
};

function shapePeriod(
  period: PricedPeriod,
  later: readonly ShortInvoice[],
  isFree: (invoice: ShortInvoice) => boolean,
): Finding {
  const { subscriptionId, periodStart, periodEnd, currency, invoices } = period;
  const free = later.filter((invoice) => isFree(invoice) && invoice.billedCents > 0);
  const name = period.customerName ?? subscriptionId;
  const money = formatMoney(
    free.reduce((sum, invoice) => sum + invoice.billedCents, 0),
    currency,
  );
  const span = `${dayWithYear(periodStart)} to ${dayWithYear(periodEnd)}`;
  return {
    entityKey: `${subscriptionId}:${periodStart}:${periodEnd}`,
    entity: {
      kind: "invoice",
      id: later[0]?.invoiceId ?? subscriptionId,
      label: name,
      customerId: period.customerId,
      region: period.region,
    },
    currency,
    confidence: period.contractedCents === null ? 0.85 : 0.94,
    wanted: later.map((invoice) => ({ table: "invoices", key: invoice.invoiceId, cents: invoice.billedCents })),
    evidence: invoices.toReversed().map((invoice) => ({
      table: "invoices",
      key: invoice.invoiceId,
      role: "claimed",
      values: {
        ...invoice,
        subscriptionId,
        customer: period.customerName,
        periodStart,
        periodEnd,
        contractedCents: period.contractedCents,
        currency,
      },
    })),
    texts: [],
    title: `${name} invoiced ${counted(invoices.length, "time")} for one period`,
    summary:
      `${counted(invoices.length, "live invoice")} cover ${span}. The contract comes to ` +
      `${period.contractedCents === null ? "an unknown amount" : formatMoney(period.contractedCents, currency)}, together they ` +
      `ask for ${formatMoney(period.billedCents, currency)}: the later ${free.length === 1 ? "one" : "ones"} for ${money}.`,
    recommendedAction: `Void the later ${free.length === 1 ? "invoice" : "invoices"} of ${name} for ${span}, or refund ${money}.`,
  };
}
