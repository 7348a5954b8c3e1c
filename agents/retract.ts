import { getCase, insertCaseEvent, setCaseOutcome } from "@/db/cases";
import { getFeedback, listCaseFeedback, retractVerdict } from "@/db/feedback";
import { Feedback, type FeedbackResponse, type RetractRequest } from "@/lib/contract/feedback";
import { DETECTORS } from "@/lib/detection/registry";
import { AppError } from "@/lib/errors";
import { describeVerdict, familyOf, outcomeOf } from "@/lib/learning/fold-memory";
import type { TunableDetector } from "@/lib/learning/propose-thresholds";
import { learn } from "./learn";
import type { ReasoningContext } from "./reasoning";

/**
 * Takes a verdict back, in one transaction: memory is what the remaining verdicts make of it, the case's outcome too,
 * and whatever was proposed from this verdict alone is withdrawn. The case's numbers move at the next rerun.
 * @throws AppError `not_found`; `forbidden` for another reviewer's verdict; `conflict` when it no longer counts.
 */
export function retractFeedback(
  context: ReasoningContext,
  feedbackId: string,
  { reviewer }: RetractRequest,
  detectors: readonly TunableDetector[] = DETECTORS,
): FeedbackResponse {
  const { datasetId } = context;
  const at = context.clock().toISOString();
  return context.db.transaction((tx) => {
    const given = getFeedback(tx, datasetId, feedbackId);
    if (given.reviewer !== reviewer) {
      throw new AppError("forbidden", "Only the reviewer who gave a verdict can take it back");
    }
    const found = getCase(tx, datasetId, given.caseId);
    const feedback = retractVerdict(tx, datasetId, given, at);
    const remaining = listCaseFeedback(tx, datasetId, given.fingerprint);
    const outcome = remaining.map(outcomeOf).findLast((one) => one !== null) ?? "unset";
    setCaseOutcome(tx, given.caseId, outcome, "none");
    const text = `Took back: ${describeVerdict(given)}`;
    insertCaseEvent(tx, { datasetId, caseId: given.caseId, kind: "verdict", text, actor: reviewer, runId: null, at });
    const because = `${reviewer} took back ${describeVerdict(given)}`;
    const learning =
      familyOf(given.verdict) === "truth" ? learn(context, tx, { found, feedback, because, at }, detectors) : [];
    return { feedback: Feedback.parse(feedback), learning };
  });
}
