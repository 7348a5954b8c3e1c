import { countCurrentVerdicts, countTextEvidence, listLedgerFigures, listTypeFigures } from "@/db/case-figures";
import { saveEvaluation } from "@/db/evals";
import { listLiveFeedback } from "@/db/feedback";
import type { Case } from "@/lib/contract/case";
import type { Evaluation } from "@/lib/contract/evaluation";
import type { Degradation, DetectorReport } from "@/lib/contract/run";
import { assessByRules, suggestByRules } from "@/lib/learning/assess-figures";
import { buildFigures, type RunFacts } from "@/lib/learning/evaluation-figures";
import { familyOf } from "@/lib/learning/fold-memory";
import type { Context } from "./context";
import { assessmentPrompt, assessmentSchema } from "./prompts/evaluator";
import { type ReasoningContext, reason } from "./reasoning";

export interface EvaluatedRun {
  runId: string;
  /** The cases of highest rank, for the words; the figures count all current cases. */
  cases: readonly Case[];
  detectors: readonly DetectorReport[];
  degraded: readonly Degradation[];
  durationMs: number;
  signal?: AbortSignal | undefined;
}

/**
 * Says how good a run is, by figures that can honestly be given, and stores it. A model words the assessment when one
 * is configured; the rules' words stand when it fails or names a number that is not among the figures, and
 * `fallbackReason` says which.
 */
export async function evaluateRun(
  context: ReasoningContext & Pick<Context, "warehouse">,
  run: EvaluatedRun,
): Promise<{ evaluation: Evaluation; fallbackReason: string | null }> {
  const { db, datasetId } = context;
  const { runId, detectors, degraded, cases } = run;
  const facts = gatherFacts(context, run);
  const { figures, reliability } = buildFigures(facts);
  const currency = facts.reportingCurrency;
  const { shownFigures, ...prompt } = assessmentPrompt({ figures, detectors, degraded, cases, currency });
  const schema = assessmentSchema(shownFigures);
  const rules = () => ({
    assessment: assessByRules(figures, degraded, currency),
    suggestions: suggestByRules(figures, detectors, degraded),
  });
  const { value, by, fallbackReason } = await reason(context, {
    agent: "evaluator",
    purpose: "assess the run",
    prompt,
    schemaName: "assessment",
    schema,
    input: { figures: figures.map(({ id, value, n, reason }) => ({ id, value, n, reason })) },
    rules,
    runId,
    signal: run.signal,
  });
  const evaluation: Evaluation = {
    id: context.newId("evaluation"),
    runId,
    at: context.clock().toISOString(),
    figures,
    reliability,
    source: by,
    ...value,
  };
  saveEvaluation(db, datasetId, evaluation);
  return { evaluation, fallbackReason };
}

/** Reads what the figures are made of: all current cases and all live verdicts, not only those shown. */
function gatherFacts(
  { db, datasetId, warehouse }: ReasoningContext & Pick<Context, "warehouse">,
  { detectors, degraded, durationMs }: EvaluatedRun,
): RunFacts {
  const ledger = listLedgerFigures(db, datasetId);
  const byType = Map.groupBy(listTypeFigures(db, datasetId), (row) => row.anomalyType);
  const priors = [...byType].map(([type, rows]): [string, number] => {
    const cases = rows.reduce((sum, row) => sum + row.cases, 0);
    return [type, rows.reduce((sum, row) => sum + row.meanPrior * row.cases, 0) / cases];
  });
  const truth = listLiveFeedback(db, datasetId)
    .filter((entry) => familyOf(entry.verdict) === "truth")
    .map(({ anomalyType, reviewer, verdict, statedConfidence }) => ({
      anomalyType,
      reviewer,
      stated: statedConfidence,
      confirmed: verdict === "approve",
    }));
  return {
    detectors,
    degradedParts: degraded.length,
    durationMs,
    reportingCurrency: warehouse?.dataset.reportingCurrency ?? ledger[0]?.currency ?? "USD",
    ledger,
    text: countTextEvidence(db, datasetId),
    currentVerdicts: countCurrentVerdicts(db, datasetId),
    truth,
    priors: new Map(priors),
  };
}
