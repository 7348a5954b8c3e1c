import type { Answer } from "../contract/analyst";

/** What is known about how an answer came about. */
export interface Signs {
  /** Share of the content words that were placed; null when no words were read (a chip or a link). */
  coverage: number | null;
  corrections: number;
  /** The word asked could mean several metrics. */
  sharedWord: boolean;
  defaultedTime: boolean;
  followUp: boolean;
  /** null when no model was asked. */
  modelAgrees: boolean | null;
  /** A person called this very reading right. */
  verified: boolean;
  rows: number;
  partial: boolean;
  /** null when there is nothing to add up. */
  reconciled: boolean | null;
  approved: boolean;
}

/** Each sign with its weight on the logit of "the answer is what was asked", and its words. */
const WEIGHTS: readonly { when(signs: Signs): boolean; weight: number; text: string }[] = [
  { when: (s) => s.coverage !== null && s.coverage >= 0.999, weight: 0.6, text: "every word of the question was used" },
  { when: (s) => s.verified, weight: 1.6, text: "a person verified this question" },
  { when: (s) => s.coverage === null && !s.verified, weight: 1.2, text: "chosen directly, nothing had to be read" },
  { when: (s) => !s.sharedWord && s.corrections === 0, weight: 0.3, text: "the metric is named exactly" },
  { when: (s) => !s.defaultedTime, weight: 0.1, text: "the period is named" },
  { when: (s) => s.corrections > 0, weight: -1.6, text: "a word was corrected" },
  { when: (s) => s.sharedWord, weight: -0.9, text: "a word could mean several metrics" },
  { when: (s) => s.defaultedTime, weight: -0.5, text: "the question names no period" },
  { when: (s) => s.followUp, weight: -0.3, text: "continues the question before" },
  { when: (s) => s.modelAgrees === true, weight: 0.5, text: "the model reads it the same way" },
  { when: (s) => s.modelAgrees === false, weight: -1.2, text: "the model reads it differently" },
  { when: (s) => s.reconciled === true, weight: 0.4, text: "parts add up to the total to the cent" },
  { when: (s) => s.reconciled === false, weight: -2, text: "parts do not add up to the total" },
  { when: (s) => s.rows === 0, weight: -3, text: "no rows match" },
  { when: (s) => s.partial, weight: -0.2, text: "a period is not whole" },
  { when: (s) => s.approved, weight: 0.2, text: "metric approved" },
  { when: (s) => !s.approved, weight: -0.8, text: "metric only proposed" },
];

const INTERCEPT = 2.4;

/** A number in [0, 1], its band, and the three signs that weigh most. Zero rows cap it at 0.4. */
export function rateConfidence(signs: Signs): Answer["confidence"] {
  const found = WEIGHTS.filter((sign) => sign.when(signs));
  const logit = found.reduce((sum, sign) => sum + sign.weight, INTERCEPT);
  const raw = 1 / (1 + Math.exp(-logit));
  const capped = signs.rows === 0 ? Math.min(raw, 0.4) : raw;
  const value = Math.round(capped * 100) / 100;
  const strongest = [...found].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, 3);
  return {
    value,
    band: value >= 0.85 ? "high" : value >= 0.6 ? "medium" : "low",
    reasons: strongest.map((sign) => sign.text),
  };
}
