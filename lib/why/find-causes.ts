import { buildCuboids } from "./cuboids";
import { expectedValues } from "./expectation";
import { describeFindings, type Sizes, type WhyFindings } from "./findings";
import { activateAllBut, type Found, takeCauses } from "./greedy";
import type { SearchSpace } from "./judge";
import { type LeafTable, withoutEmptyLeaves } from "./leaf-table";
import { computeMoments, growthOf, type LeafNoise, noiseAround, residualsAt } from "./moments";
import type { Noise } from "./noise";
import { refineCauses } from "./refine";
import { cuboidLimits, makeScratch } from "./search";
import { refineNoise } from "./unevenness";

const MIN_LISTED = 5;
const RUNS = 3;

/**
 * Finds the segments that explain why `actual` differs from `base`: variation explained, weighted by the noise found,
 * over every combination of dimensions. Pure: the same table gives the same answer. Method and calibration:
 * docs/decisions/0010-why-segments.md.
 */
export function findCauses(input: LeafTable, { listed = MIN_LISTED }: { listed?: number } = {}): WhyFindings {
  const table = withoutEmptyLeaves(input);
  const { values: expected, unsure } = expectedValues(table);
  const sized = toSizes(expected, table.actual);
  const isForecast = table.denominator !== undefined;
  const { cuboids, depth } = buildCuboids(table);
  const limits = cuboidLimits(cuboids, isForecast);
  const frame: Frame = { table, cuboids, limits, scratch: makeScratch(cuboids), expected, unsure, sized, isForecast };
  const free = fitModel(frame);
  // Where causes hold most of the book, the rest seems to have gone the other way: it may as well have stayed.
  const kept = Math.abs(Math.log(free.space.moments.growth)) > DRIFT ? fitModel(frame, 1) : null;
  const { space, found, noise } = kept && isBetter(kept, free) ? kept : free;
  return describeFindings(space, expected, sized, found, { listed, noise, depth });
}

/** A rest that moved by more than half is hard to believe where fewer causes do without. */
const FAR = Math.log(1.5);

/** By how close the leaves lie; by fewer causes where the free model has to presume much of the rest. */
function isBetter(kept: Model, free: Model): boolean {
  if (kept.misfit < free.misfit) return true;
  const drift = Math.abs(Math.log(free.space.moments.growth));
  return drift > FAR && kept.found.length > 0 && kept.found.length < free.found.length;
}

/** A book that grew by more than this on the whole is also explained with a rest that did not. */
const DRIFT = 0.05;

interface Frame extends Pick<SearchSpace, "table" | "cuboids" | "limits" | "scratch"> {
  expected: Float64Array;
  unsure?: Float64Array | undefined;
  sized: Sizes;
  isForecast: boolean;
}

interface Model {
  space: SearchSpace;
  found: Found[];
  noise: Noise;
  /** Twice the negative log-likelihood of the leaves, and what naming the causes costs. */
  misfit: number;
}

/** The causes and the noise that fit each other; with `growth` that of the book is taken as given. */
function fitModel({ expected, unsure, sized, isForecast, ...search }: Frame, growth?: number): Model {
  const { table } = search;
  const total = (list: Float64Array) => list.reduce((sum, value) => sum + value, 0);
  const [expectedTotal, actualTotal] = [total(expected), total(table.actual)];
  let known: LeafNoise | undefined;
  let model: Model | null = null;
  // The noise is only known once the causes are out of it, and they once the noise is: two rough rounds, one careful.
  for (let run = 1; run <= RUNS; run += 1) {
    const { moments, leafNoise } = computeMoments(sized.expected, sized.actual, { known, isForecast, unsure, growth });
    // Small causes that the first round did not see look like a tail, and would hide behind it.
    const tail = run < RUNS ? 1 : leafNoise.tail;
    // Where values below zero grow, the whole falls: nothing says then which way a segment should move.
    const direction = sized.isSigned ? 0 : directionOf(expectedTotal, actualTotal, expected, table.actual, leafNoise);
    const space = { ...search, moments, tail, active: new Uint8Array(expected.length).fill(1), direction };
    let found = takeCauses(space);
    if (run === RUNS) found = refineCauses(space, found);
    const rate = fittedRates(space, found);
    const { size, residual } = residualsAt(sized.expected, sized.actual, rate, moments.part);
    const settled = settledLeaves(found, expected.length);
    const noise = noiseAround(sized.expected, rate, size, residual, isForecast, settled);
    // Of rare events against a forecast a single leaf says nothing about its own noise.
    known = isForecast ? { noise, tail: 1 } : refineNoise(table, noise, size, residual, settled);
    const cost = found.reduce((sum, { limit }) => sum + limit, 0);
    model = { space, found, noise: known.noise, misfit: misfitOf(sized.expected, rate, residual, noise) + cost };
  }
  if (!model) throw new Error("unreachable");
  return model;
}

/** A leaf this many deviations off counts as a stray, however far. */
const STRAY = 4;

function misfitOf(expected: Float64Array, rate: Float64Array, residual: Float64Array, noise: Noise): number {
  let sum = 0;
  for (let i = 0; i < residual.length; i += 1) {
    const m = (expected[i] as number) * (rate[i] as number);
    if (m <= 0) continue;
    const variance = noise.phi * m + noise.sigma2 * m * m;
    sum += Math.min((residual[i] as number) ** 2 / variance, STRAY ** 2) + Math.log(variance / (m * m));
  }
  return sum;
}

/** A leaf's growth is one of its size: credits that double are -100 to -200. */
function toSizes(expected: Float64Array, actual: Float64Array): Sizes {
  const isSigned = expected.some((value) => value < 0) || actual.some((value) => value < 0);
  if (!isSigned) return { expected, actual, isSigned };
  const turned = (list: Float64Array) =>
    list.map((value, i) => ((expected[i] as number) + (actual[i] as number) < 0 ? -value : value));
  return { expected: turned(expected), actual: turned(actual), isSigned };
}

/** Leaves whose noise may be read: not in a cause of more than two leaves, where shares of its own hide it. */
function settledLeaves(found: readonly Found[], leaves: number): Uint8Array {
  const settled = new Uint8Array(leaves).fill(1);
  for (const cause of found) if (cause.leaves.length > 2) for (const i of cause.leaves) settled[i] = 0;
  return settled;
}

/** Sign of the change of the whole, or 0 when it is within three deviations of the noise of all leaves together. */
function directionOf(
  before: number,
  after: number,
  expected: Float64Array,
  actual: Float64Array,
  { noise }: LeafNoise,
): number {
  const { size } = residualsAt(expected, actual, 1, 1 / 2);
  let variance = 0;
  for (const m of size) variance += noise.phi * m + noise.sigma2 * m * m;
  return Math.abs(after - before) <= 3 * Math.sqrt(variance) ? 0 : Math.sign(after - before);
}

/** The rate of each leaf under the model found: its cause's own, or the rest's. */
function fittedRates(space: SearchSpace, found: readonly Found[]): Float64Array {
  const { moments, active } = space;
  const rate = new Float64Array(active.length);
  const rateOf = (leaves: Iterable<number>) => {
    let [p, q] = [0, 0];
    for (const i of leaves) {
      p += moments.p[i] as number;
      q += moments.q[i] as number;
    }
    return moments.growth * growthOf(q > 0 ? p / q : 0, moments.part);
  };
  activateAllBut(space, found);
  const rest: number[] = [];
  for (let i = 0; i < active.length; i += 1) if (active[i] === 1) rest.push(i);
  const restRate = moments.isKept ? moments.growth : rateOf(rest);
  for (const i of rest) rate[i] = restRate;
  for (const { leaves } of found) {
    // One or two leaves that stand out may be chance: around the rest's rate they tell how far chance reaches.
    const own = leaves.length > 2 ? rateOf(leaves) : restRate;
    for (const i of leaves) rate[i] = own;
  }
  return rate;
}
