import { setImmediate as nextTurn } from "node:timers/promises";
import { insertAction } from "@/db/actions";
import { totalCases } from "@/db/case-totals";
import { commitLightly } from "@/db/client";
import { findTopCase, listUnmetPolicyCases, type PolicyCase } from "@/db/policy-cases";
import type { Action } from "@/lib/contract/action";
import type { Degradation } from "@/lib/contract/run";
import { formatMoney, minorPerMajor } from "@/lib/money";
import { draftAction, executeAction, recordReceipt, type Wanted } from "./action";
import type { Context } from "./context";

/** Cases whose actions are stored and sent before others get their turn. */
const CASES_A_TURN = 20;
/** Failed sends that a run names one by one. */
const NAMED_FAILURES = 20;

/** From which impact on a case gets which action, in major units of its currency. */
const ALERT = { policy: "impact>=1000", leastUnits: 1000 };
const APPROVAL = { policy: "impact>=500", leastUnits: 500 };

/** The action policy: deterministic, and never one that moves money. */
export function wantedActions(found: PolicyCase, topRanked: boolean): Wanted[] {
  const impact = found.impactCents / minorPerMajor(found.currency);
  const money = formatMoney(found.impactCents, found.currency);
  const wanted: Wanted[] = [];
  if (topRanked) wanted.push({ kind: "workflow_case", policy: "top-ranked", title: `Open a case: ${found.title}` });
  if (impact >= ALERT.leastUnits)
    wanted.push({ kind: "alert", policy: ALERT.policy, title: `Alert: ${found.title}, ${money}` });
  if (impact >= APPROVAL.leastUnits)
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
  const created = new Map<Action["kind"], number>();
  const failed: Action[] = [];
  const act = async (batch: readonly PolicyCase[], topRanked: boolean) => {
    const intents = context.db.transaction((tx) =>
      batch.flatMap((found) =>
        wantedActions(found, topRanked).flatMap(
          (wanted) => insertAction(tx, context.datasetId, draftAction(context, found, wanted, runId)) ?? [],
        ),
      ),
    );
    for (const action of await sendActions(context, intents, signal)) {
      created.set(action.kind, (created.get(action.kind) ?? 0) + 1);
      if (action.status !== "sent") failed.push(action);
    }
    await nextTurn();
  };
  const top = findTopCase(context.db, context.datasetId);
  if (top) await act([top], true);
  let isCut = false;
  for (const { currency } of totalCases(context.db, context.datasetId, {}).byCurrency) {
    const steps = [ALERT, APPROVAL].map(({ policy, leastUnits }) => ({
      policy,
      leastCents: leastUnits * minorPerMajor(currency),
    }));
    const next = () => listUnmetPolicyCases(context.db, context.datasetId, currency, steps, CASES_A_TURN);
    for (let batch = next(); batch.length > 0; batch = next()) {
      isCut ||= signal.aborted;
      if (isCut) break;
      await act(batch, false);
    }
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

/**
 * Sends stored intents one by one. Outcomes are stored together, but never later than the next send that has to wait:
 * a real send takes its own commit, mock ones share theirs.
 */
async function sendActions(context: Context, intents: readonly Action[], signal: AbortSignal): Promise<Action[]> {
  if (context.sponsors.airia.status().mode === "real") {
    const sent: Action[] = [];
    for (const intent of intents)
      sent.push(recordReceipt(context, intent, await executeAction(context, intent, signal)));
    return sent;
  }
  const receipts = await commitLightly(context.db, () =>
    Promise.all(intents.map(async (intent) => ({ intent, receipt: await executeAction(context, intent, signal) }))),
  );
  return context.db.transaction((tx) =>
    receipts.map(({ intent, receipt }) => recordReceipt({ ...context, db: tx }, intent, receipt)),
  );
}
