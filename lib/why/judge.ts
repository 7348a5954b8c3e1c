import type { Cuboid } from "./cuboids";
import type { LeafTable } from "./leaf-table";
import { normalTail } from "./limit";
import { growthOf, MOVED, type Moments } from "./moments";
import { leavesInside, type Segment } from "./segment";

/** Segments that move less than this against the rest are not reported, however certain. */
export const MIN_EFFECT = 0.1;
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

export interface Candidate {
  segment: Segment;
  /** Fall of the weighted squared residuals from one rate to two, on the chi-square scale. */
  gain: number;
  limit: number;
  /** What the scatter inside the segment explains, where its leaves moved each by a share of its own. */
  raggedness: number;
  /** What the search ranks by: gain - limit + raggedness, less going against the whole. */
  score: number;
  /** Beyond chance, by the noise of the book and by the segment's own. */
  passes: boolean;
  /** Growth inside over growth of the rest, less 1. */
  effect: number;
}

/** A verdict on a segment. */
export type Judged = Omit<Candidate, "segment">;

/** The sums of a segment's active leaves. */
export interface Part {
  p: number;
  q: number;
  square: number;
  leaves: number;
  /** Leaves that moved up, less those that moved down. */
  moved: number;
}

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
export function judge(
  space: SearchSpace,
  part: Part,
  totalP: number,
  totalQ: number,
  limit: number,
  minEffect = MIN_EFFECT,
): Judged | null {
  const fit = twoRates(part.p, part.q, totalP, totalQ, minEffect, space.moments);
  if (!fit) return null;
  const isAgainst = space.direction !== 0 && Math.sign(fit.effect) !== space.direction;
  if (isAgainst && part.q > totalQ / 2) return null;
  const needed = limit * (1 + (space.tail - 1) / Math.sqrt(part.leaves));
  const spread = spreadWithin(part);
  let raggedness = 0;
  let passes = fit.gain > needed && Math.abs(Math.log1p(fit.effect)) >= Math.log1p(MIN_EFFECT);
  if (spread > RAGGED) {
    const inner = part.square - part.p ** 2 / part.q;
    const isEven = movedEvenly(part, space.moments.isKept ? 0 : (totalP - part.p) / (totalQ - part.q), spread);
    if (isEven) raggedness = Math.max(0, inner - inner / spread - part.leaves * Math.log(spread));
    passes &&= isEven && (fit.gain > needed * spread || fit.gain > OVERWHELMING * needed);
  }
  const score = fit.gain - limit + raggedness - (isAgainst ? DIRECTION_BONUS : 0);
  return { ...fit, limit, raggedness, score, passes };
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
  { part, isKept }: Moments,
): { gain: number; effect: number } | null {
  const restQ = totalQ - q;
  if (q <= 0 || restQ <= 1e-9 * totalQ) return null;
  const restP = totalP - p;
  const effect = growthOf(p / q, part) / (isKept ? 1 : growthOf(restP / restQ, part)) - 1;
  if (Math.abs(Math.log1p(effect)) < Math.log1p(minEffect)) return null;
  return { gain: gainOf(p, q, totalP, totalQ, isKept), effect };
}

/** Fall of the weighted squares where a segment gets a rate of its own, and the rest too unless it keeps its growth. */
export function gainOf(p: number, q: number, totalP: number, totalQ: number, isKept: boolean): number {
  return isKept ? (p * p) / q : (p * p) / q + (totalP - p) ** 2 / (totalQ - q) - (totalP * totalP) / totalQ;
}

/** Mean squared residual around the segment's own rate, in units of the noise; a few pseudo-leaves keep it near 1. */
export function spreadWithin({ p, q, square, leaves }: Part): number {
  const PRIOR = 4;
  return (Math.max(0, square - (p * p) / q) + PRIOR) / (leaves - 1 + PRIOR);
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
