import type { Verdict, VerdictReason } from "@/lib/contract/feedback";

/** One verdict as a person gives it. */
export interface Choice {
  label: string;
  verdict: Verdict;
  reason?: VerdictReason;
  key: string;
  small?: boolean;
}

export const CHOICES: readonly Choice[] = [
  { label: "Confirm", verdict: "approve", key: "e" },
  { label: "False positive", verdict: "false_positive", key: "x" },
  { label: "Expected here", verdict: "false_positive", reason: "expected_here", key: "h" },
  { label: "Reject action", verdict: "reject", key: "d" },
  { label: "Useful", verdict: "useful", key: "y", small: true },
  { label: "Not useful", verdict: "not_useful", key: "n", small: true },
];
