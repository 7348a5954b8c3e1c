import { estimateNoise } from "./noise";

/** The finest cell: one value a dimension, with its total in both windows. */
export interface Leaf {
  values: readonly string[];
  base: number;
  actual: number;
}

/** A segment that moves against the rest. `selected` for those that stand out of the noise. */
export interface Cause {
  cause: Record<string, string | string[]>;
  selected: boolean;
  /** Fall of the weighted squared error from one growth rate to two. */
  gain: number;
  base: number;
  actual: number;
  /** Actual less what the rest's growth would have given. */
  unexpected: number;
}

const MIN_EFFECT = 0.1;
const DIM_PENALTY = 1.5;
const MAX_CAUSES = 10;
/** A further value must explain this much more than chance would let it. */
const JOIN_GAIN = 4;
/** Chi-square level that worlds without a cause pass in at most 5 %, before the number of segments searched. */
const BASE_LIMIT = 7;

interface Segment {
  dims: readonly number[];
  values: readonly string[];
  leaves: number[];
  fa: number;
  ff: number;
}

/**
 * Finds the segments whose growth differs from the rest's: variation explained, weighted by the noise found, over
 * every combination of dimensions. The best one is taken while its gain passes the limit, its leaves get weight 0, and
 * the search repeats. Best first; at least five are returned where there are, unselected ones after the selected.
 */
export function findCauses(dims: readonly string[], leaves: readonly Leaf[]): Cause[] {
  const [total, now] = [
    leaves.reduce((sum, leaf) => sum + leaf.base, 0),
    leaves.reduce((sum, leaf) => sum + leaf.actual, 0),
  ];
  if (total <= 0 || leaves.length < 2) return [];
  const segments = enumerate(dims.length, leaves);
  const active = new Set(leaves.map((_, at) => at));
  const found: Cause[] = [];
  let spare: Cause[] = [];
  while (found.length < MAX_CAUSES) {
    const { ranked, all } = rank(segments, leaves, active, now - total);
    const limit = BASE_LIMIT + 2 * Math.log(Math.max(2, segments.length));
    const best = ranked[0];
    const first = best ? withMoreValues(best, ranked, active, all) : undefined;
    const others = ranked
      .filter((one) => one.segment !== best?.segment)
      .map((one) => toCause(one, dims, leaves, false));
    if (found.length === 0) spare = best ? [toCause(best, dims, leaves, false), ...others] : [];
    if (!first || first.gain < limit) break;
    found.push(toCause(first, dims, leaves, true));
    for (const leaf of first.segment.leaves) active.delete(leaf);
  }
  const named = new Set(found.map((one) => JSON.stringify(one.cause)));
  return [...found, ...spare.filter((one) => !named.has(JSON.stringify(one.cause)))].slice(
    0,
    Math.max(5, found.length),
  );
}

function enumerate(count: number, leaves: readonly Leaf[]): Segment[] {
  const segments: Segment[] = [];
  for (let mask = 1; mask < 1 << count; mask += 1) {
    const dims = Array.from({ length: count }, (_, at) => at).filter((at) => mask & (1 << at));
    const groups = new Map<string, number[]>();
    leaves.forEach((leaf, at) => {
      const key = dims.map((dim) => leaf.values[dim]).join("\u0000");
      const group = groups.get(key);
      if (group) group.push(at);
      else groups.set(key, [at]);
    });
    if (groups.size < 2) continue;
    for (const [key, group] of groups)
      segments.push({ dims, values: key.split("\u0000"), leaves: group, fa: 0, ff: 0 });
  }
  return segments;
}

interface Sums {
  fa: number;
  ff: number;
}

interface Ranked {
  segment: Segment;
  gain: number;
  restRate: number;
}

function rank(
  segments: readonly Segment[],
  leaves: readonly Leaf[],
  active: ReadonlySet<number>,
  change: number,
): { ranked: Ranked[]; all: Sums } {
  const used = leaves.filter((_, at) => active.has(at));
  const base = used.reduce((sum, leaf) => sum + leaf.base, 0);
  if (base <= 0) return { ranked: [], all: { fa: 0, ff: 0 } };
  // The middle growth of the leaves, by size: one cause must not move the rate that the noise is measured against.
  const rate = weightedMedian(
    used.filter((leaf) => leaf.base > 0).map((leaf) => ({ value: leaf.actual / leaf.base, weight: leaf.base })),
  );
  const { phi, sigma2 } = estimateNoise(used, rate);
  let spread = 0;
  const weights = leaves.map((leaf, at) => {
    const m = (leaf.base * rate + leaf.actual) / 2;
    const variance = phi * m + sigma2 * m * m;
    spread += active.has(at) ? variance : 0;
    return active.has(at) && variance > 0 ? 1 / variance : 0;
  });
  // A total that moved less than its own noise has no direction that a segment could share.
  const directed = Math.abs(change) > 2 * Math.sqrt(spread);
  const products = leaves.map((leaf, at) => ({
    fa: (weights[at] ?? 0) * leaf.base * leaf.actual,
    ff: (weights[at] ?? 0) * leaf.base ** 2,
  }));
  const all = products.reduce((sum, one) => ({ fa: sum.fa + one.fa, ff: sum.ff + one.ff }), { fa: 0, ff: 0 });
  const ranked = segments
    .flatMap((segment): Ranked[] => {
      let [fa, ff, live] = [0, 0, 0];
      for (const at of segment.leaves) {
        fa += products[at]?.fa ?? 0;
        ff += products[at]?.ff ?? 0;
        live += active.has(at) ? 1 : 0;
      }
      const gain = gainOf(fa, ff, all.fa, all.ff);
      if (live === 0 || ff <= 0 || all.ff - ff <= 0) return [];
      const [own, rest] = [fa / ff, (all.fa - fa) / (all.ff - ff)];
      const withTotal = !directed || Math.sign(own - rest) === Math.sign(change);
      if (!withTotal || Math.abs(own / rest - 1) < MIN_EFFECT) return [];
      return [{ segment: { ...segment, fa, ff }, gain: gain - DIM_PENALTY * segment.dims.length, restRate: rest }];
    })
    .sort((a, b) => b.gain - a.gain || a.segment.dims.length - b.segment.dims.length);
  return { ranked, all };
}

function gainOf(fa: number, ff: number, allFa: number, allFf: number): number {
  const rest = allFf - ff;
  return ff <= 0 || rest <= 0 ? 0 : fa ** 2 / ff + (allFa - fa) ** 2 / rest - allFa ** 2 / allFf;
}

function weightedMedian(points: { value: number; weight: number }[]): number {
  const sorted = points.sort((a, b) => a.value - b.value);
  const half = sorted.reduce((sum, point) => sum + point.weight, 0) / 2;
  let seen = 0;
  for (const { value, weight } of sorted) {
    seen += weight;
    if (seen >= half) return value;
  }
  return 1;
}

/** Joins the next best segment of the same dimensions, differing in one of them, while that raises the gain. */
function withMoreValues(best: Ranked, ranked: readonly Ranked[], active: ReadonlySet<number>, whole: Sums): Ranked {
  let current = best;
  const sameKind = ranked
    .filter((one) => one.segment.dims.join() === best.segment.dims.join() && one !== best)
    .slice(0, 20);
  for (const other of sameKind) {
    const differing = other.segment.values.filter(
      (value, at) => !(current.segment.values[at] ?? "").split("\u0001").includes(value),
    );
    if (differing.length !== 1) continue;
    const fa = current.segment.fa + other.segment.fa;
    const ff = current.segment.ff + other.segment.ff;
    const gain = gainOf(fa, ff, whole.fa, whole.ff) - DIM_PENALTY * (best.segment.dims.length + 1);
    if (gain <= current.gain + JOIN_GAIN) continue;
    const values = current.segment.values.map((value, at) => {
      const more = other.segment.values[at] ?? value;
      return value.split("\u0001").includes(more) ? value : `${value}\u0001${more}`;
    });
    current = {
      gain,
      restRate: (whole.fa - fa) / (whole.ff - ff),
      segment: { ...current.segment, values, fa, ff, leaves: [...current.segment.leaves, ...other.segment.leaves] },
    };
  }
  return { ...current, segment: { ...current.segment, leaves: current.segment.leaves.filter((at) => active.has(at)) } };
}

function toCause(
  { segment, gain, restRate }: Ranked,
  dims: readonly string[],
  leaves: readonly Leaf[],
  selected: boolean,
): Cause {
  const sum = (pick: (leaf: Leaf) => number) =>
    segment.leaves.reduce((all, at) => all + (leaves[at] ? pick(leaves[at]) : 0), 0);
  const [base, actual] = [sum((leaf) => leaf.base), sum((leaf) => leaf.actual)];
  const cause = Object.fromEntries(
    segment.dims.map((dim, at): [string, string | string[]] => {
      const values = (segment.values[at] ?? "").split("\u0001");
      return [dims[dim] ?? String(dim), values.length > 1 ? values.sort() : (values[0] ?? "")];
    }),
  );
  return { cause, selected, gain, base, actual, unexpected: actual - base * restRate };
}
