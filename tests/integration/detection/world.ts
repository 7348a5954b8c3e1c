import type { TableName } from "@/lib/contract/dataset";
import { DETECTORS } from "@/lib/detection/registry";
import { runDetectors } from "@/lib/detection/run-detectors";
import { memoryWarehouse } from "@/tests/support/memory-warehouse";

export type Row = Record<string, string | number | null>;
export type World = Partial<Record<TableName, Row[]>>;

export const customer = (id: string, more: Row = {}): Row => ({
  customer_id: id,
  name: `Name of ${id}`,
  region: "EMEA",
  tier: "pro",
  currency: "USD",
  status: "active",
  created_at: "2024-01-01T00:00:00Z",
  ...more,
});

/** 10 seats at $10.00 a month from 2025-01-01: $100.00 a month. */
export const subscription = (more: Row = {}): Row => ({
  subscription_id: "s1",
  customer_id: "c1",
  tier: "pro",
  seats: 10,
  unit_price_cents: 1000,
  billing_period: "month",
  discount_pct: 0,
  currency: "USD",
  status: "active",
  started_on: "2025-01-01",
  ...more,
});

/** A paid invoice of January 2026, issued on the first. */
export const invoice = (id: string, billedCents: number, more: Row = {}): Row => ({
  invoice_id: id,
  customer_id: "c1",
  subscription_id: "s1",
  tier: "pro",
  quantity: 10,
  period_start: "2026-01-01",
  period_end: "2026-02-01",
  issued_on: "2026-01-01",
  billed_amount_cents: billedCents,
  currency: "USD",
  status: "paid",
  ...more,
});

export const refund = (id: string, cents: number, at: string, more: Row = {}): Row => ({
  refund_id: id,
  customer_id: "c1",
  amount_cents: cents,
  currency: "USD",
  kind: "refund",
  refunded_at: at,
  ...more,
});

export const payment = (id: string, cents: number, more: Row = {}): Row => ({
  payment_id: id,
  customer_id: "c1",
  amount_cents: cents,
  currency: "USD",
  status: "succeeded",
  paid_at: "2026-01-02T10:00:00Z",
  ...more,
});

export const usage = (id: string, quantity: number, at: string, more: Row = {}): Row => ({
  event_id: id,
  customer_id: "c1",
  subscription_id: "s1",
  metric: "calls",
  quantity,
  occurred_at: at,
  ...more,
});

export interface DetectOptions {
  asOf?: string;
  absent?: string[];
  parameters?: Record<string, Record<string, number>>;
  /** Detectors to run, by id. Default: all. */
  only?: readonly string[];
}

/** The detectors that read the contracted price of an invoiced period. */
export const SHORTFALLS = ["tier_mismatch", "expired_discount", "seat_shortfall", "unbilled_usage", "underbilling"];

/** Runs the detectors over the rows; customer c1 is there unless customers are given. */
export async function detect(world: World, options: DetectOptions = {}) {
  const { asOf = "2026-02-28", absent = [], parameters = {}, only } = options;
  const warehouse = await memoryWarehouse({ customers: [customer("c1")], ...world }, { asOf, absent });
  const detectors = DETECTORS.filter(({ id }) => only === undefined || only.includes(id));
  return runDetectors(warehouse, parameters, { detectors });
}

/** The cases as `fingerprint -> claims by key`, enough to say who holds which cents. */
export async function casesOf(world: World, options: DetectOptions = {}) {
  const { findings, reports } = await detect(world, options);
  const failed = reports.filter((report) => report.status === "failed");
  if (failed.length > 0) throw new Error(failed.map((report) => `${report.id}: ${report.reason}`).join("; "));
  return Object.fromEntries(
    findings.map((found) => [
      found.fingerprint,
      Object.fromEntries(found.claims.map((claim) => [claim.key, claim.cents])),
    ]),
  );
}
