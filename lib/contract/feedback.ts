import { z } from "zod";

export const Verdict = z.enum(["approve", "reject", "false_positive", "useful", "not_useful"]);
export type Verdict = z.infer<typeof Verdict>;

/** Why a person called a case false. `rule_wrong` is assumed when no reason is given. */
export const VerdictReason = z.enum(["rule_wrong", "data_error", "expected_here"]);
export type VerdictReason = z.infer<typeof VerdictReason>;

export const FeedbackRequest = z.strictObject({
  caseId: z.string().min(1).max(100),
  verdict: Verdict,
  reason: VerdictReason.optional(),
  note: z.string().max(2000).optional(),
  reviewer: z.string().trim().min(1).max(80).default("local"),
});
export type FeedbackRequest = z.infer<typeof FeedbackRequest>;

export const RetractRequest = z.strictObject({ reviewer: z.string().trim().min(1).max(80).default("local") });
export type RetractRequest = z.infer<typeof RetractRequest>;

export const Feedback = z.object({
  id: z.string(),
  caseId: z.string(),
  fingerprint: z.string(),
  anomalyType: z.string(),
  verdict: Verdict,
  reason: VerdictReason.nullable(),
  note: z.string().nullable(),
  reviewer: z.string(),
  /** False once the same reviewer gave a later verdict of the same family on this case. */
  live: z.boolean(),
  /** When its reviewer took it back; null while it stands or was replaced. */
  retractedAt: z.string().nullable(),
  at: z.string(),
});
export type Feedback = z.infer<typeof Feedback>;

/**
 * One learned item. `confidence` items (tier T0) are `active` at once and reversible; `threshold` items (tier T2)
 * are `shadow`: computed and shown, changing nothing until the promotion gate passes them.
 */
export const LearningUpdate = z.object({
  id: z.string(),
  kind: z.enum(["confidence", "threshold", "exception"]),
  status: z.enum(["active", "shadow", "superseded"]),
  /** A fingerprint (T0) or a detector id (T2). */
  scope: z.string(),
  title: z.string(),
  before: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  after: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  why: z.string(),
  /** `rules`, a model's name, or a person. */
  proposer: z.string(),
  feedbackIds: z.array(z.string()),
  memoryVersion: z.string().nullable(),
  at: z.string(),
});
export type LearningUpdate = z.infer<typeof LearningUpdate>;

export const FeedbackResponse = z.object({ feedback: Feedback, learning: z.array(LearningUpdate) });
export type FeedbackResponse = z.infer<typeof FeedbackResponse>;

/** Before and after, per anomaly type: means over that type's current cases; null where there is nothing to average. */
export const Improvement = z.object({
  byType: z.array(
    z.object({
      anomalyType: z.string(),
      verdicts: z.number().int(),
      falsePositives: z.number().int(),
      confirmed: z.number().int(),
      confidenceBefore: z.number().nullable(),
      confidenceAfter: z.number().nullable(),
      impactBeforeCents: z.number().int().nullable(),
      impactAfterCents: z.number().int().nullable(),
      currency: z.string().nullable(),
    }),
  ),
  updates: z.array(LearningUpdate),
});
export type Improvement = z.infer<typeof Improvement>;

/** T0 evidence on one case pattern: true and false votes, as in docs of the Beta-Binomial update. */
export const PatternEvidence = z.object({ confirmed: z.number(), falsePositive: z.number() });
export type PatternEvidence = z.infer<typeof PatternEvidence>;

/** The state every run reads: patterns by fingerprint, active parameters by detector id. */
export const MemoryState = z.object({
  patterns: z.record(z.string(), PatternEvidence),
  parameters: z.record(z.string(), z.record(z.string(), z.number())),
});
export type MemoryState = z.infer<typeof MemoryState>;

export const MemoryVersion = z.object({
  id: z.string(),
  number: z.number().int(),
  parentId: z.string().nullable(),
  what: z.string(),
  why: z.string(),
  by: z.string(),
  feedbackId: z.string().nullable(),
  casesAffected: z.number().int(),
  at: z.string(),
});
export type MemoryVersion = z.infer<typeof MemoryVersion>;

export const Memory = z.object({
  version: z.string(),
  state: MemoryState,
  versions: z.array(MemoryVersion),
  shadow: z.array(LearningUpdate),
});
export type Memory = z.infer<typeof Memory>;
