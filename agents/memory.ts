import { listTypeFigures, type TypeFigures } from "@/db/case-figures";
import { getCase, insertCaseEvent, setCaseOutcome } from "@/db/cases";
import { insertFeedback, listLiveFeedback } from "@/db/feedback";
import { listLearningUpdates, readMemory } from "@/db/memory";
import { recordTrace } from "@/db/traces";
import { Feedback, type FeedbackRequest, type FeedbackResponse, type Improvement } from "@/lib/contract/feedback";
import type { Reasoning } from "@/lib/contract/run";
import { DETECTORS } from "@/lib/detection/registry";
import { describeVerdict, familyOf, outcomeOf } from "@/lib/learning/fold-memory";
import type { TunableDetector } from "@/lib/learning/propose-thresholds";
import { roundHalfUp } from "@/lib/money";
import type { Context } from "./context";
import { readTunables } from "./custom-detectors";
import { learn } from "./learn";
import { proposeFromVerdict } from "./proposals";
import type { ReasoningContext } from "./reasoning";

/** A context whose custom detectors may be learned about too. */
export type FeedbackContext = ReasoningContext & Partial<Pick<Context, "readDetectorFiles">>;

export interface FeedbackOptions {
  /** Default: the registry and the files of custom detectors. */
  detectors?: readonly TunableDetector[];
  /** How long a model may think about proposals, ms. */
  proposalLimitMs?: number;
}

/**
 * Records a verdict and what follows from it. The verdict, the case's outcome, the memory version and the confidence
 * update are stored in one transaction before any model is asked; the case's numbers move at the next rerun.
 * @throws AppError `not_found` for a case that the running dataset does not have.
 */
export async function recordFeedback(
  context: FeedbackContext,
  request: FeedbackRequest,
  options: FeedbackOptions = {},
): Promise<FeedbackResponse> {
  const { proposalLimitMs = 10_000 } = options;
  const { found, feedback, learning } = storeVerdict(context, request, options.detectors ?? DETECTORS);
  const detectors = options.detectors ?? [...DETECTORS, ...(await readTunables(context.readDetectorFiles))];
  const proposals = await proposeFromVerdict(context, { feedback, found, detectors, limitMs: proposalLimitMs });
  const confidence = learning.filter((update) => update.kind === "confidence");
  const withdrawn = learning.filter((update) => update.kind !== "confidence");
  return { feedback: Feedback.parse(feedback), learning: [...confidence, ...proposals, ...withdrawn] };
}

function storeVerdict(context: ReasoningContext, request: FeedbackRequest, detectors: readonly TunableDetector[]) {
  const { datasetId } = context;
  const at = context.clock().toISOString();
  return context.db.transaction((tx) => {
    const found = getCase(tx, datasetId, request.caseId);
    const { fingerprint, anomalyType, impactCents, currency, confidence: statedConfidence } = found;
    const { caseId, verdict, reviewer, note = null } = request;
    const reason = request.reason ?? (verdict === "false_positive" ? "rule_wrong" : null);
    const row = {
      id: context.newId("feedback"),
      caseId,
      fingerprint,
      anomalyType,
      verdict,
      reason,
      note,
      reviewer,
      at,
    };
    const feedback = insertFeedback(tx, datasetId, { ...row, statedConfidence, impactCents, currency });
    setCaseOutcome(tx, caseId, outcomeOf(feedback) ?? found.outcome, "none");
    const text = `Judged ${describeVerdict(feedback)}${note ? `: ${note}` : ""}`;
    insertCaseEvent(tx, { datasetId, caseId, kind: "verdict", text, actor: reviewer, runId: null, at });
    const because = `${reviewer} judged it ${describeVerdict(feedback)}`;
    const learning =
      familyOf(verdict) === "truth" ? learn(context, tx, { found, feedback, because, at }, detectors) : [];
    return { found, feedback, learning };
  });
}

/** Before and after per anomaly type: the rules' own numbers against those shown, as means over current cases. */
export function summarizeImprovement(context: ReasoningContext): Improvement {
  const { db, datasetId } = context;
  const figures = Map.groupBy(listTypeFigures(db, datasetId), (row) => row.anomalyType);
  const verdicts = Map.groupBy(listLiveFeedback(db, datasetId), (entry) => entry.anomalyType);
  const types = [...new Set([...figures.keys(), ...verdicts.keys()])].sort();
  return {
    byType: types.map((anomalyType) => {
      const given = verdicts.get(anomalyType) ?? [];
      const count = (verdict: Feedback["verdict"]) => given.filter((entry) => entry.verdict === verdict).length;
      return {
        anomalyType,
        verdicts: given.length,
        falsePositives: count("false_positive"),
        confirmed: count("approve"),
        ...means(figures.get(anomalyType) ?? []),
      };
    }),
    updates: listLearningUpdates(db, datasetId),
  };
}

/** Means over a type's cases; money only when they share a currency. */
function means(rows: readonly TypeFigures[]) {
  const cases = rows.reduce((sum, row) => sum + row.cases, 0);
  const mean = (pick: (row: TypeFigures) => number) =>
    cases === 0 ? null : Math.round((rows.reduce((sum, row) => sum + pick(row) * row.cases, 0) / cases) * 1e6) / 1e6;
  const only = rows.length === 1 ? rows[0] : undefined;
  return {
    confidenceBefore: mean((row) => row.meanPrior),
    confidenceAfter: mean((row) => row.meanConfidence),
    impactBeforeCents: only ? roundHalfUp(only.grossImpactCents / only.cases) : null,
    impactAfterCents: only ? roundHalfUp(only.impactCents / only.cases) : null,
    currency: only?.currency ?? null,
  };
}

/** The run's last step: what memory holds and what waits. Changes nothing; leaves one trace. */
export function learnFromRun(context: ReasoningContext, runId: string): { summary: string; reasoning: Reasoning } {
  const { db, datasetId } = context;
  const started = context.clock();
  const { version, state, shadow } = readMemory(db, datasetId);
  const patterns = Object.keys(state.patterns).length;
  const applied = `Memory ${version} applied to ${patterns} ${patterns === 1 ? "pattern" : "patterns"}`;
  const pending = `${shadow.length} ${shadow.length === 1 ? "proposal" : "proposals"} in shadow`;
  const summary =
    patterns + shadow.length === 0 ? "Nothing to change: no verdict says otherwise" : `${applied}, ${pending}`;
  const titles = shadow.map((update) => update.title).slice(0, 10);
  const text = titles.length === 0 ? `${summary}.` : `${summary}, which hide nothing: ${titles.join("; ")}.`;
  recordTrace(db, datasetId, {
    id: context.newId("trace"),
    runId,
    agent: "memory",
    purpose: "learn from the run",
    promptVersion: "memory.learn.1",
    input: { version, patterns, shadow: shadow.map((update) => update.id) },
    output: { summary, text },
    source: "rules",
    model: null,
    fallbackReason: null,
    durationMs: context.clock().getTime() - started.getTime(),
    promptTokens: null,
    completionTokens: null,
    costUsd: null,
    at: started.toISOString(),
  });
  return { summary, reasoning: { agent: "memory", step: "learn", text, source: "rules" } };
}
