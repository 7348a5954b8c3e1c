import type { CaseOutcome } from "../contract/case";
import type { Feedback, MemoryState, PatternEvidence, Verdict } from "../contract/feedback";

/** What a verdict speaks about: a later one of the same family by the same reviewer replaces the earlier one. */
type VerdictFamily = "truth" | "action" | "usefulness";

const FAMILIES: Record<Verdict, VerdictFamily> = {
  approve: "truth",
  false_positive: "truth",
  reject: "action",
  useful: "usefulness",
  not_useful: "usefulness",
};

export function familyOf(verdict: Verdict): VerdictFamily {
  return FAMILIES[verdict];
}

/** The verdicts of a family, `familyOf` turned round. */
export function verdictsOf(family: VerdictFamily): Verdict[] {
  return (Object.keys(FAMILIES) as Verdict[]).filter((verdict) => FAMILIES[verdict] === family);
}

/** What a truth verdict makes of a case; null for one that leaves its outcome. */
export function outcomeOf({ verdict, reason }: Pick<Feedback, "verdict" | "reason">): CaseOutcome | null {
  if (verdict === "approve") return "confirmed";
  if (verdict !== "false_positive") return null;
  return reason === "expected_here" ? "benign" : "false_positive";
}

/** The verdict as a person reads it: `false positive, expected here`. */
export function describeVerdict({ verdict, reason }: Pick<Feedback, "verdict" | "reason">): string {
  return [verdict, reason].flatMap((part) => (part === null ? [] : [part.replaceAll("_", " ")])).join(", ");
}

/**
 * The memory state that follows from the verdicts: one vote a live truth verdict on its own fingerprint, whatever the
 * reason; verdicts on actions or on usefulness say nothing about truth. Every vote weighs 1: a reviewer's weight
 * w_r = clamp((2 acc_r - 1) / 0.8, 0, 1) starts at 1 (acc_r = 0.90) and only gold items, of which there are none, move it.
 */
export function foldMemory(feedback: readonly Feedback[], parameters: MemoryState["parameters"]): MemoryState {
  const patterns = new Map<string, PatternEvidence>();
  for (const { fingerprint, verdict, live } of feedback) {
    if (!live || familyOf(verdict) !== "truth") continue;
    const before = patterns.get(fingerprint) ?? { confirmed: 0, falsePositive: 0 };
    patterns.set(
      fingerprint,
      verdict === "approve"
        ? { ...before, confirmed: before.confirmed + 1 }
        : { ...before, falsePositive: before.falsePositive + 1 },
    );
  }
  const byName = [...patterns].sort(([a], [b]) => (a < b ? -1 : 1));
  return { patterns: Object.fromEntries(byName), parameters };
}
