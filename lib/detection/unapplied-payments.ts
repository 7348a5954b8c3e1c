import type { DetectionRun } from "./detector";
import { openInvoicesCte } from "./open-invoices-sql";
import { compareText, numberOf, textOf, textOrNull } from "./read-values";

/** A succeeded payment without an invoice, and what its customer's open invoices in that currency lack: minor units. */
export interface UnappliedPayment {
  paymentId: string;
  customerId: string;
  customerName: string | null;
  region: string | null;
  amountCents: number;
  currency: string;
  method: string | null;
  paidAt: string;
  openCents: number;
  openInvoices: number;
  firstInvoiceId: string;
}

/** Succeeded payments without an invoice whose customer has an open one, in order of time: read once a run. */
export function findUnappliedPayments(run: DetectionRun): Promise<UnappliedPayment[]> {
  return run.once("unapplied-payments", async () => {
    const rows = await run.warehouse.query(UNAPPLIED_SQL, [], { signal: run.signal });
    return rows
      .map((row) => ({
        paymentId: textOf(row, "payment_id"),
        customerId: textOf(row, "customer_id"),
        customerName: textOrNull(row, "customer_name"),
        region: textOrNull(row, "region"),
        amountCents: numberOf(row, "amount_cents"),
        currency: textOf(row, "currency"),
        method: textOrNull(row, "method"),
        paidAt: textOf(row, "paid_at"),
        openCents: numberOf(row, "open_cents"),
        openInvoices: numberOf(row, "open_invoices"),
        firstInvoiceId: textOf(row, "first_invoice_id"),
      }))
      .sort((a, b) => compareText(a.paidAt, b.paidAt) || compareText(a.paymentId, b.paymentId));
  });
}

const UNAPPLIED_SQL = `with unapplied as (
  select * from payments where status = 'succeeded' and invoice_id is null and amount_cents > 0
),
${openInvoicesCte("i.customer_id in (select customer_id from unapplied)")},
open_by_customer as (
  select customer_id, currency, cast(sum(open_cents) as bigint) as open_cents, count(*) as open_invoices,
         min(invoice_id collate "C") as first_invoice_id
  from open_invoices group by customer_id, currency
)
select u.payment_id, u.customer_id, u.amount_cents, u.currency, u.method, u.paid_at, o.open_cents, o.open_invoices,
       o.first_invoice_id, k.name as customer_name, k.region
from unapplied u
join open_by_customer o on o.customer_id = u.customer_id and o.currency = u.currency
left join customers k on k.customer_id = u.customer_id`;
