import { z } from "zod";
import { formatMoney } from "../../money";
import type { SqlRow } from "../../ports";
import type { DetectionRun, Detector, Finding } from "../detector";
import { openInvoicesCte } from "../open-invoices-sql";
import { counted, dayWithYear } from "../phrases";
import { compareText, numberOf, textOf, textOrNull } from "../read-values";
import { createBindings, type SqlBindings } from "../sql-bindings";
import { findUnappliedPayments } from "../unapplied-payments";
import { LATEST_VERSION_CTE } from "../versions-sql";

const Parameters = z.strictObject({
  idleDays: z
    .number()
    .int()
    .min(0)
    .max(365)
    .describe("The last attempt of an invoice is given up when it is older than so many days"),
});
type Parameters = z.infer<typeof Parameters>;

/**
 * Open invoices whose last attempt failed days ago, with no success since, of a subscription that goes on. Money that
 * waits unapplied on the customer's account is not asked for again.
 */
export const unretriedPayment: Detector<Parameters> = {
  id: "unretried_payment",
  title: "Unretried payment",
  question: "Which failed payments were never tried again?",
  moneyKind: "recoverable",
  needs: ["payments.invoice_id"],
  parameters: Parameters,
  defaults: { idleDays: 14 },
  grid: { idleDays: [14, 21, 30] },
  sources: ["payments", "invoices", "subscriptions", "customers"],
  about: {
    evidence: "The first failed attempt, with the open invoice as context.",
    impact: "open amount of the invoice, less money that waits unapplied",
    action: "Retry the payment, or ask for another method.",
  },
  async detect(run: DetectionRun<Parameters>) {
    const asOf = run.warehouse.dataset.asOf;
    if (asOf === null) return [];
    const bindings = createBindings();
    const sql = failedSql(bindings, asOf, run.parameters.idleDays);
    const rows = await run.warehouse.query(sql, bindings.values, { signal: run.signal });
    const waiting = new Map<string, number>();
    for (const { paymentId, customerId, currency } of await findUnappliedPayments(run)) {
      const account = `${customerId}\n${currency}`;
      waiting.set(account, (waiting.get(account) ?? 0) + run.claimed.centsOf("payments", paymentId));
    }
    return rows
      .sort(
        (a, b) =>
          compareText(textOf(a, "issued_on"), textOf(b, "issued_on")) ||
          compareText(textOf(a, "invoice_id"), textOf(b, "invoice_id")),
      )
      .flatMap((row) => {
        const account = `${textOf(row, "customer_id")}\n${textOf(row, "currency")}`;
        const openCents = numberOf(row, "open_cents");
        const settledCents = Math.min(openCents, waiting.get(account) ?? 0);
        waiting.set(account, (waiting.get(account) ?? 0) - settledCents);
        const cents = Math.min(openCents - settledCents, numberOf(row, "amount_cents"));
        return cents > 0 ? [shapePayment(row, cents)] : [];
      })
      .sort((a, b) => compareText(a.entityKey, b.entityKey));
  },
};

/** One row an open invoice, about its first failed attempt, so that a further one changes the case and makes none. */
function failedSql(bindings: SqlBindings, asOf: string, idleDays: number): string {
  const day = bindings.bind(asOf, "date");
  return `with ${openInvoicesCte("exists (select 1 from payments f where f.invoice_id = i.invoice_id and f.status = 'failed')")},
attempts as (
  select p.*, count(*) filter (where p.status = 'failed') over (partition by p.invoice_id) as failures,
         max(case when p.status = 'failed' then p.paid_at end) over (partition by p.invoice_id) as last_failed_at,
         max(case when p.status <> 'failed' then p.paid_at end) over (partition by p.invoice_id) as last_other_at,
         row_number() over (partition by p.invoice_id, p.status order by p.paid_at, p.payment_id collate "C") as attempt_no
  from payments p join open_invoices o on o.invoice_id = p.invoice_id
),
${LATEST_VERSION_CTE}
select a.payment_id, a.amount_cents, a.method, a.failure_reason, a.paid_at, a.failures, a.last_failed_at, o.invoice_id,
       o.subscription_id, o.customer_id, o.currency, o.billed_amount_cents, o.open_cents, o.issued_on,
       k.name as customer_name, k.region
from attempts a
join open_invoices o on o.invoice_id = a.invoice_id
join latest_versions l on l.subscription_id = o.subscription_id
left join customers k on k.customer_id = o.customer_id
where a.status = 'failed' and a.attempt_no = 1 and a.amount_cents > 0
  and (a.last_other_at is null or a.last_other_at < a.last_failed_at)
  and cast(a.last_failed_at as date) < ${day} - ${bindings.bind(idleDays, "integer")}
  and l.status <> 'canceled' and (l.canceled_on is null or l.canceled_on > ${day})`;
}

function shapePayment(row: SqlRow, cents: number): Finding {
  const [paymentId, customerId, currency] = [
    textOf(row, "payment_id"),
    textOf(row, "customer_id"),
    textOf(row, "currency"),
  ];
  const [customerName, invoiceId, reason] = [
    textOrNull(row, "customer_name"),
    textOf(row, "invoice_id"),
    textOrNull(row, "failure_reason"),
  ];
  const [paidAt, lastFailedAt, failures] = [
    textOf(row, "paid_at"),
    textOf(row, "last_failed_at"),
    numberOf(row, "failures"),
  ];
  const name = customerName ?? customerId;
  const money = formatMoney(cents, currency);
  return {
    entityKey: paymentId,
    entity: { kind: "payment", id: paymentId, label: name, customerId, region: textOrNull(row, "region") },
    currency,
    confidence: 0.92,
    wanted: [{ table: "payments", key: paymentId, cents }],
    evidence: [
      {
        table: "payments",
        key: paymentId,
        role: "claimed",
        values: {
          paymentId,
          customer: customerName,
          invoiceId,
          amountCents: numberOf(row, "amount_cents"),
          failureReason: reason,
          method: textOrNull(row, "method"),
          paidAt,
          failures,
          lastFailedAt,
          openCents: numberOf(row, "open_cents"),
          currency,
        },
      },
      {
        table: "invoices",
        key: invoiceId,
        role: "context",
        values: {
          invoiceId,
          issuedOn: textOf(row, "issued_on"),
          billedCents: numberOf(row, "billed_amount_cents"),
          openCents: numberOf(row, "open_cents"),
          currency,
        },
      },
    ],
    texts: [],
    title: `Failed payment of ${name} never tried again`,
    summary:
      `${counted(failures, "attempt")} to collect ${invoiceId} failed, the last on ${dayWithYear(lastFailedAt)}` +
      `${reason === null ? "" : ` (${reason.replaceAll("_", " ")})`}; nothing came since and ${money} is open.`,
    recommendedAction: `Retry the payment of ${invoiceId} with ${name}, or ask for another method: ${money}.`,
  };
}
