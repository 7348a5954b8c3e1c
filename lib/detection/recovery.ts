import type { EvidenceRow } from "../contract/case";
import type { MoneyKind } from "../contract/money";
import { formatMoney } from "../money";

/** Cents of a base row that a case claimed in the run before and that no case claims now. */
export interface LostClaim {
  caseId: string;
  /** Over all that the case claimed then. */
  evidenceHash: string;
  moneyKind: MoneyKind;
  currency: string;
  /** The subscription that the case is about, if it is about one. */
  subscriptionId: string | null;
  table: string;
  key: string;
  cents: number;
  /** What the evidence said of the row when it was claimed. */
  values: EvidenceRow["values"];
}

/** Why a claim is gone. `cents` of it (minor units, at most the claim's) are recovered: the row named here shows them. */
export interface Recovery {
  claim: LostClaim;
  cents: number;
  text: string;
  row: EvidenceRow | null;
}

/** An invoice as it is now. */
export interface InvoiceNow {
  invoiceId: string;
  subscriptionId: string | null;
  periodStart: string | null;
  currency: string;
  issuedOn: string;
  billedCents: number;
  status: string;
}

const LIVE = new Set(["open", "paid", "uncollectible"]);

/**
 * A shortfall or a missing invoice: recovered is what the live invoices of the period bill now more than they did when
 * it was claimed. `invoices` are those of the period, the last issued first.
 */
export function recoverByInvoice(claim: LostClaim, invoices: readonly InvoiceNow[]): Recovery {
  const live = invoices.filter(({ status, currency }) => LIVE.has(status) && currency === claim.currency);
  const [last] = live;
  if (!last) return { claim, cents: 0, text: `no live invoice is left for ${describeKey(claim)}`, row: null };
  const before = typeof claim.values.billedCents === "number" ? claim.values.billedCents : 0;
  const cents = within(claim, live.reduce((sum, { billedCents }) => sum + billedCents, 0) - before);
  const money = formatMoney(last.billedCents, last.currency);
  const text =
    last.invoiceId === claim.key
      ? `invoice ${last.invoiceId} now bills ${money}`
      : `invoice ${last.invoiceId} of ${last.issuedOn} bills ${money} for the same period`;
  return { claim, cents, text, row: invoiceRow(last) };
}

/**
 * Money owed to a customer on an invoice: settled once the invoice is live no more, gone, or refunded. One that is gone
 * because the data start later than it, is none that was settled.
 */
export function settleInvoice(
  claim: LostClaim,
  invoice: InvoiceNow | undefined,
  refundedCents: number,
  firstIssuedOn: string | null,
): Recovery {
  if (!invoice) {
    const covered = isCovered(claim.values.issuedOn, firstIssuedOn);
    const text = covered
      ? `invoice ${claim.key} is no longer in the data`
      : `the data no longer go back to ${claim.key}`;
    return { claim, cents: covered ? claim.cents : 0, text, row: null };
  }
  const row = invoiceRow(invoice);
  if (!LIVE.has(invoice.status)) {
    return { claim, cents: claim.cents, text: `invoice ${claim.key} is ${invoice.status}`, row };
  }
  const text = refundedCents > 0 ? `${formatMoney(refundedCents, claim.currency)} of it was refunded` : "it changed";
  return { claim, cents: within(claim, refundedCents), text: `invoice ${claim.key}: ${text}`, row };
}

/**
 * Cash that left as a refund or credit: recovered is what the row lost since, all of it when it is gone. A row that
 * is gone because the data start later than it, is none that was reversed.
 */
export function reverseRefund(
  claim: LostClaim,
  now: { amountCents: number } | undefined,
  firstRefundedAt: string | null,
): Recovery {
  if (now) {
    const before = typeof claim.values.amountCents === "number" ? claim.values.amountCents : now.amountCents;
    const text = `${claim.key} is now ${formatMoney(now.amountCents, claim.currency)}`;
    const row: EvidenceRow = {
      table: "refunds",
      key: claim.key,
      role: "context",
      values: { healedRefund: claim.key, amountCents: now.amountCents, currency: claim.currency },
    };
    return { claim, cents: within(claim, before - now.amountCents), text, row };
  }
  const covered = isCovered(claim.values.refundedAt, firstRefundedAt);
  const text = covered
    ? `${claim.key} was reversed: it is no longer in the data`
    : `the data no longer go back to ${claim.key}`;
  return { claim, cents: covered ? claim.cents : 0, text, row: null };
}

/** A payment as it is now. */
export interface PaymentNow {
  paymentId: string;
  invoiceId: string | null;
  amountCents: number;
  currency: string;
  paidAt: string;
  status: string;
}

/** A failed payment: recovered is what later ones brought for the same invoice. `later` holds them, the first first. */
export function recoverByPayment(claim: LostClaim, later: readonly PaymentNow[]): Recovery {
  const paid = later.filter(({ status, currency }) => status === "succeeded" && currency === claim.currency);
  const [first] = paid;
  if (!first) return { claim, cents: 0, text: `payment ${claim.key} no longer meets the rule`, row: null };
  const cents = within(
    claim,
    paid.reduce((sum, { amountCents }) => sum + amountCents, 0),
  );
  const money = formatMoney(first.amountCents, first.currency);
  return {
    claim,
    cents,
    text: `payment ${first.paymentId} brought ${money} on ${first.paidAt.slice(0, 10)}`,
    row: paymentRow(first),
  };
}

/** Money on account: settled once its payment names an invoice. */
export function applyPayment(claim: LostClaim, now: PaymentNow | undefined): Recovery {
  if (!now?.invoiceId) return { claim, cents: 0, text: `payment ${claim.key} no longer meets the rule`, row: null };
  return { claim, cents: claim.cents, text: `payment ${claim.key} now pays ${now.invoiceId}`, row: paymentRow(now) };
}

/** Whether data that begin at `first` would still show a row of that time. */
function isCovered(time: unknown, first: string | null): boolean {
  return first !== null && typeof time === "string" && first <= time;
}

function within(claim: LostClaim, cents: number): number {
  return Math.max(0, Math.min(claim.cents, cents));
}

function describeKey({ table, key, values }: LostClaim): string {
  return table === "invoices" ? `the period of ${key}` : `the period from ${values.periodStart ?? values.trialEndedOn}`;
}

function invoiceRow({ invoiceId, issuedOn, billedCents, currency, status }: InvoiceNow): EvidenceRow {
  const values = { healedInvoice: invoiceId, issuedOn, billedCents, currency, status };
  return { table: "invoices", key: invoiceId, role: "context", values };
}

function paymentRow({ paymentId, invoiceId, amountCents, currency, paidAt, status }: PaymentNow): EvidenceRow {
  const values = { healedPayment: paymentId, invoiceId, amountCents, currency, paidAt, status };
  return { table: "payments", key: paymentId, role: "context", values };
}
