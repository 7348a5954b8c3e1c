import { buildCuboids } from "./cuboids";
import { expectedValues } from "./expectation";
import { activateAllBut, type Found, refineCauses, takeCauses } from "./greedy";
import { type LeafTable, withoutEmptyLeaves } from "./leaf-table";
import { computeMoments, growthOf, type LeafNoise, noiseAround, residualsAt } from "./moments";
import { type Candidate, cuboidLimits, makeScratch, type SearchSpace, searchSegments } from "./search";
import { leavesInside, type Segment, segmentKey } from "./segment";
import { refineNoise } from "./unevenness";

/** A segment of the book and what it did. */
export interface Cause {
  /** Dimension to its value, or to several values that moved alike. */
  cause: Record<string, string | string[]>;
  /** Asserted as a cause; the others are listed for a look only. */
  selected: boolean;
  /** `offset`: moved for certain, but against the change of the whole. `candidate`: not beyond chance. */
  role: "cause" | "offset" | "candidate";
  base: number;
  actual: number;
  /** What it would have been, had it moved like the rest of the book. */
  expected: number;
  /** actual - expected, in the measure's unit. */
  excess: number;
  /** Growth inside over growth of the rest, less 1. */
  effect: number;
  /** excess as a share of the change of the whole; null where gains and losses mostly cancel. */
  share: number | null;
  gain: number;
  limit: number;
  leaves: number;
}

export interface WhyFindings {
  causes: Cause[];
  base: number;
  actual: number;
  /** Growth of what no cause claims. */
  restGrowth: number;
  /** What the causes leave of the change: the rest's own growth and chance. */
  remainder: number;
  noise: { phi: number; sigma2: number };
  leaves: number;
  /** Dimensions that a segment may combine. */
  depth: number;
  notes: string[];
}

const MIN_LISTED = 5;
const RUNS = 3;

/**
 * Finds the segments that explain why `actual` differs from `base`: variation explained, weighted by the noise found,
 * over every combination of dimensions. Pure: the same table gives the same answer. Method and calibration:
 * docs/decisions/0010-why-segments.md.
 */
export function findCauses(input: LeafTable, { listed = MIN_LISTED }: { listed?: number } = {}): WhyFindings {
  const table = withoutEmptyLeaves(input);
  const expected = expectedValues(table);
  const isForecast = table.denominator !== undefined;
  const { cuboids, depth } = buildCuboids(table);
  const limits = cuboidLimits(cuboids);
  const scratch = makeScratch(cuboids);
  const total = (list: Float64Array) => list.reduce((sum, value) => sum + value, 0);
  const [expectedTotal, actualTotal] = [total(expected), total(table.actual)];
  let known: LeafNoise | undefined;
  let found: Found[] = [];
  let space: SearchSpace | null = null;
  // The noise is only known once the causes are out of it, and they once the noise is: two rough rounds, one careful.
  for (let run = 1; run <= RUNS; run += 1) {
    const { moments, leafNoise } = computeMoments(expected, table.actual, { known, isForecast });
    const { tail } = leafNoise;
    const direction = directionOf(expectedTotal, actualTotal, expected, table.actual, leafNoise);
    space = {
      table,
      cuboids,
      limits,
      moments,
      tail,
      active: new Uint8Array(expected.length).fill(1),
      direction,
      scratch,
    };
    found = takeCauses(space);
    if (run === RUNS) found = refineCauses(space, found);
    const rate = fittedRates(space, found);
    const { size, residual } = residualsAt(expected, table.actual, rate);
    const settled = settledLeaves(found, expected.length);
    known = refineNoise(table, noiseAround(expected, rate, size, residual, isForecast), size, residual, settled);
  }
  if (!space) throw new Error("unreachable");
  return describe(space, expected, found, listed, known?.noise ?? { phi: 0, sigma2: 0 }, depth);
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
  const { size } = residualsAt(expected, actual, 1);
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
    return moments.growth * growthOf(q > 0 ? p / q : 0);
  };
  activateAllBut(space, found);
  const rest: number[] = [];
  for (let i = 0; i < active.length; i += 1) if (active[i] === 1) rest.push(i);
  const restRate = rateOf(rest);
  for (const i of rest) rate[i] = restRate;
  for (const { leaves } of found) {
    // One or two leaves that stand out may be chance: around the rest's rate they tell how far chance reaches.
    const own = leaves.length > 2 ? rateOf(leaves) : restRate;
    for (const i of leaves) rate[i] = own;
  }
  return rate;
}

function describe(
  space: SearchSpace,
  expected: Float64Array,
  found: readonly Found[],
  listed: number,
  noise: { phi: number; sigma2: number },
  depth: number,
): WhyFindings {
  const { table } = space;
  const total = (list: Float64Array) => list.reduce((sum, value) => sum + value, 0);
  const [base, actual] = [total(expected), total(table.actual)];
  const delta = actual - base;
  activateAllBut(space, found);
  let [restExpected, restActual] = [0, 0];
  for (let i = 0; i < expected.length; i += 1) {
    if (space.active[i] === 0) continue;
    restExpected += expected[i] as number;
    restActual += table.actual[i] as number;
  }
  const restGrowth = restExpected > 0 ? restActual / restExpected : 1;
  const measure = (candidate: Candidate, leaves: Int32Array) => {
    const sum = (list: Float64Array) => leaves.reduce((all, i) => all + (list[i] as number), 0);
    const [own, now] = [sum(expected), sum(table.actual)];
    return { candidate, leaves, own, now, excess: now - own * restGrowth };
  };
  const certain = found.map((one) => measure(one, one.leaves));
  const gross = certain.reduce((sum, { excess }) => sum + Math.abs(excess), 0);
  const net = certain.reduce((sum, { excess }) => sum + excess, 0);
  const cancels = gross > 0 && Math.abs(net) < gross / 3;
  const isCause = (excess: number) => cancels || Math.sign(excess) === Math.sign(net);
  const toCause = (one: ReturnType<typeof measure>, role: Cause["role"]): Cause => ({
    cause: nameSegment(table, one.candidate.segment),
    selected: role === "cause",
    role,
    base: one.own,
    actual: one.now,
    expected: one.own * restGrowth,
    excess: one.excess,
    effect: one.candidate.effect,
    share: cancels || delta === 0 ? null : one.excess / delta,
    gain: one.candidate.gain,
    limit: one.candidate.limit,
    leaves: one.leaves.length,
  });
  const causes = certain
    .map((one) => toCause(one, isCause(one.excess) ? "cause" : "offset"))
    .sort((a, b) => Number(b.selected) - Number(a.selected) || b.gain - a.gain);
  for (const candidate of runnersUp(space, found, listed - causes.length, listed)) {
    causes.push(toCause(measure(candidate, leavesInside(table, candidate.segment)), "candidate"));
  }
  return {
    causes,
    base,
    actual,
    restGrowth,
    remainder: delta - net,
    noise,
    leaves: expected.length,
    depth,
    notes: [],
  };
}

/** Segments for a look: the best on what the causes leave, then other readings of the whole. */
function runnersUp(space: SearchSpace, found: readonly Found[], most: number, listed: number): Candidate[] {
  if (most <= 0) return [];
  const seen = new Set(found.map(({ segment }) => segmentKey(segment)));
  const list: Candidate[] = [];
  const add = (candidate: Candidate | undefined) => {
    if (!candidate || list.length >= most || seen.has(segmentKey(candidate.segment))) return;
    seen.add(segmentKey(candidate.segment));
    list.push(candidate);
  };
  activateAllBut(space, found);
  const onRest = searchSegments(space);
  activateAllBut(space, []);
  const onAll = searchSegments(space);
  for (let at = 0; at < Math.max(onRest.length, onAll.length); at += 1) {
    add(found.length > 0 ? onAll[at] : undefined);
    add(onRest[at]);
  }
  if (list.length < most)
    for (const candidate of searchSegments(space, { minEffect: 0, perCuboid: listed })) add(candidate);
  activateAllBut(space, found);
  return list;
}

function nameSegment(table: LeafTable, { dims, sets }: Segment): Record<string, string | string[]> {
  return Object.fromEntries(
    dims.map((d, k) => {
      const names = (sets[k] ?? []).map((code) => table.values[d]?.[code] ?? "");
      return [table.dims[d] ?? "", names.length === 1 ? (names[0] ?? "") : names.sort()];
    }),
  );
}
