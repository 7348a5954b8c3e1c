import { z } from "zod";
import { formatMoney } from "../../money";
import type { ClaimedRows, Detector, Finding } from "../detector";
import { distinctTexts } from "../evidence";
import { counted, dayWithYear } from "../phrases";
import { refundValues } from "../refund-rows";
import { findRefundedPayments, paymentContext, type RefundedPayment } from "../refunded-payments";

const Parameters = z.strictObject({});
type Parameters = Record<string, never>;

/** Payments whose refunds add up to more than they paid; the refunds past that sum carry the excess. */
export const refundExceedsPayment: Detector<Parameters> = {
  id: "refund_exceeds_payment",
  title: "Refund exceeds payment",
  question: "Which payments were refunded for more than they paid?",
  moneyKind: "cash_out",
  needs: ["refunds.payment_id"],
  parameters: Parameters,
  defaults: {},
  grid: {},
  sources: ["refunds", "payments", "customers"],
  about: {
    evidence: "The refunds past what the payment brought, with the payment as context.",
    impact: "refunds - payment",
    action: "Recover the excess and stop further refunds of that payment.",
  },
  async detect(run) {
    const payments = await findRefundedPayments(run);
    return payments
      .filter(({ refundedCents, paidCents }) => refundedCents > paidCents)
      .map((payment) => shapePayment(payment, run.claimed));
  },
};

function shapePayment(payment: RefundedPayment, claimed: ClaimedRows): Finding {
  const { paymentId, paidCents, refundedCents, currency, refunds } = payment;
  const [first] = refunds;
  let before = 0;
  const wanted = refunds.map(({ refundId, amountCents }) => {
    const after = before + amountCents;
    const cents = Math.max(0, after - paidCents) - Math.max(0, before - paidCents);
    before = after;
    return { table: "refunds", key: refundId, cents };
  });
  const excess = wanted.reduce((sum, { key, cents }) => sum + (claimed.isHeld("refunds", key) ? 0 : cents), 0);
  const name = first.customerName ?? first.customerId;
  const money = (cents: number) => formatMoney(cents, currency);
  return {
    entityKey: paymentId,
    entity: { kind: "payment", id: paymentId, label: name, customerId: first.customerId, region: first.region },
    currency,
    confidence: 0.95,
    wanted,
    evidence: [
      ...refunds.map((refund) => ({
        table: "refunds",
        key: refund.refundId,
        role: "claimed" as const,
        values: refundValues(refund),
      })),
      paymentContext(payment),
    ],
    texts: distinctTexts(refunds.flatMap((refund) => [refund.reason, refund.note])),
    title: `${name} refunded for more than a payment brought`,
    summary:
      `Payment ${paymentId} of ${dayWithYear(payment.paidAt)} brought ${money(paidCents)}; ` +
      `${counted(refunds.length, "refund")} of it come to ${money(refundedCents)}: ${money(excess)} too much.`,
    recommendedAction: `Recover ${money(excess)} from ${name} and stop refunds of ${paymentId}.`,
  };
}
