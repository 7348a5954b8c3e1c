import { setImmediate as nextTurn } from "node:timers/promises";
import type { CaseDraft } from "@/db/case-rows";
import { listLostClaims } from "@/db/lost-claims";
import { readMemoryState } from "@/db/memory";
import { applyTriageInTurns } from "@/db/triage";
import type { Sentiment } from "@/lib/contract/case";
import type { MemoryState } from "@/lib/contract/feedback";
import type { CaseChange, Degradation } from "@/lib/contract/run";
import type { ClaimedFinding } from "@/lib/detection/detector";
import { caseIdOf, evidenceHash } from "@/lib/detection/identity";
import { findDetector } from "@/lib/detection/registry";
import { type Detection, runDetectors } from "@/lib/detection/run-detectors";
import { scoreFinding } from "@/lib/detection/scoring";
import { messageOf } from "@/lib/errors";
import type { SentimentResult, Warehouse } from "@/lib/ports";
import { mostAlarming, scoreText } from "@/lib/sentiment/score-text";
import type { Context } from "./context";
import { planRun, readDetectorSet, reportLost } from "./detector-set";
import { explainLosses } from "./healing";

/** Cases drafted before the server may answer others. */
const DRAFTS_A_TURN = 500;

/** What was found, and which detectors a person switched off: their cases are closed. */
export interface RunDetection extends Detection {
  off: ReadonlySet<string>;
  /** The version of the settings that the detectors ran with. */
  settings: string;
}

/** Runs every detector that is on, with the parameters that a person set or memory holds. */
export async function detectAnomalies(
  context: Context,
  warehouse: Warehouse,
  signal: AbortSignal,
): Promise<RunDetection> {
  const set = await readDetectorSet(context);
  const plan = planRun(context, set);
  const now = () => context.clock().getTime();
  const options = { ...plan, signal, now, pause: nextTurn };
  const { findings, reports } = await runDetectors(warehouse, plan.parameters, options);
  return { findings, reports: [...reports, ...reportLost(plan)], off: plan.off, settings: set.version };
}

/** Scores findings, weighs their text, and brings the stored cases to what was found. */
export async function triageFindings(
  context: Context,
  warehouse: Warehouse,
  { findings, reports, off }: RunDetection,
  runId: string,
  signal: AbortSignal,
): Promise<{ changes: CaseChange[]; degraded: Degradation[] }> {
  const memory = readMemoryState(context.db, context.datasetId);
  const { sentiments, degraded } = await scoreSentiments(context, findings, signal);
  const drafts: CaseDraft[] = [];
  for (const [at, finding] of findings.entries()) {
    drafts.push(draftCase(context, finding, memory, sentiments[at] ?? mostAlarming([])));
    if (at % DRAFTS_A_TURN === DRAFTS_A_TURN - 1) await nextTurn();
  }
  const finishedDetectors = new Set(reports.filter((report) => report.status === "ok").map((report) => report.id));
  // What came back is told from the evidence of built-in detectors: a file names its columns as it likes.
  const builtIn = new Set([...finishedDetectors].filter((id) => findDetector(id) !== null));
  const lost = await listLostClaims(context.db, context.datasetId, drafts, builtIn);
  const healedBy = await explainLosses(warehouse, lost, signal);
  const changes = await applyTriageInTurns(context.db, {
    datasetId: context.datasetId,
    runId,
    at: context.clock().toISOString(),
    drafts,
    finishedDetectors,
    offDetectors: off,
    healedBy,
  });
  return { changes, degraded };
}

/** A finding with its score: confidence and impact move by verdicts on its own pattern and by nothing else. */
function draftCase(
  { datasetId, rates }: Pick<Context, "datasetId" | "rates">,
  finding: ClaimedFinding,
  memory: MemoryState,
  sentiment: Sentiment,
): CaseDraft {
  return {
    ...scoreFinding(finding, memory.patterns[finding.fingerprint], rates),
    id: caseIdOf(datasetId, finding.fingerprint),
    fingerprint: finding.fingerprint,
    anomalyType: finding.detectorId,
    title: finding.title,
    summary: finding.summary,
    impactKnown: finding.impactKnown,
    grossImpactCents: finding.grossImpactCents,
    currency: finding.currency,
    moneyKind: finding.moneyKind,
    entity: finding.entity,
    evidence: finding.evidence,
    claims: finding.claims,
    alsoSeenBy: finding.alsoSeenBy,
    recommendedAction: finding.recommendedAction,
    sentiment,
    evidenceHash: evidenceHash(finding.claims),
  };
}

/** One call for the texts of all cases; when the adapter fails, the local scorer stands and the run says so. */
async function scoreSentiments(
  context: Context,
  findings: readonly ClaimedFinding[],
  signal: AbortSignal,
): Promise<{ sentiments: Sentiment[]; degraded: Degradation[] }> {
  const textsOf = findings.map((finding) => [...new Set(finding.texts.map((text) => text.trim()))].filter(Boolean));
  const texts = [...new Set(textsOf.flat())];
  const degraded: Degradation[] = [];
  let scores: SentimentResult[];
  try {
    scores = texts.length === 0 ? [] : await context.sponsors.modulate.scoreTexts(texts, signal);
  } catch (error) {
    degraded.push({ part: "modulate", reason: messageOf(error) });
    scores = texts.map(scoreText);
  }
  const byText = new Map(texts.map((text, at) => [text, scores[at]]));
  const sentiments = textsOf.map((own) => mostAlarming(own.flatMap((text) => byText.get(text) ?? [])));
  return { sentiments, degraded };
}
