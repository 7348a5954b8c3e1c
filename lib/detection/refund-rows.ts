import type { EvidenceRow } from "../contract/case";
import type { SqlRow } from "../ports";
import { numberOf, textOf, textOrNull } from "./read-values";

/** A refund or credit with its customer; amounts are minor units, the instant is ISO 8601 UTC. */
export interface RefundRow {
  refundId: string;
  paymentId: string | null;
  invoiceId: string | null;
  customerId: string;
  customerName: string | null;
  region: string | null;
  amountCents: number;
  currency: string;
  reason: string | null;
  issuedBy: string | null;
  approvedBy: string | null;
  note: string | null;
  refundedAt: string;
}

const COLUMNS = [
  "refund_id",
  "payment_id",
  "invoice_id",
  "customer_id",
  "amount_cents",
  "currency",
  "reason",
  "issued_by",
  "approved_by",
  "note",
  "refunded_at",
] as const;

/** Select list of a refund under alias `refund` with its customer under `customer`, each name with `prefix`. */
export function refundColumns(refund: string, customer: string, prefix = ""): string {
  return [
    ...COLUMNS.map((name) => `${refund}.${name} as ${prefix}${name}`),
    `${customer}.name as ${prefix}customer_name`,
    `${customer}.region as ${prefix}region`,
  ].join(", ");
}

/** Reads what `refundColumns` selected. */
export function readRefund(row: SqlRow, prefix = ""): RefundRow {
  return {
    refundId: textOf(row, `${prefix}refund_id`),
    paymentId: textOrNull(row, `${prefix}payment_id`),
    invoiceId: textOrNull(row, `${prefix}invoice_id`),
    customerId: textOf(row, `${prefix}customer_id`),
    customerName: textOrNull(row, `${prefix}customer_name`),
    region: textOrNull(row, `${prefix}region`),
    amountCents: numberOf(row, `${prefix}amount_cents`),
    currency: textOf(row, `${prefix}currency`),
    reason: textOrNull(row, `${prefix}reason`),
    issuedBy: textOrNull(row, `${prefix}issued_by`),
    approvedBy: textOrNull(row, `${prefix}approved_by`),
    note: textOrNull(row, `${prefix}note`),
    refundedAt: textOf(row, `${prefix}refunded_at`),
  };
}

/** The fields of a refund that its evidence row shows. */
export function refundValues(refund: RefundRow): EvidenceRow["values"] {
  const { customerName, region: _, ...values } = refund;
  return { ...values, customer: customerName, day: refund.refundedAt.slice(0, 10) };
}
