import type { Feedback, LearningUpdate, MemoryState } from "../contract/feedback";
import { isContested } from "./pattern";

/** What learning needs to know of a detector. A grid runs from the loosest to the strictest value. */
export interface TunableDetector {
  id: string;
  title: string;
  defaults: Readonly<Record<string, number>>;
  grid: Readonly<Record<string, readonly number[] | undefined>>;
}

/** One knob of one detector, one grid step stricter. */
export interface ThresholdStep {
  detectorId: string;
  parameter: string;
  from: number;
  to: number;
}

/** A proposal before it is stored: who proposes, when and under which id is the caller's. */
export type Proposal = Pick<
  LearningUpdate,
  "kind" | "status" | "scope" | "title" | "before" | "after" | "why" | "feedbackIds"
>;

/**
 * Confirmed cases, none lost, that a change needs before its 95 % upper bound on true cases lost is at most 5 %:
 * the smallest n with 0.95^n <= 0.05. Source: docs on learning, promotion gate, rule 1.
 */
export const CONFIRMED_CASES_NEEDED = Math.ceil(Math.log(0.05) / Math.log(0.95));

/** An exception ends at the latest this many days after it was proposed. */
const EXCEPTION_DAYS = 90;

/** The steps a detector can take from the parameters in force: one grid step stricter per knob that has one left. */
export function stricterSteps(detector: TunableDetector, parameters: MemoryState["parameters"]): ThresholdStep[] {
  return Object.entries(detector.grid).flatMap(([parameter, grid]) => {
    const from = parameters[detector.id]?.[parameter] ?? detector.defaults[parameter];
    const to = from === undefined || grid === undefined ? undefined : nextOnGrid(grid, from);
    return from === undefined || to === undefined ? [] : [{ detectorId: detector.id, parameter, from, to }];
  });
}

function nextOnGrid(grid: readonly number[], from: number): number | undefined {
  const [loosest, strictest] = [grid[0] ?? 0, grid.at(-1) ?? 0];
  return grid.find((value) => (strictest > loosest ? value > from : value < from));
}

/**
 * The live verdicts that speak for a stricter rule: false positives for a wrong rule or bad data. Those on a contested
 * pattern wait for a further reviewer, and `expected_here` never speaks about the rule.
 */
export function thresholdEvidence(
  detectorId: string,
  live: readonly Feedback[],
  patterns: MemoryState["patterns"],
): Feedback[] {
  return live.filter(
    (entry) =>
      entry.anomalyType === detectorId &&
      entry.verdict === "false_positive" &&
      entry.reason !== "expected_here" &&
      !contested(entry.fingerprint, patterns),
  );
}

/** The live verdicts that speak for an exception on one pattern. */
export function exceptionEvidence(
  fingerprint: string,
  live: readonly Feedback[],
  patterns: MemoryState["patterns"],
): Feedback[] {
  return live.filter(
    (entry) =>
      entry.fingerprint === fingerprint &&
      entry.verdict === "false_positive" &&
      entry.reason === "expected_here" &&
      !contested(fingerprint, patterns),
  );
}

/** Cases of a detector that more verdicts confirm than deny: what the promotion gate may count. */
export function countConfirmedCases(detectorId: string, live: readonly Feedback[], state: MemoryState): number {
  const fingerprints = new Set(
    live.filter((entry) => entry.anomalyType === detectorId).map((entry) => entry.fingerprint),
  );
  return [...fingerprints].filter((fingerprint) => {
    const pattern = state.patterns[fingerprint];
    return pattern !== undefined && pattern.confirmed > pattern.falsePositive;
  }).length;
}

/** Proposes one step as `shadow`. `because` replaces the rules' own reason and never the sentence on evidence. */
export function proposeThreshold(
  detector: TunableDetector,
  step: ThresholdStep,
  evidence: readonly Feedback[],
  confirmedCases: number,
  because?: string,
): Proposal {
  const verdicts = evidence.length === 1 ? "1 verdict calls" : `${evidence.length} verdicts call`;
  const reason = because ?? `${verdicts} a case of ${detector.title} false, so one step stricter is worth testing.`;
  return {
    kind: "threshold",
    status: "shadow",
    scope: detector.id,
    title: `${detector.title}: ${words(step.parameter)} ${step.from} to ${step.to}`,
    before: { [step.parameter]: step.from },
    after: { [step.parameter]: step.to },
    why: `${reason} ${honestSentence(confirmedCases)}`,
    feedbackIds: evidence.map((entry) => entry.id),
  };
}

/** Proposes, as `shadow`, to expect a pattern for at most 90 days. `at` is an ISO timestamp, `segment` who it is about. */
export function proposeException(
  about: { fingerprint: string; title: string; segment: string },
  evidence: readonly Feedback[],
  confirmedCases: number,
  at: string,
): Proposal {
  const expiresOn = new Date(Date.parse(at) + EXCEPTION_DAYS * 86_400_000).toISOString().slice(0, 10);
  return {
    kind: "exception",
    status: "shadow",
    scope: about.fingerprint,
    title: `Expected until ${expiresOn}: ${about.title}`,
    before: { segment: null, expiresOn: null },
    after: { segment: about.segment, expiresOn },
    why: `A reviewer says this is expected here, which says nothing about other cases. ${honestSentence(confirmedCases)}`,
    feedbackIds: evidence.map((entry) => entry.id),
  };
}

/** The shadow proposals that no verdict speaks for any longer, because it was replaced or is now contested. */
export function unsupportedProposals(
  shadow: readonly LearningUpdate[],
  live: readonly Feedback[],
  { patterns }: MemoryState,
): LearningUpdate[] {
  return shadow.filter((update) => {
    const evidence =
      update.kind === "threshold"
        ? thresholdEvidence(update.scope, live, patterns)
        : exceptionEvidence(update.scope, live, patterns);
    return !evidence.some((entry) => update.feedbackIds.includes(entry.id));
  });
}

function honestSentence(confirmedCases: number): string {
  return (
    `Shown as shadow, it changes nothing: ${confirmedCases} of ${CONFIRMED_CASES_NEEDED} confirmed cases needed to ` +
    "trust that at most 5 % of true cases would be lost."
  );
}

function contested(fingerprint: string, patterns: MemoryState["patterns"]): boolean {
  const pattern = patterns[fingerprint];
  return pattern !== undefined && isContested(pattern);
}

/** `windowHours` as people read it: `window hours`. */
function words(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}
