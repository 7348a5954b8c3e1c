import { z } from "zod";
import { formatMoney } from "../../money";
import type { Detector, Finding } from "../detector";
import { counted, dayWithYear } from "../phrases";
import { compareText } from "../read-values";
import { findUnappliedPayments, type UnappliedPayment } from "../unapplied-payments";

const Parameters = z.strictObject({});
type Parameters = Record<string, never>;

/** Money that came in without an invoice while its customer still owes one: earlier payments are applied first. */
export const unappliedPayment: Detector<Parameters> = {
  id: "unapplied_payment",
  title: "Unapplied payment",
  question: "Which payments came in without an invoice while their customer has one open?",
  moneyKind: "timing",
  needs: ["payments.invoice_id"],
  parameters: Parameters,
  defaults: {},
  grid: {},
  sources: ["payments", "invoices", "customers"],
  about: {
    evidence: "The payment without an invoice, with the open amount and the first open invoice of its customer.",
    impact: "the smaller of payment and open amount",
    action: "Apply the payment to the open invoice.",
  },
  async detect(run) {
    const applied = new Map<string, number>();
    const findings = (await findUnappliedPayments(run)).flatMap((payment) => {
      const account = `${payment.customerId}\n${payment.currency}`;
      const before = applied.get(account) ?? 0;
      const cents = Math.min(payment.amountCents, payment.openCents - before);
      applied.set(account, before + Math.max(0, cents));
      return cents > 0 ? [shapePayment(payment, cents)] : [];
    });
    return findings.sort((a, b) => compareText(a.entityKey, b.entityKey));
  },
};

function shapePayment(payment: UnappliedPayment, cents: number): Finding {
  const { paymentId, customerId, customerName, amountCents, currency, openCents, openInvoices } = payment;
  const name = customerName ?? customerId;
  const money = (amount: number) => formatMoney(amount, currency);
  return {
    entityKey: paymentId,
    entity: { kind: "payment", id: paymentId, label: name, customerId, region: payment.region },
    currency,
    confidence: 0.88,
    wanted: [{ table: "payments", key: paymentId, cents }],
    evidence: [
      {
        table: "payments",
        key: paymentId,
        role: "claimed",
        values: {
          paymentId,
          customer: customerName,
          amountCents,
          method: payment.method,
          paidAt: payment.paidAt,
          openCents,
          openInvoice: payment.firstInvoiceId,
          currency,
        },
      },
    ],
    texts: [],
    title: `Payment of ${money(amountCents)} by ${name} applied to no invoice`,
    summary:
      `${name} paid ${money(amountCents)} on ${dayWithYear(payment.paidAt)} without naming an invoice, and has ` +
      `${counted(openInvoices, "open invoice")} of ${money(openCents)}: ${money(cents)} settles by applying it.`,
    recommendedAction: `Apply ${money(cents)} of payment ${paymentId} to ${payment.firstInvoiceId}${openInvoices > 1 ? " and the next" : ""}.`,
  };
}
