import { type Candidate, judge, type Part, type SearchSpace, spreadWithin } from "./judge";
import { leavesInside } from "./segment";

/** A joined value must move like the others: chi-square of one degree at 1 in 1,000. */
const SAME_RATE_LIMIT = 10.83;
/**
 * Joins further values of one dimension while that raises the gain by more than choosing the value costs and they
 * move alike, up to half of the dimension's values: more would be the rest of the book, not a part of it.
 */
export function joinValues(space: SearchSpace, seed: Candidate, totalP: number, totalQ: number): Candidate {
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
