import { activateAllBut, type Found } from "./greedy";
import type { Candidate, SearchSpace } from "./judge";
import type { LeafTable } from "./leaf-table";
import type { Noise } from "./noise";
import { searchSegments } from "./search";
import { leavesInside, type Segment, segmentKey } from "./segment";

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
  noise: Noise;
  leaves: number;
  /** Dimensions that a segment may combine, and up to how many a halving would stand out from chance. */
  depth: number;
  reliableDepth: number;
  notes: string[];
}

/** Both windows with leaves below zero turned, so that a growth is one of size. */
export interface Sizes {
  expected: Float64Array;
  actual: Float64Array;
  /** Whether any leaf was below zero. */
  isSigned: boolean;
}

/** What was found, in the measure's own unit. Excess of the causes and the remainder add up to the change. */
export function describeFindings(
  space: SearchSpace,
  expected: Float64Array,
  sized: Sizes,
  found: readonly Found[],
  { listed, noise, depth }: { listed: number; noise: Noise; depth: number },
): WhyFindings {
  const { table } = space;
  const total = (list: Float64Array) => list.reduce((sum, value) => sum + value, 0);
  const [base, actual] = [total(expected), total(table.actual)];
  const delta = actual - base;
  activateAllBut(space, found);
  let [restExpected, restActual] = [0, 0];
  for (let i = 0; i < expected.length; i += 1) {
    if (space.active[i] === 0) continue;
    restExpected += sized.expected[i] as number;
    restActual += sized.actual[i] as number;
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
  const isRatio = table.denominator !== undefined;
  const reliableDepth = depthWithinReach(space, depth);
  const causes = certain
    .map((one) => toCause(one, isCause(one.excess) ? "cause" : "offset"))
    .sort((a, b) => Number(b.selected) - Number(a.selected) || rankOf(b, isRatio) - rankOf(a, isRatio));
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
    reliableDepth,
    notes: notesOf(table, cancels, depth, reliableDepth),
  };
}

/** Cause by its gain; of a ratio, by what it did beyond expectation times how far it stands out. */
const rankOf = ({ gain, excess, effect }: Cause, isRatio: boolean) =>
  isRatio ? excess * Math.log(Math.max(1e-9, 1 + effect)) : gain;

/** Share of a depth's cells, by weight, in which a halving has to show for that depth to count as within reach. */
const WITHIN_REACH = 0.2;

/** How many dimensions a segment may have for a halving of it to stand out from chance. */
function depthWithinReach({ cuboids, limits, moments }: SearchSpace, depth: number): number {
  const total = moments.q.reduce((sum, q) => sum + q, 0);
  // A halving is a relative difference of 2 / 3; its gain is that squared times the segment's weight against the rest's.
  const halving = (2 / 3) ** 2;
  for (let size = depth; size > 1; size -= 1) {
    let [seen, all] = [0, 0];
    for (const [at, cuboid] of cuboids.entries()) {
      if (cuboid.dims.length !== size) continue;
      const weights = new Float64Array(cuboid.cells);
      for (let i = 0; i < moments.q.length; i += 1) {
        const cell = cuboid.cellOf[i] as number;
        weights[cell] = (weights[cell] as number) + (moments.q[i] as number);
      }
      for (const weight of weights) {
        all += weight;
        if (halving * weight * (1 - weight / total) > (limits[at] as number)) seen += weight;
      }
    }
    if (seen >= WITHIN_REACH * all) return size;
  }
  return 1;
}

function notesOf(table: LeafTable, cancels: boolean, depth: number, reliable: number): string[] {
  return [
    ...(reliable < depth
      ? [
          `Too little data to go deeper than ${reliable === 1 ? "one dimension" : `${reliable} dimensions`}: a halving there would not stand out from chance.`,
        ]
      : []),
    ...(cancels ? ["Gains and losses mostly cancel out, so no shares are given."] : []),
    ...(depth < table.dims.length
      ? [`Only up to ${depth} of ${table.dims.length} dimensions were combined, for memory's sake.`]
      : []),
  ];
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
