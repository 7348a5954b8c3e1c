import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Calibration,
  FITTED_SIGNS,
  rateConfidence,
  reliabilityOf,
  type Signs,
  signSizes,
} from "@/lib/semantic/confidence";
import type { ParsedQuery } from "@/lib/semantic/parse-types";
import { catalogueOf } from "@/tests/support/analyst-context";
import { analystWorld, metricModel } from "@/tests/support/analyst-world";
import { isRight, parseLabelled, random, readLabelled, withTypo } from "./labelled";

const TYPOS = 1;
const RIDGE = 1;
const STEPS = 20_000;
const RATE = 0.05;
const FOLDS = 5;

/** Signs set by hand: the labelled questions do not vary in them (no model, no verified question, rows always). */
const SET_BY_HAND = {
  chosen: 1.2,
  verified: 1.6,
  model_agrees: 0.5,
  model_differs: -1.2,
  reconciled: 0.1,
  not_reconciled: -2,
  no_rows: -3,
  partial: -0.1,
  proposed: -0.8,
};

/** Signs that are the same for every labelled question. */
const ALWAYS = {
  modelAgrees: null,
  verified: false,
  rows: 1,
  partial: false,
  reconciled: null,
  approved: true,
} satisfies Partial<Signs>;

interface Point {
  signs: Signs;
  correct: boolean;
}

const model = metricModel();
const catalogue = await catalogueOf(await analystWorld(), model);

/** What the parser made of questions-aside-3.txt at its first run (commit a007ba3), before anybody had looked at them. */
function firstRun(): Point[] {
  const lines = readFileSync(join(import.meta.dirname, "first-run-aside-3.jsonl"), "utf8")
    .trim()
    .split("\n");
  return lines.map((line) => {
    const { correct, ask: _, ...signs } = JSON.parse(line);
    return {
      correct,
      signs: {
        ...signs,
        ...ALWAYS,
      },
    };
  });
}

function pointsOf(split: "earlier", seed: number): Point[] {
  const next = random(seed);
  return readLabelled(split)
    .flatMap((question) => [question, ...Array.from({ length: TYPOS }, () => withTypo(question, next))])
    .flatMap((question) => {
      const parsed = parseLabelled(question, model, catalogue);
      return parsed.kind === "query" ? [{ signs: signsOf(parsed), correct: isRight(question, parsed) }] : [];
    });
}

function signsOf(parsed: ParsedQuery): Signs {
  return {
    coverage: parsed.coverage,
    corrections: parsed.corrections,
    weakestMatch: parsed.weakestMatch,
    sharedWord: parsed.options.length > 1,
    implied: parsed.implied,
    defaultedTime: parsed.query.assumptions.some((text) => text.startsWith("No period named")),
    followUp: parsed.followUp,
    ...ALWAYS,
  };
}

/** As often as the other questions stand in the fit with their typos. */
function repeat<T>(items: readonly T[], times: number): T[] {
  return Array.from({ length: times }, () => items).flat();
}

/** Logistic regression by gradient descent with a ridge; signs may only lower the confidence. */
function fitLogistic(points: readonly Point[]) {
  const rows = points.map(({ signs, correct }) => ({ x: signSizes(signs, FITTED_SIGNS), y: Number(correct) }));
  let intercept = 2;
  let weights = FITTED_SIGNS.map(() => 0);
  for (let step = 0; step < STEPS; step += 1) {
    let slope = 0;
    const slopes = weights.map((weight) => (RIDGE * weight) / rows.length);
    for (const { x, y } of rows) {
      const logit = x.reduce((sum, size, at) => sum + size * (weights[at] ?? 0), intercept);
      const error = 1 / (1 + Math.exp(-logit)) - y;
      slope += error / rows.length;
      x.forEach((size, at) => {
        slopes[at] = (slopes[at] ?? 0) + (error * size) / rows.length;
      });
    }
    intercept -= RATE * slope;
    weights = weights.map((weight, at) => Math.min(0, weight - RATE * (slopes[at] ?? 0)));
  }
  const round = (value: number) => Math.round(value * 1000) / 1000;
  return {
    intercept: round(intercept),
    weights: Object.fromEntries(FITTED_SIGNS.map((id, at) => [id, round(weights[at] ?? 0)])),
  };
}

// The parser was tuned until it read the other sets whole: a fit on them would call everything certain.
const earlier = pointsOf("earlier", 11);
const first = firstRun();
const fitOn = (points: readonly Point[]) => fitLogistic([...earlier, ...repeat(points, 3)]);
const own = [...earlier, ...first];
const fitted = fitOn(first);
const calibration: Calibration = {
  version: "analyst-confidence-3",
  method: `logistic regression, ridge ${RIDGE}, weights at most 0, over the answers of the first run of questions-aside-3.txt, three times, and of questions-aside.txt, each also with a typo`,
  fittedOn: {
    questions: readLabelled("earlier").length + first.length,
    readings: own.length,
    correct: own.filter((point) => point.correct).length,
  },
  ...fitted,
  setByHand: SET_BY_HAND,
  reliability: { on: "", readings: 0, brier: 0, bins: [] },
};
// Each fifth of the first run is judged by a fit on the other four.
const folds = Array.from({ length: FOLDS }, (_, fold) =>
  fitOn(first.filter((_point, index) => index % FOLDS !== fold)),
);
const others = first.map(({ signs, correct }, at) => {
  const rest = folds[at % FOLDS] ?? fitted;
  return { confidence: rateConfidence(signs, { ...calibration, ...rest }).value, correct };
});
calibration.reliability = {
  on: "the answers of the first run of questions-aside-3.txt, which nobody had looked at, each judged by a fit without it",
  readings: others.length,
  ...reliabilityOf(others),
};
writeFileSync("data/analyst-calibration.json", `${JSON.stringify(calibration, null, 2)}\n`);
console.log(JSON.stringify(calibration, null, 1));
process.exit(0);
