import type { PatternEvidence } from "../contract/feedback";
import { betaInterval, type Interval } from "./beta-distribution";

/**
 * Weight of the rule's own confidence, in verdicts. n0 = (1 - p) / p for a penalty of p = 0.15: one false positive
 * then costs exactly 15 %. Source: docs on learning, tier T0.
 */
export const PRIOR_VERDICTS = 17 / 3;

export interface Posterior extends Interval {
  mean: number;
}

/**
 * What is believed of a pattern after its verdicts: prior Beta(n0 c0, n0 (1 - c0)) moved by T confirmations and F false
 * positives, with its 90 % equal-tailed interval. `prior` is the rule's confidence, strictly between 0 and 1.
 */
export function patternPosterior(prior: number, { confirmed, falsePositive }: PatternEvidence): Posterior {
  const a = PRIOR_VERDICTS * prior + confirmed;
  const b = PRIOR_VERDICTS * (1 - prior) + falsePositive;
  return { mean: a / (a + b), ...betaInterval(a, b) };
}

/**
 * Two or more verdicts of which at least a third disagree with the rest. Both stay in the posterior, which widens;
 * such a pattern proposes nothing until a further reviewer settles it.
 */
export function isContested({ confirmed, falsePositive }: PatternEvidence): boolean {
  const all = confirmed + falsePositive;
  return all >= 2 && Math.min(confirmed, falsePositive) * 3 >= all;
}

/**
 * Share of verdicts that confirmed, with its 90 % interval by Jeffreys' prior Beta(1/2, 1/2), whose open end is closed
 * when all verdicts agree. Null without verdicts. Source: Brown, Cai and DasGupta 2001.
 */
export function observedShare({ confirmed, falsePositive }: PatternEvidence): ({ value: number } & Interval) | null {
  const n = confirmed + falsePositive;
  if (n === 0) return null;
  const { low, high } = betaInterval(confirmed + 0.5, falsePositive + 0.5);
  return { value: confirmed / n, low: confirmed === 0 ? 0 : low, high: falsePositive === 0 ? 1 : high };
}
