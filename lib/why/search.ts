import type { Cuboid } from "./cuboids";
import type { LeafTable } from "./leaf-table";
import { gainLimit, normalTail } from "./limit";
import { growthOf, MOVED, type Moments } from "./moments";
import { cellSegment, leavesInside, type Segment } from "./segment";

/** Chance that a world with nothing planted passes one cuboid's limit; see docs/decisions on the why limit. */
const LEVEL = 0.05;
/** Segments that move less than this against the rest are not reported, however certain. */
export const MIN_EFFECT = 0.1;
/** Candidates whose value sets are tried, and how many a cuboid may bring. */
const SEEDS = 8;
const SEEDS_PER_CUBOID = 2;
/** A set of values has to hold this share of the best gain in its first value to be tried. */
const SEED_SHARE = 0.2;

/** How wide a search looks; for listing, more and smaller ones than for choosing. */
export interface Width {
  /** Dimensions, as their key, to leave out. */
  barred?: string;
  minEffect?: number;
  perCuboid?: number;
}
/** A joined value must move like the others: chi-square of one degree at 1 in 1,000. */
const SAME_RATE_LIMIT = 10.83;
/** What the direction of the whole is worth when a segment and its complement fit alike. */
const DIRECTION_BONUS = 4;

/** What is searched: leaves with their moments; a leaf of an accepted cause is switched off. */
export interface SearchSpace {
  table: LeafTable;
  cuboids: Cuboid[];
  limits: Float64Array;
  moments: Moments;
  /** Of LeafNoise: raises the limit of segments of few leaves. */
  tail: number;
  active: Uint8Array;
  /** Sign of the change of the whole; 0 when it has none to speak of. */
  direction: number;
  /** Room for the sums of the largest cuboid. */
  scratch: Float64Array;
}

/** Room for `searchSegments` to add up the cells of any of these. */
export function makeScratch(cuboids: readonly Cuboid[]): Float64Array {
  return new Float64Array(SUMS * cuboids.reduce((most, { cells }) => Math.max(most, cells), 0));
}

export interface Candidate {
  segment: Segment;
  /** Fall of the weighted squared residuals from one rate to two, on the chi-square scale. */
  gain: number;
  limit: number;
  /** What the search ranks by: gain - limit, plus what the segment's own raggedness explains, less going against the whole. */
  score: number;
  /** Beyond chance, by the noise of the book and by the segment's own. */
  passes: boolean;
  /** Growth inside over growth of the rest, less 1. */
  effect: number;
}

/** The limit of each cuboid: chance over all its cells, all cuboids sharing the level alike. More dimensions, more cells. */
export function cuboidLimits(cuboids: readonly Cuboid[]): Float64Array {
  return Float64Array.from(cuboids, ({ cells }) => gainLimit(2 * cells * cuboids.length, LEVEL));
}

/** Best segments over every combination of dimensions, best first, one pass a cuboid. */
export function searchSegments(space: SearchSpace, width: Width = {}): Candidate[] {
  const { barred, minEffect = MIN_EFFECT, perCuboid = SEEDS_PER_CUBOID } = width;
  const { table, cuboids, moments, active } = space;
  const leaves = active.length;
  const { p: leafP, q: leafQ, square: leafSquare, moved } = moments;
  let [totalP, totalQ] = [0, 0];
  for (let i = 0; i < leaves; i += 1) {
    if (active[i] === 0) continue;
    totalP += leafP[i] as number;
    totalQ += leafQ[i] as number;
  }
  const base = totalQ > 0 ? totalP ** 2 / totalQ : 0;
  const seeds: Candidate[] = [];
  cuboids.forEach((cuboid, at) => {
    const { cellOf, cells } = cuboid;
    if (cuboid.dims.join() === barred) return;
    // Five sums a cell side by side: one cache line for each leaf.
    const sums = space.scratch.subarray(0, SUMS * cells).fill(0);
    for (let i = 0; i < leaves; i += 1) {
      if (active[i] === 0) continue;
      const place = SUMS * (cellOf[i] as number);
      sums[place] = (sums[place] as number) + (leafP[i] as number);
      sums[place + 1] = (sums[place + 1] as number) + (leafQ[i] as number);
      sums[place + 2] = (sums[place + 2] as number) + (leafSquare[i] as number);
      sums[place + 3] = (sums[place + 3] as number) + 1;
      sums[place + 4] = (sums[place + 4] as number) + (moved[i] as number);
    }
    const limit = space.limits[at] as number;
    const best: Candidate[] = [];
    for (let cell = 0; cell < cells; cell += 1) {
      const place = SUMS * cell;
      const [p, q, square] = [sums[place] as number, sums[place + 1] as number, sums[place + 2] as number];
      const restQ = totalQ - q;
      if (q <= 0 || restQ <= 0) continue;
      // Most cells cannot beat the worst kept one even with all of their square explained.
      const gain = (p * p) / q + (totalP - p) ** 2 / restQ - base;
      const worst = best[perCuboid - 1];
      if (worst && gain + square - (p * p) / q - limit < worst.score && (worst.passes || gain <= limit)) continue;
      const part = {
        p,
        q,
        square,
        leaves: sums[place + 3] as number,
        moved: sums[place + 4] as number,
      };
      const judged = judge(space, part, totalP, totalQ, limit, minEffect);
      if (!judged) continue;
      if (worst && !isBetter(judged, worst)) continue;
      best.push({ segment: cellSegment(table, cuboid, cell), ...judged });
      best.sort(byRank);
      best.length = Math.min(best.length, perCuboid);
    }
    seeds.push(...best);
  });
  seeds.sort(byRank);
  const worthwhile = SEED_SHARE * Math.max(0, ...seeds.map(({ gain }) => gain));
  return seeds
    .map((seed, at) => (at < SEEDS && seed.gain >= worthwhile ? joinValues(space, seed, totalP, totalQ) : seed))
    .sort(byRank);
}

/** Judges one segment on its leaves that are still on; null when it has none or moves too little. */
export function judgeSegment(space: SearchSpace, segment: Segment, limit: number): Candidate | null {
  const { moments, active } = space;
  const part: Part = { p: 0, q: 0, square: 0, leaves: 0, moved: 0 };
  let [totalP, totalQ] = [0, 0];
  for (let i = 0; i < active.length; i += 1) {
    if (active[i] === 0) continue;
    totalP += moments.p[i] as number;
    totalQ += moments.q[i] as number;
  }
  for (const i of leavesInside(space.table, segment)) {
    if (active[i] === 0) continue;
    part.p += moments.p[i] as number;
    part.q += moments.q[i] as number;
    part.square += moments.square[i] as number;
    part.leaves += 1;
    part.moved += moments.moved[i] as number;
  }
  const judged = judge(space, part, totalP, totalQ, limit);
  return judged && { segment, ...judged };
}

type Judged = Omit<Candidate, "segment">;

const isBetter = (a: Judged, b: Judged) => (a.passes === b.passes ? a.score > b.score : a.passes);
const byRank = (a: Judged, b: Judged) => Number(b.passes) - Number(a.passes) || b.score - a.score;

/** The sums of a segment's active leaves. */
interface Part {
  p: number;
  q: number;
  square: number;
  leaves: number;
  /** Leaves that moved up, less those that moved down. */
  moved: number;
}

const SUMS = 5;

/** Of the leaves that would have moved, were the segment's changes normal around its rate, so many must have. */
const EVENLY = 0.8;
/** Under this a segment's leaves count as moving alike; the spread of a few leaves says little. */
const RAGGED = 1.5;
/** So many times over its limit, a segment passes however ragged it is inside. */
const OVERWHELMING = 6;

/**
 * Judges a segment: its gain, and by its inner spread v (variance around its own rate, in units of the noise) the
 * likelihood that a free variance inside adds: RSS - RSS / v - n ln v. So a segment whose leaves all fell, each by a share
 * of its own, is one finding. To pass, the gain has to hold against that spread and against the tail of single leaves,
 * and most of the segment must have moved: where few leaves did, the cause is inside it.
 */
function judge(
  space: SearchSpace,
  part: Part,
  totalP: number,
  totalQ: number,
  limit: number,
  minEffect = MIN_EFFECT,
): Judged | null {
  const fit = twoRates(part.p, part.q, totalP, totalQ, minEffect);
  if (!fit) return null;
  const isAgainst = space.direction !== 0 && Math.sign(fit.effect) !== space.direction;
  if (isAgainst && part.q > totalQ / 2) return null;
  const needed = limit * (1 + (space.tail - 1) / Math.sqrt(part.leaves));
  const spread = spreadWithin(part);
  let score = fit.gain - limit - (isAgainst ? DIRECTION_BONUS : 0);
  let passes = fit.gain > needed && Math.abs(Math.log1p(fit.effect)) >= Math.log1p(MIN_EFFECT);
  if (spread > RAGGED) {
    const inner = part.square - part.p ** 2 / part.q;
    const isEven = movedEvenly(part, (totalP - part.p) / (totalQ - part.q), spread);
    if (isEven) score += Math.max(0, inner - inner / spread - part.leaves * Math.log(spread));
    passes &&= isEven && (fit.gain > needed * spread || fit.gain > OVERWHELMING * needed);
  }
  return { ...fit, limit, score, passes };
}

/** Whether about as many leaves moved the segment's way as would, were their changes normal with its mean and spread. */
function movedEvenly({ p, q, leaves, moved }: Part, restDifference: number, spread: number): boolean {
  const shift = (p / q - restDifference) * Math.sqrt(q / leaves);
  const [mean, deviation] = [Math.abs(shift), Math.sqrt(spread)];
  const expected = normalTail2((MOVED - mean) / deviation) - normalTail2((MOVED + mean) / deviation);
  return (moved * Math.sign(shift)) / leaves >= EVENLY * expected;
}

/** P(Z > z) for any z. */
const normalTail2 = (z: number): number => (z >= 0 ? normalTail(z) : 1 - normalTail(-z));

/** The gain of two rates over one, and the effect; null where it is under the least effect or nothing is left outside. */
function twoRates(
  p: number,
  q: number,
  totalP: number,
  totalQ: number,
  minEffect: number,
): { gain: number; effect: number } | null {
  const restQ = totalQ - q;
  if (q <= 0 || restQ <= 1e-9 * totalQ) return null;
  const restP = totalP - p;
  const effect = growthOf(p / q) / growthOf(restP / restQ) - 1;
  if (Math.abs(Math.log1p(effect)) < Math.log1p(minEffect)) return null;
  return { gain: (p * p) / q + (restP * restP) / restQ - (totalP * totalP) / totalQ, effect };
}

/**
 * Joins further values of one dimension while that raises the gain by more than choosing the value costs and they
 * move alike, up to half of the dimension's values: more would be the rest of the book, not a part of it.
 */
function joinValues(space: SearchSpace, seed: Candidate, totalP: number, totalQ: number): Candidate {
  let best = seed;
  for (;;) {
    let next: Candidate | null = null;
    for (const [k, d] of best.segment.dims.entries()) {
      const joined = joinOneValue(space, best, k, d, totalP, totalQ);
      if (joined && (!next || joined.score > next.score)) next = joined;
    }
    if (!next) return best;
    best = next;
  }
}

function joinOneValue(
  space: SearchSpace,
  from: Candidate,
  k: number,
  d: number,
  totalP: number,
  totalQ: number,
): Candidate | null {
  const { table, moments, active } = space;
  const cardinality = table.values[d]?.length ?? 0;
  const set = from.segment.sets[k] ?? [];
  if (set.length >= cardinality >> 1) return null;
  const codes = table.codes[d] ?? new Int32Array();
  const [sumP, sumQ, sumSquare] = [0, 1, 2].map(() => new Float64Array(cardinality)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const [count, sumMoved] = [new Float64Array(cardinality), new Float64Array(cardinality)];
  for (const i of leavesInside(table, from.segment, d)) {
    if (active[i] === 0) continue;
    const code = codes[i] as number;
    sumP[code] = (sumP[code] as number) + (moments.p[i] as number);
    sumQ[code] = (sumQ[code] as number) + (moments.q[i] as number);
    sumSquare[code] = (sumSquare[code] as number) + (moments.square[i] as number);
    count[code] = (count[code] as number) + 1;
    sumMoved[code] = (sumMoved[code] as number) + (moments.moved[i] as number);
  }
  const partOf = (members: readonly number[]): Part => {
    const add = (sum: Float64Array) => members.reduce((all, code) => all + (sum[code] as number), 0);
    return { p: add(sumP), q: add(sumQ), square: add(sumSquare), leaves: add(count), moved: add(sumMoved) };
  };
  const own = partOf(set);
  const present = count.reduce((all, n) => all + (n > 0 ? 1 : 0), 0);
  if (set.length >= present >> 1) return null;
  const cost = valueCost(present);
  let best: Candidate | null = null;
  for (let code = 0; code < cardinality; code += 1) {
    if (set.includes(code) || count[code] === 0) continue;
    const [value, union] = [partOf([code]), partOf([...set, code])];
    const judged = judge(space, union, totalP, totalQ, from.limit + cost);
    if (!judged?.passes || judged.score <= Math.max(from.score, best?.score ?? from.score)) continue;
    const difference = own.p ** 2 / own.q + value.p ** 2 / value.q - union.p ** 2 / union.q;
    const spread = spreadWithin({ ...union, square: union.square - difference });
    if (difference > SAME_RATE_LIMIT * Math.max(1, spread)) continue;
    const sets = from.segment.sets.map((values, at) => (at === k ? [...values, code] : values));
    best = { segment: { dims: from.segment.dims, sets }, ...judged };
  }
  return best;
}

/** What naming one more value costs: its place among the others, and the smallest gain worth a word. */
function valueCost(values: number): number {
  return 2 * Math.log(values) + 2;
}

/** Mean squared residual around the segment's own rate, in units of the noise; a few pseudo-leaves keep it near 1. */
function spreadWithin({ p, q, square, leaves }: Part): number {
  const PRIOR = 4;
  return (Math.max(0, square - (p * p) / q) + PRIOR) / (leaves - 1 + PRIOR);
}
