import type { TableName } from "@/lib/contract/dataset";
import { type Day, dayOf, msOf } from "./days";
import { type Fraction, fractionOf, ZERO } from "./fraction";

export type Row = Record<string, string | number | null>;
export type World = Partial<Record<TableName, Row[]>>;

export interface Version {
  id: string;
  customer: string;
  tier: string;
  seats: number;
  unitPrice: Fraction;
  cycle: "month" | "year";
  discountPct: Fraction;
  discountEnds: Day | null;
  included: Fraction | null;
  overagePrice: Fraction | null;
  currency: string;
  status: string;
  started: Day;
  trialEnds: Day | null;
  canceled: Day | null;
  validFrom: Day | null;
  validTo: Day | null;
}

export interface Invoice {
  id: string;
  customer: string;
  subscription: string;
  tier: string;
  quantity: number;
  start: Day;
  end: Day;
  issued: Day;
  expected: number | null;
  billed: number;
  currency: string;
  status: string;
}

export interface Payment {
  id: string;
  invoice: string | null;
  customer: string;
  amount: number;
  currency: string;
  status: string;
  at: number;
}

export interface Refund {
  id: string;
  payment: string | null;
  invoice: string | null;
  customer: string;
  amount: number;
  currency: string;
  kind: string;
  reason: string | null;
  issuer: string | null;
  approver: string | null;
  at: number;
}

export interface Usage {
  id: string;
  subscription: string;
  metric: string;
  quantity: Fraction;
  at: number;
  day: Day;
}

/** A world as plain typed arrays, each sorted by key. */
export interface Records {
  asOf: Day;
  absent: ReadonlySet<string>;
  regionOf: ReadonlyMap<string, string>;
  versions: Version[];
  invoices: Invoice[];
  payments: Payment[];
  refunds: Refund[];
  usage: Usage[];
}

const text = (row: Row, name: string): string | null => {
  const value = row[name];
  return value === undefined || value === null || value === "" ? null : String(value);
};
const need = (row: Row, name: string): string => {
  const value = text(row, name);
  if (value === null) throw new Error(`no ${name}`);
  return value;
};
const day = (row: Row, name: string) => {
  const value = text(row, name);
  return value === null ? null : dayOf(value);
};
const exact = (row: Row, name: string) => {
  const value = text(row, name);
  return value === null ? null : fractionOf(value);
};
const byId = <T extends { id: string }>(rows: T[]) => rows.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));

const version = (row: Row): Version => ({
  id: need(row, "subscription_id"),
  customer: need(row, "customer_id"),
  tier: need(row, "tier"),
  seats: Number(row.seats),
  unitPrice: fractionOf(need(row, "unit_price_cents")),
  cycle: row.billing_period === "year" ? "year" : "month",
  discountPct: exact(row, "discount_pct") ?? ZERO,
  discountEnds: day(row, "discount_ends_on"),
  included: exact(row, "included_units"),
  overagePrice: exact(row, "overage_unit_price_cents"),
  currency: need(row, "currency"),
  status: need(row, "status"),
  started: dayOf(need(row, "started_on")),
  trialEnds: day(row, "trial_ends_on"),
  canceled: day(row, "canceled_on"),
  validFrom: day(row, "valid_from"),
  validTo: day(row, "valid_to"),
});

const invoice = (row: Row): Invoice => ({
  id: need(row, "invoice_id"),
  customer: need(row, "customer_id"),
  subscription: need(row, "subscription_id"),
  tier: need(row, "tier"),
  quantity: Number(row.quantity),
  start: dayOf(need(row, "period_start")),
  end: dayOf(need(row, "period_end")),
  issued: dayOf(need(row, "issued_on")),
  expected: text(row, "expected_amount_cents") === null ? null : Number(row.expected_amount_cents),
  billed: Number(row.billed_amount_cents),
  currency: need(row, "currency"),
  status: need(row, "status"),
});

const refund = (row: Row): Refund => ({
  id: need(row, "refund_id"),
  payment: text(row, "payment_id"),
  invoice: text(row, "invoice_id"),
  customer: need(row, "customer_id"),
  amount: Number(row.amount_cents),
  currency: need(row, "currency"),
  kind: need(row, "kind"),
  reason: text(row, "reason"),
  issuer: text(row, "issued_by"),
  approver: text(row, "approved_by"),
  at: msOf(need(row, "refunded_at")),
});

/** Reads warehouse rows (amounts are integer minor units, prices decimals of them) into exact records. */
export function readRecords(world: World, options: { asOf: string; absent?: readonly string[] }): Records {
  return {
    asOf: dayOf(options.asOf),
    absent: new Set(options.absent),
    regionOf: new Map((world.customers ?? []).map((row) => [need(row, "customer_id"), need(row, "region")])),
    versions: byId((world.subscriptions ?? []).map(version)),
    invoices: byId((world.invoices ?? []).map(invoice)),
    payments: byId(
      (world.payments ?? []).map((row) => ({
        id: need(row, "payment_id"),
        invoice: text(row, "invoice_id"),
        customer: need(row, "customer_id"),
        amount: Number(row.amount_cents),
        currency: need(row, "currency"),
        status: need(row, "status"),
        at: msOf(need(row, "paid_at")),
      })),
    ),
    refunds: byId((world.refunds ?? []).map(refund)),
    usage: byId(
      (world.usage_events ?? []).map((row) => ({
        id: need(row, "event_id"),
        subscription: need(row, "subscription_id"),
        metric: need(row, "metric"),
        quantity: fractionOf(need(row, "quantity")),
        at: msOf(need(row, "occurred_at")),
        day: dayOf(need(row, "occurred_at")),
      })),
    ),
  };
}
