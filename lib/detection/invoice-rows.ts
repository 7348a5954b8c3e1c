import type { EvidenceRow } from "../contract/case";
import type { SqlRow } from "../ports";
import { numberOf, numberOrNull, textOf, textOrNull } from "./read-values";

/** A live invoice; the amount is minor units of its currency. */
export interface InvoiceRow {
  invoiceId: string;
  tier: string | null;
  quantity: number | null;
  periodStart: string;
  periodEnd: string;
  issuedOn: string;
  billedCents: number;
  currency: string;
  status: string;
}

const COLUMNS = [
  "invoice_id",
  "subscription_id",
  "customer_id",
  "tier",
  "quantity",
  "period_start",
  "period_end",
  "issued_on",
  "billed_amount_cents",
  "currency",
  "status",
] as const;

/** Select list of an invoice under alias `invoice`: what `readInvoice` reads, with its subscription and customer. */
export function invoiceColumns(invoice: string): string {
  return COLUMNS.map((name) => `${invoice}.${name}`).join(", ");
}

/** Reads what `invoiceColumns` selected. */
export function readInvoice(row: SqlRow): InvoiceRow {
  return {
    invoiceId: textOf(row, "invoice_id"),
    tier: textOrNull(row, "tier"),
    quantity: numberOrNull(row, "quantity"),
    periodStart: textOf(row, "period_start"),
    periodEnd: textOf(row, "period_end"),
    issuedOn: textOf(row, "issued_on"),
    billedCents: numberOf(row, "billed_amount_cents"),
    currency: textOf(row, "currency"),
    status: textOf(row, "status"),
  };
}

/** The evidence of an invoice, with more fields that say why it is here. */
export function invoiceEvidence(invoice: InvoiceRow, more: EvidenceRow["values"] = {}): EvidenceRow {
  return { table: "invoices", key: invoice.invoiceId, role: "claimed", values: { ...invoice, ...more } };
}
