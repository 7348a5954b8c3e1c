import { createSeason, medianOf } from "./season";
import { createSortedWindow } from "./sorted-window";
import { createSurprise } from "./surprise";

/** Points the baseline looks back over, the newest few it compares with it, and those for the roughness. */
const LONG = 240;
const SHORT = 24;
const ROUGH = 24;
/** Points that tell what is usual for the stream as a whole. */
const MEMORY = 4_000;
/** A calm stretch does not make the scale finer than this share of the usual. */
const CALM = 0.4;
/** Points before which nothing is scored: there is nothing to be surprised against. */
const PROBATION = 100;
/** Memory of how well each prediction does, a point. */
const FORGET = 0.995;
/** A seasonal prediction takes over once it errs this much less than the level. */
const BETTER = 0.75;
/** A surprise of 1 in 10^3.2 scores one half. */
const HALF_SURPRISE = 3.2;
const SLOPE = 1.6;
/** What a detector's surprise beyond one in ten adds to that of the most surprised one. */
const SECOND_OPINION = 0.5;
/** After an event the next needs more surprise: all of the last one's at once, half of it after so many points. */
const QUIET_POINTS = 30;

export interface StreamScorer {
  /** The anomaly score of the next point, in [0, 1]; 0 for a missing value. Times in ms; null when unknown. */
  score(timeMs: number | null, value: number | null): number;
}

/**
 * Scores a series one point at a time, knowing only what came before: one configuration for all series. Three detectors
 * look at the point (error of the best prediction so far), the level (the newest few against the baseline) and the
 * roughness (changes from point to point, stuck or wild); each measures its surprise against its own past.
 */
export function createStreamScorer(): StreamScorer {
  const season = createSeason();
  const level = createSortedWindow(LONG);
  const errors = createSortedWindow(LONG);
  const usualErrors = createSortedWindow(MEMORY);
  const roughness = createSortedWindow(LONG);
  const spread = createSortedWindow(MEMORY);
  const surprises = { point: createSurprise(), level: createSurprise(), rough: createSurprise() };
  /** Discounted mean absolute errors: smoothed level, day, week; and of the bare baseline. */
  const mistakes = [0, 0, 0, 0];
  const weights = [0, 0, 0, 0];
  const recent: number[] = [];
  const moves: number[] = [];
  let smooth: number | null = null;
  let last: number | null = null;
  let count = 0;
  let held = 0;

  const meanMistake = (at: number) =>
    (weights[at] ?? 0) > 20 ? (mistakes[at] ?? 0) / (weights[at] ?? 1) : Number.POSITIVE_INFINITY;
  const learn = (at: number, error: number) => {
    mistakes[at] = FORGET * (mistakes[at] ?? 0) + Math.abs(error);
    weights[at] = FORGET * (weights[at] ?? 0) + 1;
  };

  const score = (timeMs: number | null, value: number | null): number => {
    if (value === null || !Number.isFinite(value)) return 0;
    const cycles = timeMs === null ? [null, null] : season.expect(timeMs);
    const baseline = level.quantile(0.5);
    const predictions = [smooth, ...cycles];
    const best = predictions
      .map((prediction, at) => ({ prediction, mistake: meanMistake(at) }))
      .filter(({ prediction }) => prediction !== null)
      .sort((a, b) => a.mistake - b.mistake)[0];
    const seasonal = [1, 2]
      .map((at) => ({ prediction: cycles[at - 1] ?? null, mistake: meanMistake(at) }))
      .filter(({ prediction, mistake }) => prediction !== null && mistake < BETTER * meanMistake(3))
      .sort((a, b) => a.mistake - b.mistake)[0];

    // Never finer than a thousandth of what the series spans, so that a constant one is not surprised by rounding.
    const span = spread.quantile(0.98) - spread.quantile(0.02);
    const floor = Math.max(1e-3 * span, 1e-3 * Math.abs(spread.quantile(0.5)), 1e-9);

    const error = best?.prediction == null ? 0 : value - best.prediction;
    const scale = Math.max(errors.deviation(), CALM * usualErrors.deviation(), floor);
    const pointSize = Math.abs(error) / scale;

    const rest = seasonal?.prediction == null ? value - baseline : value - seasonal.prediction;
    recent.push(rest);
    if (recent.length > SHORT) recent.shift();
    const levelSize = Math.abs(medianOf(recent)) / Math.max(scale, seasonal ? 0 : level.deviation());

    const move = last === null ? 0 : Math.abs(value - last);
    moves.push(move);
    if (moves.length > ROUGH) moves.shift();
    const usual = meanOf(roughness);
    const least = 0.1 * Math.max(usual, floor);
    const roughSize = Math.abs(Math.log((mean(moves) + least) / (usual + least)));

    const isWarm = count >= LONG / 4;
    const surprise = together([
      surprises.point(pointSize),
      isWarm ? surprises.level(levelSize) : 0,
      isWarm ? surprises.rough(roughSize) : 0,
    ]);

    learn(3, value - baseline);
    predictions.forEach((prediction, at) => {
      if (prediction !== null) learn(at, value - prediction);
    });
    errors.push(error);
    usualErrors.push(error);
    level.push(value);
    roughness.push(move);
    spread.push(value);
    if (timeMs !== null) season.add(timeMs, value);
    smooth = smooth === null ? value : smooth + 0.6 * (value - smooth);
    last = value;
    count += 1;
    if (count <= PROBATION) return 0;

    const fresh = surprise - held;
    held = Math.max(held * 0.5 ** (1 / QUIET_POINTS), surprise > HALF_SURPRISE ? surprise : 0);
    return 1 / (1 + Math.exp(-SLOPE * (fresh - HALF_SURPRISE)));
  };
  return { score };
}

/** The largest surprise counts, and what the others see too makes it larger. */
function together(surprises: readonly number[]): number {
  const [most = 0, ...others] = [...surprises].sort((a, b) => b - a);
  return others.reduce((sum, one) => sum + SECOND_OPINION * Math.max(0, one - 1), most);
}

const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / Math.max(1, list.length);

/** Mean of the middle of a window, strays cut off. */
function meanOf(window: { above(share: number): number[]; quantile(share: number): number; length: number }): number {
  const cap = window.quantile(0.95);
  const values = window.above(0);
  return values.reduce((sum, value) => sum + Math.min(value, cap), 0) / Math.max(1, values.length);
}
