import { HOUR_MS } from "./days";
import type { Hit, OracleClaim, OracleDetector } from "./ledger";
import type { Payment, Records, Refund } from "./records";

export const byTime = (a: Refund, b: Refund) => a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Takes up to `cents` from the refunds in the order given. */
function takeFrom(refunds: readonly Refund[], cents: number): OracleClaim[] {
  let left = cents;
  return refunds.flatMap(({ id, amount }) => {
    const taken = Math.min(left, amount);
    left -= taken;
    return taken > 0 ? [{ table: "refunds", key: id, cents: taken }] : [];
  });
}

const refundsOf = (records: Records, payment: Payment) =>
  records.refunds
    .filter((row) => row.kind === "refund" && row.payment === payment.id && row.currency === payment.currency)
    .sort(byTime);

const sum = (refunds: readonly Refund[]) => refunds.reduce((total, { amount }) => total + amount, 0);

export const refundAndDispute: OracleDetector = {
  id: "refund_and_dispute",
  needs: ["refunds.payment_id"],
  find: (records) =>
    records.payments
      .filter(({ status }) => status === "disputed")
      .map((payment): Hit => {
        const refunds = refundsOf(records, payment);
        return { entity: payment.id, wanted: takeFrom(refunds, Math.min(payment.amount, sum(refunds))) };
      }),
};

export const refundExceedsPayment: OracleDetector = {
  id: "refund_exceeds_payment",
  needs: ["refunds.payment_id"],
  find: (records) =>
    records.payments.map((payment): Hit => {
      const refunds = refundsOf(records, payment);
      const paid = ["succeeded", "disputed"].includes(payment.status) ? payment.amount : 0;
      return { entity: payment.id, wanted: takeFrom([...refunds].reverse(), sum(refunds) - paid) };
    }),
};

/** Both name a payment: equal ones; else both name an invoice: equal ones; else nothing tells them apart. */
function namesAgree(a: Refund, b: Refund): boolean {
  if (a.payment !== null && b.payment !== null) return a.payment === b.payment;
  if (a.invoice !== null && b.invoice !== null) return a.invoice === b.invoice;
  return true;
}

const repeats = (earlier: Refund, later: Refund) =>
  earlier.customer === later.customer &&
  earlier.currency === later.currency &&
  earlier.amount === later.amount &&
  later.at - earlier.at <= 72 * HOUR_MS &&
  namesAgree(earlier, later);

export const duplicateRefund: OracleDetector = {
  id: "duplicate_refund",
  needs: [],
  find: (records) => {
    const refunds = records.refunds.filter(({ kind }) => kind === "refund").sort(byTime);
    const firstOf = new Map<string, string>();
    const chains = new Map<string, OracleClaim[]>();
    for (const [at, row] of refunds.entries()) {
      const before = refunds.slice(0, at).findLast((earlier) => repeats(earlier, row));
      const first = before ? (firstOf.get(before.id) ?? before.id) : row.id;
      firstOf.set(row.id, first);
      if (!before) continue;
      chains.set(first, [...(chains.get(first) ?? []), { table: "refunds", key: row.id, cents: row.amount }]);
    }
    return [...chains].map(([entity, wanted]) => ({ entity, wanted }));
  },
};
