import type { TableName } from "@/lib/contract/dataset";
import { type Day, toDay } from "./days";

/** First day with invoices, and the last dated day (a Saturday, so that its ISO week is incomplete). */
export const FIRST_DAY: Day = toDay("2025-01-01");
export const AS_OF: Day = toDay("2026-02-28");

export const REGIONS = ["EMEA", "NA", "APAC", "LATAM"] as const;
export type Region = (typeof REGIONS)[number];
export const TIERS = ["Starter", "Pro", "Enterprise"] as const;
export type Tier = (typeof TIERS)[number];

export interface Customer {
  index: number;
  id: string;
  name: string;
  email: string;
  region: Region;
  country: string;
  segment: string;
  createdDay: Day;
  createdSecond: number;
}

/** One version of a contract, in force on [validFrom, validTo). */
export interface Version {
  tier: Tier;
  seats: number;
  unitPriceCents: number;
  discountPct: number;
  discountEndsOn: Day | null;
  includedUnits: number | null;
  /** Price of a unit above the included ones, in millionths of a dollar. */
  overageMicros: number | null;
  status: "active" | "trialing" | "paused" | "past_due" | "canceled";
  validFrom: Day;
  validTo: Day | null;
}

/** Why a contract looks as it does: the ordinary ones and the look-alikes that must not raise a case. */
export type Story =
  | "plain"
  | "expansion"
  | "upgrade"
  | "downgrade"
  | "pause"
  | "trial"
  | "discount"
  | "overage"
  | "annual"
  | "churn"
  | "delinquent"
  | "label"
  | "rounded"
  | "underbilled"
  | "wrong-tier";

export interface Contract {
  id: string;
  customer: Customer;
  story: Story;
  periodMonths: 1 | 12;
  /** In advance: issued on the first day of the period; in arrears: on the first day after it. */
  billing: "advance" | "arrears";
  startedOn: Day;
  trialEndsOn: Day | null;
  canceledOn: Day | null;
  firstPeriod: Day;
  versions: Version[];
}

export interface Usage {
  contract: Contract;
  metric: string;
  quantity: number;
  day: Day;
  second: number;
}

export interface Invoice {
  id: string;
  contract: Contract;
  tier: Tier;
  quantity: number;
  periodStart: Day;
  periodEnd: Day;
  issuedOn: Day;
  dueOn: Day;
  contractedCents: number;
  billedCents: number;
  showsExpected: boolean;
  status: "draft" | "open" | "paid" | "void" | "uncollectible";
  paidOn: Day | null;
}

export interface Payment {
  id: string;
  invoice: Invoice | null;
  customer: Customer;
  amountCents: number;
  status: "succeeded" | "failed" | "pending" | "disputed";
  method: string;
  failureReason: string;
  day: Day;
  second: number;
}

export interface Refund {
  id: string;
  payment: Payment | null;
  invoice: Invoice | null;
  customer: Customer;
  amountCents: number;
  kind: "refund" | "credit";
  reason: string;
  issuedBy: string;
  approvedBy: string;
  note: string;
  day: Day;
  second: number;
  /** What it stands for: an anomaly, or the look-alike it is; empty for an ordinary one. */
  role: string;
}

export type CsvRow = Record<string, string>;

/** One planted anomaly: the case that must be found, with the cents of each base row. */
export interface TruthCase {
  anomalyType: "duplicate_refund" | "underbilling" | "tier_mismatch" | "refund_spike" | "manual_credit";
  entity: Record<string, string>;
  customerIds: string[];
  impactCents: number;
  claims: { table: TableName; key: string; cents: number }[];
}

/** Rows that look like a fault and are none. */
export interface LookAlike {
  kind: string;
  table: TableName;
  keys: string[];
}

export interface World {
  tables: Record<TableName, CsvRow[]>;
  truth: { asOf: string; currency: string; impactCents: number; cases: TruthCase[]; lookAlikes: LookAlike[] };
}
