import { z } from "zod";
import type { Case } from "@/lib/contract/case";
import type { Signal } from "@/lib/contract/integration";
import type { CaseChange } from "@/lib/contract/run";
import { formatMoney } from "@/lib/money";
import type { Prompt } from "../reasoning";
import { DATA_RULE, dataBlock } from "./data-block";

/** What to look at first, and why. */
export const Plan = z.object({
  headline: z.string().min(1).max(160),
  why: z.string().min(1).max(800),
  order: z.array(z.string()).max(30),
});
export type Plan = z.infer<typeof Plan>;

/** What the run found, in words. */
export const Synthesis = z.object({ text: z.string().min(1).max(1200) });
export type Synthesis = z.infer<typeof Synthesis>;

export function planPrompt(input: {
  signals: readonly Signal[];
  detectors: readonly { id: string; question: string }[];
}): Prompt {
  return {
    version: "orchestrator.plan.1",
    system: [
      "You plan an investigation of a subscription business's billing for money that is being lost.",
      "Every detector always runs; you only say in which order a person should look, and why.",
      "Answer with a headline of at most 12 words, a reason of at most 3 plain sentences in the third person,",
      "and the detector ids from most to least urgent. Use only numbers that stand in the data.",
      DATA_RULE,
    ].join(" "),
    user: `Signals, newest first:\n${dataBlock(
      input.signals.slice(0, 40).map(({ severity, kind, title, message, region, value, baseline, occurredAt }) => ({
        severity,
        kind,
        title,
        message,
        region,
        value,
        baseline,
        occurredAt,
      })),
    )}\nDetectors:\n${dataBlock(input.detectors)}`,
  };
}

export function synthesisPrompt(input: {
  cases: readonly Case[];
  changes: readonly CaseChange[];
  headline: string;
}): Prompt {
  return {
    version: "orchestrator.synthesis.1",
    system: [
      "You sum up a finished billing investigation for a billing manager in at most 4 plain sentences, third person.",
      "Name the largest case, the kinds of money, and what to do first. Amounts are given as text: copy them exactly,",
      "add none up yourself, invent none.",
      DATA_RULE,
    ].join(" "),
    user: `${input.headline}\nCases by rank:\n${dataBlock(
      input.cases.slice(0, 20).map((found) => ({
        title: found.title,
        kind: found.moneyKind,
        impact: found.impactKnown ? formatMoney(found.impactCents, found.currency) : "unknown",
        confidence: found.confidenceBand,
        action: found.recommendedAction,
      })),
    )}\nChanges:\n${dataBlock(
      input.changes.slice(0, 50).map((entry) => ({
        change: entry.change,
        title: entry.title,
        impact: entry.impactKnown === false ? "unknown" : formatMoney(entry.impactCents, entry.currency),
      })),
    )}`,
  };
}
