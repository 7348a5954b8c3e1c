import type { EvidenceRow } from "../contract/case";
import type { SqlRow } from "../ports";
import type { DetectionRun } from "./detector";
import { compareText, numberOf, textOf } from "./read-values";
import { type RefundRow, readRefund, refundColumns } from "./refund-rows";

/** A payment and its refunds in the payment's currency, in the order they were paid out. Amounts are minor units. */
export interface RefundedPayment {
  paymentId: string;
  status: string;
  amountCents: number;
  /** What came in: 0 for a payment that failed or is pending. */
  paidCents: number;
  paidAt: string;
  refundedCents: number;
  currency: string;
  refunds: [RefundRow, ...RefundRow[]];
}

/** Payments that were disputed or refunded for more than they paid, by id: read once a run. */
export function findRefundedPayments(run: DetectionRun): Promise<RefundedPayment[]> {
  return run.once("refunded-payments", async () => {
    const rows = await run.warehouse.query(REFUNDED_SQL, [], { signal: run.signal });
    const groups = Map.groupBy(rows, (row) => textOf(row, "of_payment"));
    return [...groups.values()].flatMap(readPayment).sort((a, b) => compareText(a.paymentId, b.paymentId));
  });
}

const REFUNDED_SQL = `with refunded as (
  select payment_id, currency, sum(amount_cents) as refunded_cents from refunds
  where kind = 'refund' and payment_id is not null and amount_cents > 0
  group by payment_id, currency
),
judged as (
  select p.*, r.refunded_cents,
         case when p.status in ('succeeded', 'disputed') then p.amount_cents else 0 end as paid_cents
  from refunded r join payments p on p.payment_id = r.payment_id and p.currency = r.currency
)
select j.payment_id as of_payment, j.status, j.amount_cents as payment_cents, j.paid_cents, j.paid_at,
       ${refundColumns("r", "k")}
from judged j
join refunds r on r.payment_id = j.payment_id and r.currency = j.currency and r.kind = 'refund' and r.amount_cents > 0
left join customers k on k.customer_id = r.customer_id
where j.status = 'disputed' or j.refunded_cents > j.paid_cents`;

function readPayment(rows: readonly SqlRow[]): RefundedPayment[] {
  const refunds = rows
    .map((row) => readRefund(row))
    .sort((a, b) => compareText(a.refundedAt, b.refundedAt) || compareText(a.refundId, b.refundId));
  const [[row], [first, ...others]] = [rows, refunds];
  if (!row || !first) return [];
  return [
    {
      paymentId: textOf(row, "of_payment"),
      status: textOf(row, "status"),
      amountCents: numberOf(row, "payment_cents"),
      paidCents: numberOf(row, "paid_cents"),
      paidAt: textOf(row, "paid_at"),
      refundedCents: refunds.reduce((sum, refund) => sum + refund.amountCents, 0),
      currency: textOf(row, "currency"),
      refunds: [first, ...others],
    },
  ];
}

/** The evidence of the payment itself: it explains, its refunds carry the money. */
export function paymentContext(payment: RefundedPayment): EvidenceRow {
  const { paymentId, status, amountCents, paidAt, currency } = payment;
  return {
    table: "payments",
    key: paymentId,
    role: "context",
    values: { paymentId, status, amountCents, paidAt, currency },
  };
}
