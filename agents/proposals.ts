import { type JudgedFeedback, listLiveFeedback } from "@/db/feedback";
import { insertLearningUpdates, readMemory, readMemoryState } from "@/db/memory";
import type { Case } from "@/lib/contract/case";
import type { Feedback, LearningUpdate } from "@/lib/contract/feedback";
import { AppError } from "@/lib/errors";
import {
  countConfirmedCases,
  exceptionEvidence,
  type Proposal,
  proposeException,
  proposeThreshold,
  stricterSteps,
  type ThresholdStep,
  type TunableDetector,
  thresholdEvidence,
} from "@/lib/learning/propose-thresholds";
import type { Llm } from "@/lib/ports";
import { type ChosenStep, chosenStepSchema, findStep, proposalPrompt } from "./prompts/memory";
import { type ReasoningContext, reason } from "./reasoning";

/** A false positive on a case, already stored, and what may be proposed from it. */
export interface ProposalRequest {
  feedback: JudgedFeedback;
  found: Case;
  detectors: readonly TunableDetector[];
  /** How long a model may take, ms. */
  limitMs: number;
}

/**
 * Proposes what a false positive speaks for: one grid step of its detector, or an exception when it was expected. What
 * is stored is `shadow`. When the verdict was replaced meanwhile, nothing is.
 */
export async function proposeFromVerdict(
  context: ReasoningContext,
  request: ProposalRequest,
): Promise<LearningUpdate[]> {
  const { feedback, found } = request;
  if (feedback.verdict !== "false_positive") return [];
  if (feedback.reason === "expected_here") {
    const { fingerprint, title, entity } = found;
    const about = { fingerprint, title, segment: `${entity.kind} ${entity.id}` };
    return storeProposal(context, feedback, "rules", (live, state) => {
      const evidence = exceptionEvidence(fingerprint, live, state.patterns);
      const confirmed = countConfirmedCases(found.anomalyType, live, state);
      return evidence.length === 0 ? null : proposeException(about, evidence, confirmed, feedback.at);
    });
  }
  return proposeStep(context, request);
}

async function proposeStep(context: ReasoningContext, request: ProposalRequest): Promise<LearningUpdate[]> {
  const { db, datasetId } = context;
  const { feedback, found, limitMs } = request;
  const detector = request.detectors.find((candidate) => candidate.id === found.anomalyType);
  const state = readMemoryState(db, datasetId);
  const evidence = thresholdEvidence(found.anomalyType, listLiveFeedback(db, datasetId), state.patterns);
  const steps = detector ? stricterSteps(detector, state.parameters) : [];
  const [first] = steps;
  if (!detector || !first || evidence.length === 0) return [];
  const chosen = await chooseStep(context, detector, [first, ...steps.slice(1)], evidence, limitMs);
  return storeProposal(context, feedback, chosen.by, (live, now) => {
    const speaking = thresholdEvidence(detector.id, live, now.patterns);
    const confirmed = countConfirmedCases(detector.id, live, now);
    return speaking.length === 0 ? null : proposeThreshold(detector, chosen.step, speaking, confirmed, chosen.because);
  });
}

interface Choice {
  step: ThresholdStep;
  by: string;
  /** The model's reason; undefined leaves the rules' own. */
  because?: string | undefined;
}

/** The model picks from the closed list when one is configured; anything else, or too late, means the first step. */
async function chooseStep(
  context: ReasoningContext,
  detector: TunableDetector,
  steps: readonly [ThresholdStep, ...ThresholdStep[]],
  evidence: readonly Feedback[],
  limitMs: number,
): Promise<Choice> {
  const prompt = proposalPrompt(detector, steps, evidence);
  const signal = AbortSignal.timeout(limitMs);
  const { db, datasetId, clock, newId } = context;
  const llm = context.llm && withDeadline(context.llm, signal, limitMs);
  const [first] = steps;
  const { value, source, by } = await reason<ChosenStep>(
    { db, datasetId, clock, newId, llm },
    {
      agent: "memory",
      purpose: "propose a threshold",
      prompt,
      schemaName: "threshold_step",
      schema: chosenStepSchema(steps, prompt.user),
      input: { detectorId: detector.id, steps, feedbackIds: evidence.map((entry) => entry.id) },
      rules: () => ({
        detectorId: detector.id,
        parameter: first.parameter,
        to: first.to,
        why: "The first knob of the grid, one step stricter.",
      }),
      signal,
    },
  );
  const step = findStep(steps, value);
  return source === "llm" && step ? { step, by, because: value.why } : { step: first, by: "rules" };
}

/** Stores what `build` makes of the verdicts as they are now, unless the one that asked no longer counts. */
function storeProposal(
  context: ReasoningContext,
  feedback: JudgedFeedback,
  proposer: string,
  build: (live: JudgedFeedback[], state: ReturnType<typeof readMemoryState>) => Proposal | null,
): LearningUpdate[] {
  const { datasetId } = context;
  return context.db.transaction((tx) => {
    const live = listLiveFeedback(tx, datasetId);
    if (!live.some((entry) => entry.id === feedback.id)) return [];
    const { state, version } = readMemory(tx, datasetId);
    const proposal = build(live, state);
    if (!proposal) return [];
    const id = context.newId("learning");
    const update = { ...proposal, id, proposer, memoryVersion: version, at: context.clock().toISOString() };
    insertLearningUpdates(tx, datasetId, [update]);
    return [update];
  });
}

/** A model that answers by the deadline or fails, even when it does not listen to the signal. */
function withDeadline(llm: Llm, signal: AbortSignal, limitMs: number): Llm {
  return {
    model: llm.model,
    status: () => llm.status(),
    structured(call) {
      const late = new Promise<never>((_resolve, reject) => {
        const fail = () => reject(new AppError("timeout", `The model did not answer within ${limitMs / 1000} s`));
        if (signal.aborted) fail();
        else signal.addEventListener("abort", fail, { once: true });
      });
      return Promise.race([llm.structured(call), late]);
    },
  };
}
