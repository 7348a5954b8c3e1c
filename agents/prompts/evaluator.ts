import { z } from "zod";
import type { Case } from "@/lib/contract/case";
import type { Figure } from "@/lib/contract/evaluation";
import type { Degradation, DetectorReport } from "@/lib/contract/run";
import { ungroundedNumbers } from "@/lib/grounding";
import { describeFigure } from "@/lib/learning/assess-figures";
import type { Prompt } from "../reasoning";
import { DATA_RULE, dataBlock } from "./data-block";

const CASES_SHOWN = 10;

const Assessment = z.strictObject({
  assessment: z.string().trim().min(1).max(1200),
  suggestions: z.array(z.string().trim().min(1).max(300)).max(6),
});
type Assessment = z.infer<typeof Assessment>;

interface AssessmentInput {
  figures: readonly Figure[];
  detectors: readonly DetectorReport[];
  degraded: readonly Degradation[];
  cases: readonly Case[];
  /** Of the amounts. */
  currency: string;
}

/** Asks what the figures of a run show. The figures go in as text, as they are to be quoted. */
export function assessmentPrompt(input: AssessmentInput): Prompt & { shownFigures: string } {
  const shownFigures = input.figures.map((figure) => describeFigure(figure, input.currency)).join("\n");
  return {
    version: "evaluator.assess.1",
    shownFigures,
    system: [
      "You assess the quality of one billing investigation for the team that runs it, in at most 5 plain sentences in",
      "the third person, and suggest at most 6 next steps, one sentence each. Quote numbers exactly as the figures show",
      "them; compute none, round none, invent none. What is not known stays not known: say what is missing instead.",
      "Never call a figure good or bad that its interval does not support.",
      DATA_RULE,
    ].join(" "),
    user: [
      `Figures:\n${dataBlock(shownFigures.split("\n"))}`,
      `Detectors:\n${dataBlock(input.detectors.map(({ title, status, reason }) => ({ title, status, reason })))}`,
      `Not done as asked:\n${dataBlock(input.degraded)}`,
      `Cases of highest rank:\n${dataBlock(
        input.cases
          .slice(0, CASES_SHOWN)
          .map(({ title, confidenceBand, outcome }) => ({ title, confidenceBand, outcome })),
      )}`,
    ].join("\n"),
  };
}

/** Accepts an assessment only when every number in it stands among the figures that were shown. */
export function assessmentSchema(shownFigures: string): z.ZodType<Assessment> {
  return Assessment.superRefine(({ assessment, suggestions }, check) => {
    const invented = ungroundedNumbers([assessment, ...suggestions].join("\n"), shownFigures);
    if (invented.length === 0) return;
    check.addIssue({
      code: "custom",
      path: ["assessment"],
      message: `names ${invented.join(", ")}, which is not among the figures`,
    });
  });
}
