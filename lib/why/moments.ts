import { estimateNoise, type Noise } from "./noise";

/**
 * The weighted sums that the search adds up. With m = (1 - t) g f + t a (`actualPart`), r = a - g f and weight w = 1 / (phi m + sigma2 m^2)
 * a growth of h inside a segment is r = d m (`growthOf`), so least squares needs only p = w m r and
 * q = w m^2 of each leaf. Taking m instead of f as the regressor keeps small, noisy bases from pulling growth down.
 */
export interface Moments {
  /** Growth of the whole, at which p adds up to 0. */
  growth: number;
  /** Of `actualPart`. */
  part: number;
  /** The rest keeps the growth exactly; else its own rate is fitted beside that of each segment. */
  isKept: boolean;
  p: Float64Array;
  q: Float64Array;
  /** w r^2: the squared residual in units of its noise. */
  square: Float64Array;
  /** 1, -1 or 0: whether the leaf lies above or below most of the book by more than `MOVED` deviations of its noise. */
  moved: Int8Array;
}

export const MOVED = 1;

export interface LeafNoise {
  noise: Noise;
  /** Factor on the variance of each leaf, where some values are noisier than others; absent when all are alike. */
  unevenness?: Float64Array;
  /** How much more variable single leaves are than the mean, at most; 1 when their residuals are normal. */
  tail: number;
}

/**
 * The part of the actual in the size m = (1 - t) g f + t a of a leaf: half where both windows are drawn alike. A ratio's
 * expectation chance hardly touched; there r^2 / m with a third is near the deviance of a count, 2 (a ln(a / e) - a + e).
 */
export const actualPart = (isForecast: boolean): number => (isForecast ? 1 / 3 : 1 / 2);

/** Growth h of a relative difference d = (h - 1) / (1 - t + t h), finite for segments that are new or gone. */
export function growthOf(difference: number, part: number): number {
  const d = Math.max(-0.99995 / (1 - part), Math.min(0.99995 / part, difference));
  return (1 + (1 - part) * d) / (1 - part * d);
}

/** Size and residual of each leaf around its own rate `rateOf[i]`, or one rate for all. */
export function residualsAt(
  expected: Float64Array,
  actual: Float64Array,
  rate: number | Float64Array,
  part: number,
): { size: Float64Array; residual: Float64Array } {
  const leaves = expected.length;
  const size = new Float64Array(leaves);
  const residual = new Float64Array(leaves);
  for (let i = 0; i < leaves; i += 1) {
    const fit = (typeof rate === "number" ? rate : (rate[i] as number)) * (expected[i] as number);
    const value = actual[i] as number;
    size[i] = (1 - part) * Math.abs(fit) + part * Math.abs(value);
    residual[i] = value - fit;
  }
  return { size, residual };
}

/** Residuals beyond so many deviations pull on the growth of the book no harder than this (Huber 1964). */
const HUBER = 1.5;

interface MomentOptions {
  known?: LeafNoise;
  isForecast?: boolean;
  unsure?: Float64Array;
  /** The book's growth, where it is to be taken as this. */
  growth?: number;
}

/** The moments of all leaves at the growth of most of the book, for a known noise or one estimated on the way. */
export function computeMoments(
  expected: Float64Array,
  actual: Float64Array,
  { known, isForecast = false, unsure, growth: given }: MomentOptions = {},
): { moments: Moments; leafNoise: LeafNoise } {
  const total = (list: Float64Array) => list.reduce((sum, value) => sum + value, 0);
  const expectedTotal = total(expected);
  const part = actualPart(isForecast);
  let growth = given ?? (expectedTotal > 0 ? Math.max(1e-9, total(actual) / expectedTotal) : 1);
  for (let round = 0; ; round += 1) {
    const { size, residual } = residualsAt(expected, actual, growth, part);
    const leafNoise = known ?? { noise: noiseAround(expected, growth, size, residual, isForecast), tail: 1 };
    const moments = momentsOf(growth, size, residual, leafNoise, unsure);
    const difference = commonDifference(moments.p, moments.q);
    if (given !== undefined || round >= 10 || Math.abs(difference) < 1e-3)
      return {
        moments: { ...moments, part, isKept: given !== undefined, moved: movesOf(moments.p, moments.q) },
        leafNoise,
      };
    growth *= growthOf(difference, part);
  }
}

/** Relative difference of the book from its present growth, with strays held back. */
function commonDifference(p: Float64Array, q: Float64Array): number {
  let [top, bottom] = [0, 0];
  for (let i = 0; i < q.length; i += 1) {
    const weight = q[i] as number;
    if (weight === 0) continue;
    const deviations = Math.abs(p[i] as number) / Math.sqrt(weight);
    const held = deviations > HUBER ? HUBER / deviations : 1;
    top += held * (p[i] as number);
    bottom += held * weight;
  }
  return bottom > 0 ? top / bottom : 0;
}

const MIN_SETTLED = 30;

/** Noise by size, of the settled leaves where they are told; against a forecast the size is the forecast's, since sorting by what came out would sort by luck. */
export function noiseAround(
  expected: Float64Array,
  rate: number | Float64Array,
  size: Float64Array,
  residual: Float64Array,
  isForecast: boolean,
  settled?: Uint8Array,
): Noise {
  if (settled) {
    const read = settled.reduce((sum, one) => sum + one, 0);
    // Inside a cause leaves scatter more than the noise; with little left outside, they have to serve all the same.
    if (read >= MIN_SETTLED && read < settled.length) {
      const pick = (list: Float64Array) => list.filter((_, i) => settled[i] === 1);
      const rates = typeof rate === "number" ? rate : pick(rate);
      return noiseAround(pick(expected), rates, pick(size), pick(residual), isForecast);
    }
  }
  if (!isForecast) return estimateNoise(residual, size);
  const fit = Float64Array.from(
    expected,
    (value, i) => value * (typeof rate === "number" ? rate : (rate[i] as number)),
  );
  return estimateNoise(residual, fit, true);
}

function momentsOf(
  growth: number,
  size: Float64Array,
  residual: Float64Array,
  leafNoise: LeafNoise,
  unsure?: Float64Array,
): Omit<Moments, "moved" | "part" | "isKept"> {
  const leaves = size.length;
  const { noise, unevenness } = leafNoise;
  const [p, q, square] = [new Float64Array(leaves), new Float64Array(leaves), new Float64Array(leaves)];
  for (let i = 0; i < leaves; i += 1) {
    const m = size[i] as number;
    if (m === 0) continue;
    const r = residual[i] as number;
    const relative = noise.sigma2 + (unsure ? (unsure[i] as number) : 0);
    const w = 1 / ((noise.phi * m + relative * m * m) * (unevenness ? (unevenness[i] as number) : 1));
    p[i] = w * m * r;
    q[i] = w * m * m;
    square[i] = w * r * r;
  }
  return { growth, p, q, square };
}

function movesOf(p: Float64Array, q: Float64Array): Int8Array {
  const most = weightedMedian(p, q);
  return Int8Array.from(p, (value, i) => {
    const deviations = q[i] === 0 ? 0 : (value - most * (q[i] as number)) / Math.sqrt(q[i] as number);
    return deviations > MOVED ? 1 : deviations < -MOVED ? -1 : 0;
  });
}

/** The relative difference d = p / q at which half of the weight q lies on either side. */
function weightedMedian(p: Float64Array, q: Float64Array): number {
  const order = Array.from(q.keys()).filter((i) => (q[i] as number) > 0);
  const difference = (i: number) => (p[i] as number) / (q[i] as number);
  order.sort((a, b) => difference(a) - difference(b));
  const half = order.reduce((sum, i) => sum + (q[i] as number), 0) / 2;
  let sum = 0;
  for (const i of order) {
    sum += q[i] as number;
    if (sum >= half) return difference(i);
  }
  return 0;
}
