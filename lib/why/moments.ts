import { estimateNoise, type Noise } from "./noise";

/**
 * The weighted sums that the search adds up. With m = (g f + a) / 2, r = a - g f and weight w = 1 / (phi m + sigma2 m^2)
 * a growth of h inside a segment is r = d m, d = 2 (h - 1) / (h + 1), so least squares needs only p = w m r and
 * q = w m^2 of each leaf. Taking m instead of f as the regressor keeps small, noisy bases from pulling growth down.
 */
export interface Moments {
  /** Growth of the whole, at which p adds up to 0. */
  growth: number;
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

/** Growth factor h of a relative difference d = 2 (h - 1) / (h + 1), kept finite for segments that are new or gone. */
export function growthOf(difference: number): number {
  const d = Math.max(-1.9999, Math.min(1.9999, difference));
  return (2 + d) / (2 - d);
}

/** Size and residual of each leaf around its own rate `rateOf[i]`, or one rate for all. */
export function residualsAt(
  expected: Float64Array,
  actual: Float64Array,
  rate: number | Float64Array,
): { size: Float64Array; residual: Float64Array } {
  const leaves = expected.length;
  const size = new Float64Array(leaves);
  const residual = new Float64Array(leaves);
  for (let i = 0; i < leaves; i += 1) {
    const fit = (typeof rate === "number" ? rate : (rate[i] as number)) * (expected[i] as number);
    const value = actual[i] as number;
    size[i] = (Math.abs(fit) + Math.abs(value)) / 2;
    residual[i] = value - fit;
  }
  return { size, residual };
}

/** Residuals beyond so many deviations pull on the growth of the book no harder than this (Huber 1964). */
const HUBER = 1.5;

/** The moments of all leaves at the growth of most of the book, for a known noise or one estimated on the way. */
export function computeMoments(
  expected: Float64Array,
  actual: Float64Array,
  { known, isForecast = false, unsure }: { known?: LeafNoise; isForecast?: boolean; unsure?: Float64Array } = {},
): { moments: Moments; leafNoise: LeafNoise } {
  const total = (list: Float64Array) => list.reduce((sum, value) => sum + value, 0);
  const expectedTotal = total(expected);
  let growth = expectedTotal > 0 ? Math.max(1e-9, total(actual) / expectedTotal) : 1;
  for (let round = 0; ; round += 1) {
    const { size, residual } = residualsAt(expected, actual, growth);
    const leafNoise = known ?? { noise: noiseAround(expected, growth, size, residual, isForecast), tail: 1 };
    const moments = momentsOf(growth, size, residual, leafNoise, unsure);
    const difference = commonDifference(moments.p, moments.q);
    if (round >= 10 || Math.abs(difference) < 1e-3)
      return { moments: { ...moments, moved: movesOf(moments.p, moments.q) }, leafNoise };
    growth *= growthOf(difference);
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

/** Noise by size; against a forecast the size is the forecast's, since sorting by what came out would sort by luck. */
export function noiseAround(
  expected: Float64Array,
  rate: number | Float64Array,
  size: Float64Array,
  residual: Float64Array,
  isForecast: boolean,
): Noise {
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
): Omit<Moments, "moved"> {
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
