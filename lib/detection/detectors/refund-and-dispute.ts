import { z } from "zod";
import { formatMoney } from "../../money";
import type { ClaimedRows, Detector, Finding } from "../detector";
import { distinctTexts } from "../evidence";
import { counted, dayWithYear } from "../phrases";
import { refundValues } from "../refund-rows";
import { findRefundedPayments, paymentContext, type RefundedPayment } from "../refunded-payments";

const Parameters = z.strictObject({});
type Parameters = Record<string, never>;

/** Disputed payments that were refunded too: the customer gets the smaller of the two twice. */
export const refundAndDispute: Detector<Parameters> = {
  id: "refund_and_dispute",
  title: "Refund and dispute",
  question: "Which disputed payments were refunded as well?",
  moneyKind: "cash_out",
  needs: ["refunds.payment_id"],
  parameters: Parameters,
  defaults: {},
  grid: {},
  sources: ["payments", "refunds", "customers"],
  about: {
    evidence: "The refunds of a payment that is disputed as well, with the payment as context.",
    impact: "the smaller of refund and disputed payment",
    action: "Answer the dispute with the refund as evidence, or reverse the refund.",
  },
  async detect(run) {
    const payments = await findRefundedPayments(run);
    return payments
      .filter(({ status, amountCents }) => status === "disputed" && amountCents > 0)
      .map((payment) => shapePayment(payment, run.claimed));
  },
};

/** The earliest refunds carry the claim: those past the payment's amount are an excess over it. */
function shapePayment(payment: RefundedPayment, claimed: ClaimedRows): Finding {
  const { paymentId, amountCents, refundedCents, currency, refunds } = payment;
  const [first] = refunds;
  let left = Math.min(amountCents, refundedCents);
  const wanted = refunds.map((refund) => {
    const cents = claimed.isHeld("refunds", refund.refundId) ? 0 : Math.min(left, refund.amountCents);
    left -= cents;
    return { table: "refunds", key: refund.refundId, cents };
  });
  const name = first.customerName ?? first.customerId;
  const money = (cents: number) => formatMoney(cents, currency);
  const twice = wanted.reduce((sum, { cents }) => sum + cents, 0);
  return {
    entityKey: paymentId,
    entity: { kind: "payment", id: paymentId, label: name, customerId: first.customerId, region: first.region },
    currency,
    confidence: 0.93,
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
    title: `Disputed payment of ${name} refunded too`,
    summary:
      `The payment of ${money(amountCents)} from ${dayWithYear(payment.paidAt)} is disputed, and ` +
      `${counted(refunds.length, "refund")} of it ${refunds.length === 1 ? "comes" : "come"} to ${money(refundedCents)}: ` +
      `${money(twice)} would leave twice.`,
    recommendedAction: `Answer the dispute of ${paymentId} with the refund as evidence, or reverse the refund: ${money(twice)}.`,
  };
}
