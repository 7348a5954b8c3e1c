import { createHash } from "node:crypto";
import { getAction, insertAction, moveAction } from "@/db/actions";
import { getCase, insertCaseEvent, listCurrentCases, setCaseStatus } from "@/db/cases";
import type { Action, ActionDecision, ActionRequest } from "@/lib/contract/action";
import type { Case } from "@/lib/contract/case";
import type { Degradation } from "@/lib/contract/run";
import { AppError } from "@/lib/errors";
import { canonicalJson } from "@/lib/learning/canonical-json";
import { formatMoney, minorPerMajor } from "@/lib/money";
import type { Context } from "./context";

/** The agent's name as an actor: it may ask and send, it can never approve. */
export const AGENT_ACTOR = "opsiq";

interface Wanted {
  kind: Action["kind"];
  policy: string;
  title: string;
}

/** Outcomes a person has set that take a case out of the policy's reach. */
const DISMISSED = new Set<Case["outcome"]>(["false_positive", "benign", "duplicate"]);
const POLICY_CASES = 200;

/** The action policy: deterministic, and never one that moves money. */
export function wantedActions(found: Case, topRanked: boolean): Wanted[] {
  const impact = found.impactCents / minorPerMajor(found.currency);
  const money = formatMoney(found.impactCents, found.currency);
  const wanted: Wanted[] = [];
  if (topRanked) wanted.push({ kind: "workflow_case", policy: "top-ranked", title: `Open a case: ${found.title}` });
  if (impact >= 1000) wanted.push({ kind: "alert", policy: "impact>=1000", title: `Alert: ${found.title}, ${money}` });
  if (impact >= 500) {
    wanted.push({ kind: "approval_task", policy: "impact>=500", title: `Review: ${found.recommendedAction}` });
  }
  return wanted;
}

/** Creates and sends what the policy asks for; the key makes a rerun on the same evidence create none. */
export async function actOnCases(
  context: Context,
  runId: string,
  signal: AbortSignal,
): Promise<{ actions: Action[]; degraded: Degradation[] }> {
  const ranked = listCurrentCases(context.db, context.datasetId, POLICY_CASES).filter(
    (found) => !DISMISSED.has(found.outcome),
  );
  const actions: Action[] = [];
  for (const [rank, found] of ranked.entries()) {
    for (const wanted of wantedActions(found, rank === 0)) {
      const intent = insertAction(context.db, context.datasetId, draftAction(context, found, wanted, runId));
      if (intent) actions.push(await sendAction(context, intent, signal));
    }
  }
  const degraded = actions
    .filter((action) => action.status !== "sent")
    .map((action) => ({ part: "airia", reason: `${action.title}: ${action.error ?? action.status}` }));
  return { actions, degraded };
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
  const { airia } = context.sponsors;
  const { id: actionId, kind, title, payload } = intent;
  const receipt = await airia.execute({ actionId, kind, title, payload }, signal);
  const sent = moveAction(context.db, intent.id, ["sending"], {
    status: receipt.status,
    externalId: receipt.externalId,
    error: receipt.error,
    mode: airia.status().mode,
    updatedAt: context.clock().toISOString(),
  });
  logAction(context.db, context, intent.caseId, `${title} (${sent.mode}, ${receipt.status})`, AGENT_ACTOR);
  return sent;
}

function draftAction(context: Context, found: Case, wanted: Wanted, runId: string | null): Action {
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
