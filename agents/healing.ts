import type { EvidenceRow } from "@/lib/contract/case";
import { numberOf, textOf, textOrNull } from "@/lib/detection/read-values";
import {
  applyPayment,
  type InvoiceNow,
  type LostClaim,
  type PaymentNow,
  type Recovery,
  recoverByInvoice,
  recoverByPayment,
  reverseRefund,
  settleInvoice,
} from "@/lib/detection/recovery";
import type { SqlRow, Warehouse } from "@/lib/ports";

/** Keys bound to one statement. */
const KEYS_AT_ONCE = 500;
/** What a case's history quotes. */
const SENTENCES = 3;

/** Why claims of one case are gone: a sentence for its history and the rows that say so. */
export interface Healing {
  text: string;
  evidence: EvidenceRow[];
  recoveries: Recovery[];
}

/** Reads what became of lost claims, a few statements for all of them; by case id. */
export async function explainLosses(
  warehouse: Warehouse,
  lost: readonly LostClaim[],
  signal: AbortSignal,
): Promise<Map<string, Healing>> {
  const read: Reader = (sql, keys) => readByKeys(warehouse, sql, keys, signal);
  const of = (table: string, settles: boolean) =>
    lost.filter((claim) => claim.table === table && isSettled(claim) === settles);
  const recoveries = [
    ...(await explainPeriods(read, [
      ...of("invoices", false),
      ...lost.filter(({ table }) => table === "subscriptions"),
    ])),
    ...(await explainInvoices(warehouse, read, of("invoices", true))),
    ...(await explainRefunds(
      warehouse,
      read,
      lost.filter(({ table }) => table === "refunds"),
    )),
    ...(await explainPayments(
      read,
      lost.filter(({ table }) => table === "payments"),
    )),
  ];
  return new Map([...Map.groupBy(recoveries, ({ claim }) => claim.caseId)].map(([id, own]) => [id, tell(own)]));
}

/** Money a customer is owed on a row is settled with the row; other money comes back by a later row. */
function isSettled({ moneyKind }: LostClaim): boolean {
  return moneyKind === "owed_to_customer";
}

function tell(recoveries: Recovery[]): Healing {
  const evidence = recoveries.flatMap(({ row }) => row ?? []);
  const byKey = new Map(evidence.map((row) => [`${row.table}\n${row.key}`, row]));
  return {
    text: recoveries
      .slice(0, SENTENCES)
      .map(({ text }) => text)
      .join("; "),
    evidence: [...byKey.values()],
    recoveries,
  };
}

type Reader = (sql: string, keys: readonly string[]) => Promise<SqlRow[]>;

/** Runs a statement whose `%` is a list of keys, as often as the keys ask for. */
async function readByKeys(warehouse: Warehouse, sql: string, keys: readonly string[], signal: AbortSignal) {
  const distinct = [...new Set(keys)].sort();
  const rows: SqlRow[] = [];
  for (let at = 0; at < distinct.length; at += KEYS_AT_ONCE) {
    const part = distinct.slice(at, at + KEYS_AT_ONCE);
    const list = part.map((_, position) => `$${position + 1}`).join(", ");
    rows.push(...(await warehouse.query(sql.replace("%", list), part, { signal })));
  }
  return rows;
}

const INVOICES = `select invoice_id, subscription_id, period_start, currency, issued_on, billed_amount_cents, status
from invoices where subscription_id in (%)
order by issued_on desc, invoice_id collate "C" desc`;

async function explainPeriods(read: Reader, claims: readonly LostClaim[]): Promise<Recovery[]> {
  const known = claims.filter((claim) => subscriptionOf(claim) !== null);
  const rows = await read(
    INVOICES,
    known.flatMap((claim) => subscriptionOf(claim) ?? []),
  );
  const bySubscription = Map.groupBy(rows.map(readInvoiceNow), (invoice) => invoice.subscriptionId);
  return known.map((claim) => {
    const { periodStart } = claim.values;
    const own = bySubscription.get(subscriptionOf(claim)) ?? [];
    return recoverByInvoice(
      claim,
      typeof periodStart === "string" ? own.filter((invoice) => invoice.periodStart === periodStart) : own,
    );
  });
}

function subscriptionOf({ subscriptionId, values }: LostClaim): string | null {
  return typeof values.subscriptionId === "string" ? values.subscriptionId : subscriptionId;
}

const INVOICES_BY_KEY = `select invoice_id, subscription_id, period_start, currency, issued_on, billed_amount_cents, status
from invoices where invoice_id in (%)`;
const REFUNDED = `select invoice_id, currency, cast(sum(amount_cents) as bigint) as amount_cents
from refunds where invoice_id in (%) group by invoice_id, currency`;

const FIRST_INVOICE = "select min(issued_on) as issued_on from invoices";

async function explainInvoices(warehouse: Warehouse, read: Reader, claims: readonly LostClaim[]): Promise<Recovery[]> {
  if (claims.length === 0) return [];
  const keys = claims.map(({ key }) => key);
  const invoices = new Map((await read(INVOICES_BY_KEY, keys)).map(readInvoiceNow).map((row) => [row.invoiceId, row]));
  const refunded = await read(REFUNDED, keys);
  const [first] = await warehouse.query(FIRST_INVOICE);
  const firstIssuedOn = first ? textOrNull(first, "issued_on") : null;
  return claims.map((claim) => {
    const back = refunded.find((row) => row.invoice_id === claim.key && row.currency === claim.currency);
    return settleInvoice(claim, invoices.get(claim.key), back ? numberOf(back, "amount_cents") : 0, firstIssuedOn);
  });
}

const REFUNDS = `select refund_id, amount_cents from refunds where refund_id in (%)`;
const FIRST_REFUND = "select min(refunded_at) as refunded_at from refunds";

async function explainRefunds(warehouse: Warehouse, read: Reader, claims: readonly LostClaim[]): Promise<Recovery[]> {
  if (claims.length === 0) return [];
  const rows = await read(
    REFUNDS,
    claims.map(({ key }) => key),
  );
  const amounts = new Map(
    rows.map((row) => [textOf(row, "refund_id"), { amountCents: numberOf(row, "amount_cents") }]),
  );
  const [first] = await warehouse.query(FIRST_REFUND);
  const firstRefundedAt = first ? textOrNull(first, "refunded_at") : null;
  return claims.map((claim) => reverseRefund(claim, amounts.get(claim.key), firstRefundedAt));
}

const PAYMENTS = `select payment_id, invoice_id, amount_cents, currency, paid_at, status from payments
where payment_id in (%)`;
const PAYMENTS_OF_INVOICE = `select payment_id, invoice_id, amount_cents, currency, paid_at, status from payments
where invoice_id in (%) order by paid_at, payment_id collate "C"`;

async function explainPayments(read: Reader, claims: readonly LostClaim[]): Promise<Recovery[]> {
  const onAccount = claims.filter(({ moneyKind }) => moneyKind === "timing");
  const failed = claims.filter(({ moneyKind }) => moneyKind === "recoverable");
  const now = new Map(
    (
      await read(
        PAYMENTS,
        onAccount.map(({ key }) => key),
      )
    )
      .map(readPayment)
      .map((row) => [row.paymentId, row]),
  );
  const later = Map.groupBy(
    (
      await read(
        PAYMENTS_OF_INVOICE,
        failed.flatMap(({ values }) => (typeof values.invoiceId === "string" ? values.invoiceId : [])),
      )
    ).map(readPayment),
    ({ invoiceId }) => invoiceId,
  );
  return [
    ...onAccount.map((claim) => applyPayment(claim, now.get(claim.key))),
    ...failed.map((claim) =>
      recoverByPayment(
        claim,
        (later.get(String(claim.values.invoiceId)) ?? []).filter(
          ({ paidAt }) => paidAt > String(claim.values.lastFailedAt ?? claim.values.paidAt),
        ),
      ),
    ),
  ];
}

function readInvoiceNow(row: SqlRow): InvoiceNow {
  return {
    invoiceId: textOf(row, "invoice_id"),
    subscriptionId: textOrNull(row, "subscription_id"),
    periodStart: textOrNull(row, "period_start"),
    currency: textOf(row, "currency"),
    issuedOn: textOf(row, "issued_on"),
    billedCents: numberOf(row, "billed_amount_cents"),
    status: textOf(row, "status"),
  };
}

function readPayment(row: SqlRow): PaymentNow {
  return {
    paymentId: textOf(row, "payment_id"),
    invoiceId: textOrNull(row, "invoice_id"),
    amountCents: numberOf(row, "amount_cents"),
    currency: textOf(row, "currency"),
    paidAt: textOf(row, "paid_at"),
    status: textOf(row, "status"),
  };
}
