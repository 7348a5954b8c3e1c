import { createHash } from "node:crypto";
import { getAction, insertAction, moveAction } from "@/db/actions";
import { getCase, insertCaseEvent, setCaseStatus } from "@/db/cases";
import type { PolicyCase } from "@/db/policy-cases";
import type { Action, ActionDecision, ActionRequest } from "@/lib/contract/action";
import { AppError } from "@/lib/errors";
import { canonicalJson } from "@/lib/learning/canonical-json";
import type { WorkflowReceipt } from "@/lib/ports";
import type { Context } from "./context";

/** The agent's name as an actor: it may ask and send, it can never approve. */
export const AGENT_ACTOR = "opsiq";

/** An action that a policy or a person asks for. */
export interface Wanted {
  kind: Action["kind"];
  policy: string;
  title: string;
}

/** A person asks for a case's recommended action; it waits for a second person. */
export function requestAction(context: Context, caseId: string, request: ActionRequest): Action {
  const found = getCase(context.db, context.datasetId, caseId);
  if (found.status === "closed") throw new AppError("conflict", `Case ${caseId} is closed`);
  const wanted: Wanted = { kind: "recommended", policy: "person", title: found.recommendedAction };
  const draft = draftAction(context, found, wanted, null);
  return context.db.transaction((tx) => {
    const action = insertAction(tx, context.datasetId, {
      ...draft,
      status: "pending_approval",
      requestedBy: request.requestedBy,
    });
    if (!action) throw new AppError("conflict", "This action was already asked for on the same evidence");
    setCaseStatus(tx, caseId, "pending_approval");
    logAction(tx, context, found.id, `Approval asked: ${found.recommendedAction}`, request.requestedBy);
    return action;
  });
}

/**
 * Approves (and sends) or denies an action that waits.
 * @throws AppError `forbidden` when whoever asked also approves, or the agent does; `conflict` when it does not wait
 * or its payload is not the one that was asked for.
 */
export async function decideAction(context: Context, actionId: string, decision: ActionDecision): Promise<Action> {
  const action = getAction(context.db, actionId);
  if (decision.decision === "approve") {
    const sameName = decision.decidedBy.trim().toLowerCase() === action.requestedBy.trim().toLowerCase();
    if (sameName) throw new AppError("forbidden", "Whoever asked for an action cannot approve it");
    if (decision.decidedBy.trim().toLowerCase() === AGENT_ACTOR) {
      throw new AppError("forbidden", "The agent can never approve an action");
    }
    if (hashPayload(action.payload) !== action.payloadHash) {
      throw new AppError("conflict", "The payload changed after it was asked for");
    }
  }
  const approved = decision.decision === "approve";
  const at = context.clock().toISOString();
  const moved = context.db.transaction((tx) => {
    const next = moveAction(tx, actionId, ["pending_approval"], {
      status: approved ? "sending" : "denied",
      decidedBy: decision.decidedBy,
      updatedAt: at,
    });
    setCaseStatus(tx, action.caseId, approved ? "actioned" : "open");
    logAction(tx, context, action.caseId, `${approved ? "Approved" : "Denied"}: ${action.title}`, decision.decidedBy);
    return next;
  });
  return approved ? sendAction(context, moved, AbortSignal.timeout(context.settings.LLM_TIMEOUT_MS)) : moved;
}

/** Sends a stored intent once and records what became of it. */
async function sendAction(context: Context, intent: Action, signal: AbortSignal): Promise<Action> {
  const receipt = await executeAction(context, intent, signal);
  const sent = moveAction(context.db, intent.id, ["sending"], {
    status: receipt.status,
    externalId: receipt.externalId,
    error: receipt.error,
    mode: context.sponsors.airia.status().mode,
    updatedAt: context.clock().toISOString(),
  });
  logAction(context.db, context, intent.caseId, `${intent.title} (${sent.mode}, ${receipt.status})`, AGENT_ACTOR);
  return sent;
}

/** Sends a stored intent: never twice. */
export function executeAction(context: Context, intent: Action, signal: AbortSignal): Promise<WorkflowReceipt> {
  const { id: actionId, kind, title, payload } = intent;
  return context.sponsors.airia.execute({ actionId, kind, title, payload }, signal);
}

/** An action as it is stored before it is sent; the key is policy, fingerprint and evidence. */
export function draftAction(context: Context, found: PolicyCase, wanted: Wanted, runId: string | null): Action {
  const at = context.clock().toISOString();
  const payload = {
    caseId: found.id,
    anomalyType: found.anomalyType,
    title: found.title,
    summary: found.summary,
    impactCents: found.impactCents,
    currency: found.currency,
    confidence: found.confidence,
    recommendedAction: found.recommendedAction,
    evidenceHash: found.evidenceHash,
  };
  return {
    id: context.newId("action"),
    key: `${wanted.policy}:${found.fingerprint}:${found.evidenceHash}`,
    ...wanted,
    caseId: found.id,
    runId,
    status: "sending",
    payload,
    payloadHash: hashPayload(payload),
    requestedBy: AGENT_ACTOR,
    decidedBy: null,
    mode: context.sponsors.airia.status().mode,
    externalId: null,
    error: null,
    createdAt: at,
    updatedAt: at,
  };
}

function hashPayload(payload: Record<string, unknown>): string {
  return createHash("sha256").update(canonicalJson(payload)).digest("hex");
}

function logAction(db: Context["db"], context: Context, caseId: string, text: string, actor: string): void {
  const at = context.clock().toISOString();
  insertCaseEvent(db, { datasetId: context.datasetId, caseId, kind: "action", text, actor, runId: null, at });
}
