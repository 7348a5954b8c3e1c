import { z } from "zod";
import type { Feedback } from "@/lib/contract/feedback";
import { ungroundedNumbers } from "@/lib/grounding";
import type { ThresholdStep, TunableDetector } from "@/lib/learning/propose-thresholds";
import type { Prompt } from "../reasoning";
import { DATA_RULE, dataBlock } from "./data-block";

const NOTES_SHOWN = 20;
const NOTE_LENGTH = 500;

const ChosenStep = z.strictObject({
  detectorId: z.string(),
  parameter: z.string(),
  to: z.number(),
  why: z.string().trim().min(1).max(400),
});
export type ChosenStep = z.infer<typeof ChosenStep>;

/** Asks which one step of the closed list the verdicts speak for. */
export function proposalPrompt(
  detector: TunableDetector,
  steps: readonly ThresholdStep[],
  evidence: readonly Feedback[],
): Prompt {
  return {
    version: "memory.propose.1",
    system: [
      "Reviewers called cases of one detector false. Choose the one step that would most likely have kept these cases",
      "out while losing the fewest true ones. Choose exactly one entry of the list of steps and copy its detectorId,",
      "parameter and to; nothing else is accepted. Say why in at most two plain sentences, in the third person, with no",
      "number that is not in the data. Your choice is a proposal: it changes nothing until it has passed tests.",
      DATA_RULE,
    ].join(" "),
    user: [
      `Detector:\n${dataBlock({ id: detector.id, title: detector.title })}`,
      `Steps:\n${dataBlock(steps)}`,
      `Verdicts:\n${dataBlock({
        falsePositives: evidence.length,
        latest: evidence.slice(-NOTES_SHOWN).map(({ reason, note }) => ({ reason, note: note?.slice(0, NOTE_LENGTH) })),
      })}`,
    ].join("\n"),
  };
}

/** Accepts an entry of the closed list only, with a reason that invents no number. */
export function chosenStepSchema(steps: readonly ThresholdStep[], shown: string): z.ZodType<ChosenStep> {
  return ChosenStep.superRefine((choice, check) => {
    if (!findStep(steps, choice)) {
      check.addIssue({ code: "custom", path: ["to"], message: "is not a step of the list" });
    }
    const invented = ungroundedNumbers(choice.why, shown);
    if (invented.length > 0) {
      check.addIssue({ code: "custom", path: ["why"], message: `names ${invented.join(", ")}, which was not shown` });
    }
  });
}

/** The step of the list that was chosen, if it is one. */
export function findStep(
  steps: readonly ThresholdStep[],
  choice: Pick<ChosenStep, "detectorId" | "parameter" | "to">,
): ThresholdStep | undefined {
  return steps.find(
    (step) =>
      step.detectorId === choice.detectorId && step.parameter === choice.parameter && Object.is(step.to, choice.to),
  );
}
