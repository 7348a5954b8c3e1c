import type { Cuboid } from "./cuboids";
import type { LeafTable } from "./leaf-table";
import { gainLimit } from "./limit";
import { growthOf, type Moments } from "./moments";
import { cellSegment, leavesInside, type Segment, segmentKey } from "./segment";

/** Chance that a world with nothing planted passes one cuboid's limit; see docs/decisions on the why limit. */
const LEVEL = 0.05;
/** Segments that move less than this against the rest are not reported, however certain. */
export const MIN_EFFECT = 0.1;
/** Candidates whose value sets are tried, and how many a cuboid may bring. */
const SEEDS = 8;
const SEEDS_PER_CUBOID = 2;
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
  active: Uint8Array;
  /** Sign of the change of the whole; 0 when it has none to speak of. */
  direction: number;
}

export interface Candidate {
  segment: Segment;
  /** Fall of the weighted squared residuals from one rate to two, on the chi-square scale. */
  gain: number;
  limit: number;
  /** gain - limit, with the direction's bonus: what the search ranks by. */
  score: number;
  /** Growth inside over growth of the rest, less 1. */
  effect: number;
}

/** The limit of each cuboid: chance over all its cells, all cuboids sharing the level alike. More dimensions, more cells. */
export function cuboidLimits(cuboids: readonly Cuboid[]): Float64Array {
  return Float64Array.from(cuboids, ({ cells }) => gainLimit(2 * cells * cuboids.length, LEVEL));
}

/** Best segments over every combination of dimensions, best first; `banned` keys are left out. One pass a cuboid. */
export function searchSegments(space: SearchSpace, banned: ReadonlySet<string> = new Set()): Candidate[] {
  const { table, cuboids, moments, active } = space;
  const leaves = active.length;
  const [p, q] = [moments.p.slice(), moments.q.slice()];
  let [totalP, totalQ] = [0, 0];
  for (let i = 0; i < leaves; i += 1) {
    if (active[i] === 0) p[i] = q[i] = 0;
    totalP += p[i] as number;
    totalQ += q[i] as number;
  }
  const seeds: Candidate[] = [];
  cuboids.forEach((cuboid, at) => {
    const [cellP, cellQ] = [new Float64Array(cuboid.cells), new Float64Array(cuboid.cells)];
    const { cellOf } = cuboid;
    for (let i = 0; i < leaves; i += 1) {
      const cell = cellOf[i] as number;
      cellP[cell] = (cellP[cell] as number) + (p[i] as number);
      cellQ[cell] = (cellQ[cell] as number) + (q[i] as number);
    }
    const limit = space.limits[at] as number;
    const best: Candidate[] = [];
    for (let cell = 0; cell < cuboid.cells; cell += 1) {
      const fit = twoRates(cellP[cell] as number, cellQ[cell] as number, totalP, totalQ);
      if (!fit) continue;
      const score = scoreOf(space, fit, limit);
      const worst = best[SEEDS_PER_CUBOID - 1];
      if (worst && score <= worst.score) continue;
      const segment = cellSegment(table, cuboid, cell);
      if (banned.has(segmentKey(segment))) continue;
      best.push({ segment, ...fit, limit, score });
      best.sort((a, b) => b.score - a.score);
      best.length = Math.min(best.length, SEEDS_PER_CUBOID);
    }
    seeds.push(...best);
  });
  seeds.sort((a, b) => b.score - a.score);
  const joined = seeds.slice(0, SEEDS).map((seed) => joinValues(space, seed, totalP, totalQ));
  return [...joined.filter(({ segment }) => !banned.has(segmentKey(segment))), ...seeds.slice(SEEDS)].sort(
    (a, b) => b.score - a.score,
  );
}

/** The gain of two rates over one, and the effect; null where it is under the least effect or nothing is left outside. */
export function twoRates(
  p: number,
  q: number,
  totalP: number,
  totalQ: number,
): { gain: number; effect: number } | null {
  const restQ = totalQ - q;
  if (q <= 0 || restQ <= 1e-9 * totalQ) return null;
  const restP = totalP - p;
  const effect = growthOf(p / q) / growthOf(restP / restQ) - 1;
  if (Math.abs(Math.log1p(effect)) < Math.log1p(MIN_EFFECT)) return null;
  return { gain: (p * p) / q + (restP * restP) / restQ - (totalP * totalP) / totalQ, effect };
}

function scoreOf({ direction }: SearchSpace, fit: { gain: number; effect: number }, limit: number): number {
  return fit.gain - limit - (direction !== 0 && Math.sign(fit.effect) !== direction ? DIRECTION_BONUS : 0);
}

/**
 * Joins further values of one dimension while that raises the gain by more than choosing the value costs and they
 * move alike. Over all of a dimension's values, the dimension falls away.
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
  const codes = table.codes[d] ?? new Int32Array();
  const sums = Array.from({ length: 4 }, () => new Float64Array(cardinality));
  const [sumP, sumQ, sumSquare, count] = sums as [Float64Array, Float64Array, Float64Array, Float64Array];
  for (const i of leavesInside(table, from.segment, d)) {
    if (active[i] === 0) continue;
    const code = codes[i] as number;
    sumP[code] = (sumP[code] as number) + (moments.p[i] as number);
    sumQ[code] = (sumQ[code] as number) + (moments.q[i] as number);
    sumSquare[code] = (sumSquare[code] as number) + (moments.square[i] as number);
    count[code] = (count[code] as number) + 1;
  }
  const set = from.segment.sets[k] ?? [];
  const own = (sum: Float64Array) => set.reduce((all, code) => all + (sum[code] as number), 0);
  const [p, q, square, leaves] = [own(sumP), own(sumQ), own(sumSquare), own(count)];
  const present = count.reduce((all, n) => all + (n > 0 ? 1 : 0), 0);
  if (set.length >= present - 1) return null;
  const cost = valueCost(present);
  let best: Candidate | null = null;
  for (let code = 0; code < cardinality; code += 1) {
    if (set.includes(code) || count[code] === 0) continue;
    const [vp, vq] = [sumP[code] as number, sumQ[code] as number];
    const fit = twoRates(p + vp, q + vq, totalP, totalQ);
    if (!fit || fit.gain - from.gain <= cost) continue;
    const spread = spreadWithin(p + vp, q + vq, square + (sumSquare[code] as number), leaves + (count[code] as number));
    const difference = (p * p) / q + (vp * vp) / vq - (p + vp) ** 2 / (q + vq);
    if (difference > SAME_RATE_LIMIT * Math.max(1, spread)) continue;
    const limit = from.limit + cost;
    const score = scoreOf(space, fit, limit);
    if (best && score <= best.score) continue;
    const sets = from.segment.sets.map((values, at) => (at === k ? [...values, code] : values));
    best = { segment: { dims: from.segment.dims, sets }, ...fit, limit, score };
  }
  return best;
}

/** What naming one more value costs: its place among the others, and the smallest gain worth a word. */
function valueCost(values: number): number {
  return 2 * Math.log(values) + 2;
}

/** Mean squared residual around the segment's own rate, in units of the noise; a few pseudo-leaves keep it near 1. */
export function spreadWithin(p: number, q: number, square: number, leaves: number): number {
  const PRIOR = 4;
  return (Math.max(0, square - (p * p) / q) + PRIOR) / (leaves - 1 + PRIOR);
}
