import { z } from "zod";

export const ActionKind = z.enum(["workflow_case", "alert", "approval_task", "recommended"]);
export type ActionKind = z.infer<typeof ActionKind>;

/**
 * `sending` is the recorded intent; `unknown` is a send whose outcome was lost (never sent again blindly);
 * `pending_approval` waits for a second person.
 */
export const ActionStatus = z.enum(["sending", "sent", "failed", "unknown", "pending_approval", "denied"]);
export type ActionStatus = z.infer<typeof ActionStatus>;

export const Action = z.object({
  id: z.string(),
  key: z.string(),
  kind: ActionKind,
  /** The policy that asked: `impact>=1000`, `top-ranked`, `impact>=500`, or `person`. */
  policy: z.string(),
  caseId: z.string(),
  runId: z.string().nullable(),
  status: ActionStatus,
  title: z.string(),
  payload: z.record(z.string(), z.unknown()),
  /** SHA-256 of the canonical payload: what an approval binds to. */
  payloadHash: z.string(),
  requestedBy: z.string(),
  decidedBy: z.string().nullable(),
  mode: z.enum(["mock", "real"]),
  externalId: z.string().nullable(),
  error: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Action = z.infer<typeof Action>;

export const ActionRequest = z.strictObject({ requestedBy: z.string().trim().min(1).max(80).default("local") });
export type ActionRequest = z.infer<typeof ActionRequest>;

export const ActionDecision = z.strictObject({
  decision: z.enum(["approve", "deny"]),
  decidedBy: z.string().trim().min(1).max(80),
});
export type ActionDecision = z.infer<typeof ActionDecision>;
