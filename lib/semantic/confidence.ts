import { z } from "zod";
import type { Answer } from "../contract/analyst";

/** What is known about how an answer came about. */
export interface Signs {
  /** Share of the content words that were placed; null when no words were read (a chip or a link). */
  coverage: number | null;
  corrections: number;
  /** The weakest match of a word used: 1 an exact label or synonym, 0.9 an alias, 0.8 a corrected word, 0.7 a corrected metric. */
  weakestMatch: number;
  /** The word asked could mean several metrics. */
  sharedWord: boolean;
  /** The metric follows from another word ("top refund reasons"). */
  implied: boolean;
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

const SIGNS = {
  unused: { size: (s) => (s.coverage === null ? 0 : 1 - s.coverage), text: "some words only fill the question" },
  corrected: { size: (s) => Math.min(2, s.corrections), text: "a word was corrected" },
  weak_match: { size: (s) => (s.corrections > 0 ? 0 : 1 - s.weakestMatch), text: "a word is matched by an alias" },
  shared_word: { size: (s) => Number(s.sharedWord), text: "a word could mean several metrics" },
  implied_metric: { size: (s) => Number(s.implied), text: "the metric is not named" },
  no_period: { size: (s) => Number(s.defaultedTime), text: "the question names no period" },
  follow_up: { size: (s) => Number(s.followUp), text: "continues the question before" },
  chosen: { size: (s) => Number(s.coverage === null && !s.verified), text: "chosen directly, nothing had to be read" },
  verified: { size: (s) => Number(s.verified), text: "a person verified this question" },
  model_agrees: { size: (s) => Number(s.modelAgrees === true), text: "the model reads it the same way" },
  model_differs: { size: (s) => Number(s.modelAgrees === false), text: "the model reads it differently" },
  reconciled: { size: (s) => Number(s.reconciled === true), text: "parts add up to the total to the cent" },
  not_reconciled: { size: (s) => Number(s.reconciled === false), text: "parts do not add up to the total" },
  no_rows: { size: (s) => Number(s.rows === 0), text: "no rows match" },
  partial: { size: (s) => Number(s.partial), text: "a period is not whole" },
  proposed: { size: (s) => Number(!s.approved), text: "metric only proposed" },
} satisfies Record<string, { size(signs: Signs): number; text: string }>;

export type SignId = keyof typeof SIGNS;
/** What a sign says, in words; ids of another version as they are. */
export function signWords(id: string): string {
  return new Map<string, { text: string }>(Object.entries(SIGNS)).get(id)?.text ?? id.replaceAll("_", " ");
}
export const SIGN_IDS = Object.keys(SIGNS) as SignId[];
/** Signs that the labelled questions vary in; the others keep the weights set by hand. */
export const FITTED_SIGNS: readonly SignId[] = [
  "unused",
  "corrected",
  "weak_match",
  "shared_word",
  "implied_metric",
  "no_period",
  "follow_up",
];

const Weights = z.record(z.string(), z.number());
const Bin = z.object({
  from: z.number(),
  to: z.number(),
  count: z.number(),
  confidence: z.number(),
  correct: z.number(),
});

/** `data/analyst-calibration.json`: the weights, how they were fitted, and how well they hold on other questions. */
export const Calibration = z.object({
  version: z.string(),
  method: z.string(),
  fittedOn: z.object({ questions: z.number(), readings: z.number(), correct: z.number() }),
  intercept: z.number(),
  weights: Weights,
  setByHand: Weights,
  reliability: z.object({ on: z.string(), readings: z.number(), brier: z.number(), bins: z.array(Bin) }),
});
export type Calibration = z.infer<typeof Calibration>;

/** How strong each sign is in an answer, in the order of `ids`. */
export function signSizes(signs: Signs, ids: readonly SignId[]): number[] {
  return ids.map((id) => SIGNS[id].size(signs));
}

const MIN_SHOWN = 0.05;

/**
 * The calibrated probability that the answer is what was asked, its band, and the three signs that weigh most.
 * Logistic over the signs (weights from `calibration`). Zero rows cap it at 0.4, a corrected metric at 0.7.
 */
export function rateConfidence(signs: Signs, calibration: Calibration): Answer["confidence"] {
  const weightOf = (id: SignId) => calibration.weights[id] ?? calibration.setByHand[id] ?? 0;
  const found = SIGN_IDS.map((id) => ({
    id,
    effect: weightOf(id) * SIGNS[id].size(signs),
    text: SIGNS[id].text,
  })).filter(({ effect }) => Math.abs(effect) >= MIN_SHOWN);
  const logit = found.reduce((sum, sign) => sum + sign.effect, calibration.intercept);
  const raw = 1 / (1 + Math.exp(-logit));
  const value = Math.round(Math.min(raw, signs.rows === 0 ? 0.4 : 1, signs.weakestMatch <= 0.7 ? 0.7 : 1) * 100) / 100;
  const strongest = found.sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect)).map((sign) => sign.text);
  return {
    value,
    band: value >= 0.85 ? "high" : value >= 0.6 ? "medium" : "low",
    reasons: [...strongest, ...plainReasons(signs)].slice(0, 3),
  };
}

/** What speaks for an answer where few signs speak against it. */
function plainReasons(signs: Signs): string[] {
  return [
    signs.coverage !== null && signs.coverage >= 0.999 ? "every word of the question was used" : null,
    signs.coverage !== null && !signs.sharedWord && !signs.implied && signs.corrections === 0
      ? "the metric is named exactly"
      : null,
    signs.defaultedTime ? null : "the period is named",
    signs.approved ? "metric approved" : null,
    signs.rows > 0 ? "rows match" : null,
    "definition shown with the answer",
  ].flatMap((text) => text ?? []);
}

/** Reliability: the stated confidence against the share that was right, in bins of 0.1; Brier score beside it. */
export function reliabilityOf(points: readonly { confidence: number; correct: boolean }[]) {
  const bins = Array.from({ length: 10 }, (_, at) => {
    const [from, to] = [at / 10, (at + 1) / 10];
    const own = points.filter((one) => one.confidence >= from && (one.confidence < to || to === 1));
    const mean = (pick: (one: (typeof own)[number]) => number) =>
      own.length === 0 ? 0 : Math.round((1000 * own.reduce((sum, one) => sum + pick(one), 0)) / own.length) / 1000;
    return {
      from,
      to,
      count: own.length,
      confidence: mean((one) => one.confidence),
      correct: mean((one) => Number(one.correct)),
    };
  }).filter((bin) => bin.count > 0);
  const squares = points.reduce((sum, one) => sum + (one.confidence - Number(one.correct)) ** 2, 0);
  return { brier: points.length === 0 ? 0 : Math.round((1e4 * squares) / points.length) / 1e4, bins };
}
