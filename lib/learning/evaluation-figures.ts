import type { Evaluation, Figure } from "../contract/evaluation";
import type { DetectorReport } from "../contract/run";
import { formatMoney } from "../money";
import { brierScore, calibrationError, calibrationErrorFloor, type Judged, reliabilityBins } from "./calibration";
import { observedShare, patternPosterior } from "./pattern";

/** Truth verdicts and reviewers below which no precision is given. */
const VERDICTS_NEEDED = 5;
const REVIEWERS_NEEDED = 2;
/** Verdicts below which calibration error says nothing. */
const CALIBRATION_VERDICTS_NEEDED = 30;

/** A truth verdict: what the case stated, and what a person found. */
interface TruthVerdict extends Judged {
  anomalyType: string;
  reviewer: string;
}

interface LedgerSide {
  currency: string;
  cases: number;
  grossImpactCents: number;
  offCents: number;
}

/** All that a run's evaluation may speak of. */
export interface RunFacts {
  detectors: readonly DetectorReport[];
  degradedParts: number;
  durationMs: number;
  reportingCurrency: string;
  ledger: readonly LedgerSide[];
  text: { withText: number; scored: number };
  currentVerdicts: number;
  truth: readonly TruthVerdict[];
  /** The rules' own mean confidence by anomaly type. */
  priors: ReadonlyMap<string, number>;
}

/** The figures of a run, each with its interval or with what is missing, and reliability bins above the floor. */
export function buildFigures(facts: RunFacts): Pick<Evaluation, "figures" | "reliability"> {
  const enough = facts.truth.length >= CALIBRATION_VERDICTS_NEEDED;
  return {
    figures: [
      ...runFigures(facts),
      ...moneyFigures(facts),
      textFigure(facts),
      precisionFigure(facts.truth),
      ...[...facts.priors].map(([type, prior]) => typeFigure(type, prior, facts.truth)),
      unknown("recall", "Recall", "share", 0, "no audit sample yet"),
      brierFigure(facts.truth),
      ...calibrationFigures(facts.truth),
    ],
    reliability: enough ? reliabilityBins(facts.truth) : [],
  };
}

function runFigures({ detectors, degradedParts, durationMs, currentVerdicts, ledger }: RunFacts): Figure[] {
  const count = (status: DetectorReport["status"]) => detectors.filter((report) => report.status === status).length;
  const all = detectors.length;
  const cases = ledger.reduce((sum, side) => sum + side.cases, 0);
  return [
    known("detectors-run", "Detectors run", "count", count("ok"), all),
    known("detectors-skipped", "Detectors skipped", "count", count("skipped"), all),
    known("detectors-failed", "Detectors failed", "count", count("failed"), all),
    known("degraded-parts", "Parts that could not do as asked", "count", degradedParts, degradedParts),
    known("duration", "Duration", "seconds", durationMs / 1000, 1),
    known("cases", "Current cases", "count", cases, cases),
    known("verdicts", "Verdicts on current cases", "count", currentVerdicts, cases),
  ];
}

/** Money of the reporting currency; other currencies are named beside it and never added to it. */
function moneyFigures({ ledger, reportingCurrency }: RunFacts): Figure[] {
  const own = ledger.find((side) => side.currency === reportingCurrency);
  const others = ledger.filter((side) => side.currency !== reportingCurrency);
  const beside = (pick: (side: LedgerSide) => number) =>
    others.length === 0 ? null : `and ${others.map((side) => formatMoney(pick(side), side.currency)).join(", ")}`;
  const n = own?.cases ?? 0;
  return [
    {
      ...known("money-claimed", "Money claimed by cases", "cents", own?.grossImpactCents ?? 0, n),
      reason: beside((side) => side.grossImpactCents),
    },
    {
      ...known("ledger-balance", "Claims off their cases' gross impact", "cents", own?.offCents ?? 0, n),
      reason: beside((side) => side.offCents),
    },
  ];
}

function textFigure({ text: { withText, scored } }: RunFacts): Figure {
  const label = "Cases with text that were scored for risk";
  if (withText === 0) return unknown("text-scored", label, "share", 0, "no current case holds text");
  return known("text-scored", label, "share", scored / withText, withText);
}

/** Share of live truth verdicts that confirmed, with its 90 % interval; verdicts, not money. */
function precisionFigure(truth: readonly TruthVerdict[]): Figure {
  const interval = observedShare(countVerdicts(truth));
  const missing = missingVerdicts(truth);
  return {
    ...known("precision", "Precision of judged cases", "share", interval?.value ?? 0, truth.length),
    value: missing ? null : (interval?.value ?? null),
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    reason: missing,
  };
}

/** One type's precision: the posterior from the rule's own confidence and the type's verdicts. */
function typeFigure(type: string, prior: number, truth: readonly TruthVerdict[]): Figure {
  const own = truth.filter((entry) => entry.anomalyType === type);
  const { mean, low, high } = patternPosterior(prior, countVerdicts(own));
  const missing = missingVerdicts(own);
  const label = `Precision of ${type.replaceAll("_", " ")}, the rule's prior included`;
  return {
    id: `precision-${type}`,
    label,
    value: missing ? null : mean,
    unit: "share",
    low,
    high,
    n: own.length,
    reason: missing,
  };
}

function brierFigure(truth: readonly TruthVerdict[]): Figure {
  const missing = atLeast(truth.length, VERDICTS_NEEDED);
  const value = missing ? null : brierScore(truth);
  return { ...known("brier", "Brier score", "score", 0, truth.length), value, reason: missing };
}

function calibrationFigures(truth: readonly TruthVerdict[]): Figure[] {
  const n = truth.length;
  const label = "Calibration error (ECE)";
  const floorLabel = "ECE of a perfectly calibrated model on the same cases";
  const error = calibrationError(truth);
  const floor = calibrationErrorFloor(truth.map((entry) => entry.stated));
  const missing = atLeast(n, CALIBRATION_VERDICTS_NEEDED);
  if (missing || error === null || floor === null) {
    const reason = missing ?? "not enough evidence";
    return [unknown("ece", label, "score", n, reason), unknown("ece-calibrated-model", floorLabel, "score", n, reason)];
  }
  const reason = error <= floor.high ? "not distinguishable from calibrated" : "more than chance explains";
  return [
    { ...known("ece", label, "score", error, n), reason },
    { ...known("ece-calibrated-model", floorLabel, "score", floor.mean, n), low: floor.low, high: floor.high },
  ];
}

function countVerdicts(truth: readonly TruthVerdict[]) {
  const confirmed = truth.filter((entry) => entry.confirmed).length;
  return { confirmed, falsePositive: truth.length - confirmed };
}

function missingVerdicts(truth: readonly TruthVerdict[]): string | null {
  const reviewers = new Set(truth.map((entry) => entry.reviewer)).size;
  if (truth.length >= VERDICTS_NEEDED && reviewers >= REVIEWERS_NEEDED) return null;
  return `not enough evidence: ${truth.length} of ${VERDICTS_NEEDED} verdicts, ${reviewers} of ${REVIEWERS_NEEDED} reviewers`;
}

function atLeast(n: number, needed: number): string | null {
  return n >= needed ? null : `not enough evidence: ${n} of ${needed} verdicts`;
}

function known(id: string, label: string, unit: Figure["unit"], value: number, n: number): Figure {
  return { id, label, value, unit, low: null, high: null, n, reason: null };
}

function unknown(id: string, label: string, unit: Figure["unit"], n: number, reason: string): Figure {
  return { id, label, value: null, unit, low: null, high: null, n, reason };
}
