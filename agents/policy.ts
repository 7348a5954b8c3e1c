import { setImmediate as nextTurn } from "node:timers/promises";
import { type ActionWriters, prepareActionWriters } from "@/db/action-writers";
import { totalCases } from "@/db/case-totals";
import { commitTogether } from "@/db/client";
import { findTopCase, listPolicyCases, type PolicyCase, type PolicyPosition } from "@/db/policy-cases";
import type { Action } from "@/lib/contract/action";
import type { Degradation } from "@/lib/contract/run";
import { AppError } from "@/lib/errors";
import { formatMoney } from "@/lib/money";
import type { WorkflowReceipt } from "@/lib/ports";
import { minorOfDollars, NO_RATES, type RateTable } from "@/lib/rates";
import { AGENT_ACTOR, draftAction, executeAction, type Wanted } from "./action";
import type { Context } from "./context";

/** Cases looked at, and their actions stored and sent, before others get their turn. */
const CASES_A_TURN = 50;
/** Failed sends that a run names one by one. */
const NAMED_FAILURES = 20;

/** From which impact on a case gets which action: in dollars at a dated rate, else in whole units of its currency. */
const ALERT = { policy: "impact>=1000", leastDollars: 1000 };
const APPROVAL = { policy: "impact>=500", leastDollars: 500 };

/** The action policy: deterministic, and never one that moves money. */
export function wantedActions(found: PolicyCase, topRanked: boolean, rates: RateTable = NO_RATES): Wanted[] {
  const reaches = (dollars: number) => found.impactCents >= minorOfDollars(dollars, found.currency, rates);
  const money = formatMoney(found.impactCents, found.currency);
  const wanted: Wanted[] = [];
  if (topRanked) wanted.push({ kind: "workflow_case", policy: "top-ranked", title: `Open a case: ${found.title}` });
  if (reaches(ALERT.leastDollars))
    wanted.push({ kind: "alert", policy: ALERT.policy, title: `Alert: ${found.title}, ${money}` });
  if (reaches(APPROVAL.leastDollars))
    wanted.push({ kind: "approval_task", policy: APPROVAL.policy, title: `Review: ${found.recommendedAction}` });
  return wanted;
}

/** How many actions of each kind a run created, and which could not be sent. */
export interface PolicyResult {
  created: Map<Action["kind"], number>;
  degraded: Degradation[];
}

/**
 * Creates and sends what the policy asks for, of every current case however many; the key makes a rerun on the same
 * evidence create none. Once `signal` fires the rest is left for the next run, which finds it the same way.
 */
export async function actOnCases(context: Context, runId: string, signal: AbortSignal): Promise<PolicyResult> {
  const { db, datasetId } = context;
  const created = new Map<Action["kind"], number>();
  const failed: Action[] = [];
  const writers = prepareActionWriters(db, datasetId);
  const act = async (batch: readonly PolicyCase[], topRanked: boolean) => {
    const drafts = batch.flatMap((found) =>
      wantedActions(found, topRanked, context.rates).map((wanted) => draftAction(context, found, wanted, runId)),
    );
    const store = () => db.transaction(() => drafts.filter((draft) => writers.insert(draft)));
    const send = async () => sendActions(context, writers, store(), signal);
    // What leaves the process is stored first, come what may; what stays in it need not wait for the disk.
    const isReal = context.sponsors.airia.status().mode === "real";
    for (const action of await (isReal ? send() : commitTogether(db, send))) {
      created.set(action.kind, (created.get(action.kind) ?? 0) + 1);
      if (action.status !== "sent") failed.push(action);
    }
    await nextTurn();
  };
  const top = findTopCase(db, datasetId);
  if (top) await act([top], true);
  let isCut = false;
  for (const { currency } of totalCases(db, datasetId, {}).byCurrency) {
    const steps = [ALERT, APPROVAL].map(({ policy, leastDollars }) => ({
      policy,
      leastCents: minorOfDollars(leastDollars, currency, context.rates),
    }));
    let after: PolicyPosition | null = null;
    do {
      const { unmet, last } = listPolicyCases(db, datasetId, currency, steps, after, CASES_A_TURN);
      isCut ||= signal.aborted && unmet.length > 0;
      if (isCut) break;
      await act(unmet, false);
      after = last;
    } while (after);
  }
  const degraded = failed
    .slice(0, NAMED_FAILURES)
    .map((action) => ({ part: "airia", reason: `${action.title}: ${action.error ?? action.status}` }));
  const more = failed.length - degraded.length;
  if (more > 0) degraded.push({ part: "airia", reason: `${more} more actions were not sent` });
  if (isCut)
    degraded.push({ part: "airia", reason: "The time was up: the next run creates the actions still missing" });
  return { created, degraded };
}

/** Sends stored intents. A real send has its outcome stored before the next one starts; mock ones share a commit. */
async function sendActions(
  context: Context,
  writers: ActionWriters,
  intents: readonly Action[],
  signal: AbortSignal,
): Promise<Action[]> {
  if (intents.length === 0) return [];
  const { mode } = context.sponsors.airia.status();
  const settle = (intent: Action, receipt: WorkflowReceipt) => {
    const sent = writers.settle(intent, receipt, mode, context.clock().toISOString());
    if (!sent) throw new AppError("conflict", `Action ${intent.id} was settled by somebody else`);
    writers.log(sent, `${sent.title} (${mode}, ${receipt.status})`, AGENT_ACTOR);
    return sent;
  };
  if (mode === "real") {
    const sent: Action[] = [];
    for (const intent of intents) {
      const receipt = await executeAction(context, intent, signal);
      sent.push(context.db.transaction(() => settle(intent, receipt)));
    }
    return sent;
  }
  const receipts = await Promise.all(
    intents.map(async (intent) => ({ intent, receipt: await executeAction(context, intent, signal) })),
  );
  return context.db.transaction(() => receipts.map(({ intent, receipt }) => settle(intent, receipt)));
}
