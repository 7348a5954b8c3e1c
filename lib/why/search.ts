import type { Cuboid } from "./cuboids";
import { joinValues } from "./join-values";
import { type Candidate, gainOf, type Judged, judge, MIN_EFFECT, type SearchSpace } from "./judge";
import { gainLimit } from "./limit";
import { cellSegment } from "./segment";

/** Chance that a world with nothing planted passes; lower for ratios, whose rare events stray further than normal. */
const LEVEL = 0.05;
const RATIO_LEVEL = 0.02;
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

/** Sums of a cell: those of `Part`, side by side. */
const SUMS = 5;

/** Room for `searchSegments` to add up the cells of any of these. */
export function makeScratch(cuboids: readonly Cuboid[]): Float64Array {
  return new Float64Array(SUMS * cuboids.reduce((most, { cells }) => Math.max(most, cells), 0));
}

/** How much more of the level a cuboid of more cells gets: its limit rises with them all the same, only slower. */
const LEVEL_EXPONENT = 0.25;

/** The limit of each cuboid: chance over all its cells, at its part of the level. More dimensions, more cells. */
export function cuboidLimits(cuboids: readonly Cuboid[], isRatio: boolean): Float64Array {
  const level = isRatio ? RATIO_LEVEL : LEVEL;
  const parts = cuboids.map(({ cells }) => cells ** LEVEL_EXPONENT);
  const whole = parts.reduce((sum, part) => sum + part, 0);
  return Float64Array.from(cuboids, ({ cells }, at) => gainLimit((2 * cells * whole) / (parts[at] ?? 1), level));
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
      const gain = gainOf(p, q, totalP, totalQ, moments.isKept);
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

const isBetter = (a: Judged, b: Judged) => (a.passes === b.passes ? a.score > b.score : a.passes);
const byRank = (a: Judged, b: Judged) => Number(b.passes) - Number(a.passes) || b.score - a.score;
