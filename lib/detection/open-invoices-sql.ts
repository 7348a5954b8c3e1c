/**
 * CTE `open_invoices`: open invoices with what they still lack after their succeeded payments, in minor units. `only`
 * restricts the invoices it reads.
 */
export function openInvoicesCte(only: string): string {
  return `asking as (
  select i.invoice_id, i.subscription_id, i.customer_id, i.currency, i.billed_amount_cents, i.issued_on, i.period_start,
         i.period_end
  from invoices i where i.status = 'open' and i.billed_amount_cents > 0 and ${only}
),
paid_in_part as (
  select p.invoice_id, p.currency, sum(p.amount_cents) as paid_cents
  from payments p join asking a on a.invoice_id = p.invoice_id and a.currency = p.currency
  where p.status = 'succeeded' group by p.invoice_id, p.currency
),
open_invoices as (
  select a.*, cast(a.billed_amount_cents - coalesce(p.paid_cents, 0) as bigint) as open_cents
  from asking a left join paid_in_part p on p.invoice_id = a.invoice_id and p.currency = a.currency
  where a.billed_amount_cents > coalesce(p.paid_cents, 0)
)`;
}
