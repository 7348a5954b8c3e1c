import { z } from "zod";
import { Cents, Currency, MoneyKind, Totals } from "./money";

export const CaseStatus = z.enum(["open", "investigating", "pending_approval", "actioned", "closed"]);
export type CaseStatus = z.infer<typeof CaseStatus>;

export const CaseOutcome = z.enum([
  "unset",
  "confirmed",
  "false_positive",
  "benign",
  "duplicate",
  "insufficient_evidence",
]);
export type CaseOutcome = z.infer<typeof CaseOutcome>;

export const CaseAttention = z.enum(["none", "new", "changed", "snoozed", "overdue"]);
export type CaseAttention = z.infer<typeof CaseAttention>;

export const Severity = z.enum(["critical", "high", "medium", "low"]);
export type Severity = z.infer<typeof Severity>;

export const ConfidenceBand = z.enum(["high", "medium", "low"]);
export type ConfidenceBand = z.infer<typeof ConfidenceBand>;

/** Text risk in [0, 1] with the words that raised it; null where the evidence holds no text. */
export const Sentiment = z.object({
  score: z.number().min(0).max(1).nullable(),
  label: z.enum(["high", "elevated", "low", "unknown"]),
  terms: z.array(z.string()),
});
export type Sentiment = z.infer<typeof Sentiment>;

/** A value of an evidence row; amounts are integer minor units under names that end in `Cents`. */
export const EvidenceValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** One base row behind a case: `claimed` rows carry money, `context` rows explain. */
export const EvidenceRow = z.object({
  table: z.string(),
  key: z.string(),
  role: z.enum(["claimed", "context"]),
  values: z.record(z.string(), EvidenceValue),
});
export type EvidenceRow = z.infer<typeof EvidenceRow>;

/** Money of one base row taken by one case. The sum over a case's claims is its gross impact. */
export const Claim = z.object({ table: z.string(), key: z.string(), cents: Cents });
export type Claim = z.infer<typeof Claim>;

/** What a case is about. */
export const CaseEntity = z.object({
  kind: z.enum(["subscription", "refund", "payment", "customer", "issuer", "region_week", "invoice", "day"]),
  id: z.string(),
  label: z.string(),
  customerId: z.string().nullable(),
  region: z.string().nullable(),
});
export type CaseEntity = z.infer<typeof CaseEntity>;

export const Case = z.object({
  id: z.string(),
  fingerprint: z.string(),
  anomalyType: z.string(),
  title: z.string(),
  summary: z.string(),
  status: CaseStatus,
  outcome: CaseOutcome,
  attention: CaseAttention,
  severity: Severity,
  /**
   * By what severity and order are set where the currency is not the dollar: US cents a minor unit, and the rate's source
   * and day. Absent where no rate is known; never used for an amount.
   */
  usdPerMinor: z.number().positive().optional(),
  rateSource: z.string().optional(),
  confidence: z.number().min(0).max(1),
  confidenceBand: ConfidenceBand,
  /** The detector's own confidence for this evidence, before any verdict. */
  confidencePrior: z.number().min(0).max(1),
  /**
   * False where nothing in the data says the money, as for an invoice in a foreign currency without a dated rate: the
   * cents below are then 0, part of no total, and shown as unknown.
   */
  impactKnown: z.boolean(),
  grossImpactCents: Cents,
  impactCents: Cents,
  expectedValueCents: Cents,
  currency: Currency,
  moneyKind: MoneyKind,
  entity: CaseEntity,
  evidence: z.array(EvidenceRow),
  claims: z.array(Claim),
  /** Detectors that saw the same rows but hold no claim on them. */
  alsoSeenBy: z.array(z.string()),
  recommendedAction: z.string(),
  sentiment: Sentiment,
  evidenceHash: z.string(),
  firstSeenAt: z.string(),
  updatedAt: z.string(),
  runId: z.string(),
});
export type Case = z.infer<typeof Case>;

/** The statuses a person may give; `actioned` only to a case whose action was approved. */
export const GivenStatus = CaseStatus.extract(["open", "investigating", "actioned", "closed"]);
export type GivenStatus = z.infer<typeof GivenStatus>;

const Actor = z.string().trim().min(1).max(80).default("local");

export const CaseStatusRequest = z.strictObject({ status: GivenStatus, actor: Actor });
export type CaseStatusRequest = z.infer<typeof CaseStatusRequest>;

export const BulkStatusRequest = z.strictObject({
  caseIds: z.array(z.string().min(1).max(100)).min(1).max(200),
  status: GivenStatus,
  actor: Actor,
});
export type BulkStatusRequest = z.infer<typeof BulkStatusRequest>;

/** What a bulk change did: `from` of each changed case is what undoes it. */
export const BulkStatusResult = z.object({
  status: GivenStatus,
  changed: z.array(z.object({ caseId: z.string(), from: CaseStatus })),
  refused: z.array(z.object({ caseId: z.string(), reason: z.string() })),
});
export type BulkStatusResult = z.infer<typeof BulkStatusResult>;

/** An entry of a case's history. */
export const CaseEvent = z.object({
  id: z.string(),
  caseId: z.string(),
  kind: z.enum(["found", "changed", "reopened", "healed", "verdict", "learned", "action", "status"]),
  text: z.string(),
  actor: z.string(),
  runId: z.string().nullable(),
  at: z.string(),
});
export type CaseEvent = z.infer<typeof CaseEvent>;

export const CaseSort = z.enum(["rank", "impact", "confidence", "sentiment", "updated"]);
export type CaseSort = z.infer<typeof CaseSort>;

/** Filters of the case list: the query string of `GET /api/triage/cases` and of the Triage page alike. */
export const CaseFilter = z.strictObject({
  status: CaseStatus.optional(),
  outcome: CaseOutcome.optional(),
  anomalyType: z.string().max(64).optional(),
  moneyKind: MoneyKind.optional(),
  severity: Severity.optional(),
  confidenceBand: ConfidenceBand.optional(),
  currency: Currency.optional(),
  q: z.string().max(200).optional(),
  sort: CaseSort.optional(),
});
export type CaseFilter = z.infer<typeof CaseFilter>;

export const CaseListQuery = CaseFilter.extend({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
});
export type CaseListQuery = z.infer<typeof CaseListQuery>;

export const CaseList = z.object({
  cases: z.array(Case),
  totals: Totals,
  nextCursor: z.string().nullable(),
});
export type CaseList = z.infer<typeof CaseList>;
