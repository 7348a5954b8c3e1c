import { activateAllBut, type Found, switchOff, takeCauses } from "./greedy";
import { judgeSegment, type SearchSpace } from "./judge";
import { contains } from "./segment";

const ROUNDS = 3;
/** Into how many others one cause may fall apart. */
const MAX_INSTEAD = 6;

/**
 * Asks of each cause whether others explain its leaves better: a wide segment may only stand for two narrow ones. The
 * cause is put back, its dimensions barred, and the search runs again on what it had; the better sum of scores stays.
 */
export function refineCauses(space: SearchSpace, causes: readonly Found[]): Found[] {
  let kept = [...causes];
  for (let round = 0; round < ROUNDS; round += 1) {
    let changed = false;
    for (const cause of [...kept].sort((a, b) => b.leaves.length - a.leaves.length)) {
      if (!kept.includes(cause)) continue;
      const others = kept.filter((one) => one !== cause);
      activateAllBut(space, others);
      const own = judgeSegment(space, cause.segment, cause.limit);
      const instead = takeCauses(space, { barred: cause.segment.dims.join(), most: MAX_INSTEAD });
      if (scoreSum(instead) > (own?.passes ? own.score : 0) + 1e-9) {
        kept = [...others, ...instead];
        changed = true;
      } else {
        activateAllBut(space, kept);
      }
    }
    kept = retake(space, mergeNested(kept));
    if (!changed) break;
  }
  kept = trimSets(space, widenCauses(space, kept));
  activateAllBut(space, kept);
  return kept.sort((a, b) => b.score - a.score);
}

/** Above this many causes, trying each parent of each costs more than it finds. */
const MAX_WIDENED = 12;

/** Drops a dimension of a cause where the wider segment, taking in what lies inside it, scores better. */
function widenCauses(space: SearchSpace, causes: readonly Found[]): Found[] {
  let [kept, score] = [[...causes], modelScore(space, causes)];
  const limitOf = (dims: readonly number[]) =>
    space.limits[space.cuboids.findIndex((cuboid) => cuboid.dims.join() === dims.join())] ?? 0;
  for (let at = 0; at < kept.length && kept.length > 1 && kept.length <= MAX_WIDENED; at += 1) {
    const cause = kept[at];
    if (!cause) break;
    for (const k of cause.segment.dims.length > 1 ? cause.segment.dims.keys() : []) {
      const segment = {
        dims: cause.segment.dims.filter((_, place) => place !== k),
        sets: cause.segment.sets.filter((_, place) => place !== k),
      };
      const wider = { ...cause, segment, limit: limitOf(segment.dims) };
      const others = kept.filter((one) => one !== cause && !contains(segment, one.segment));
      // Where it crosses another cause, either may have the leaves that both claim.
      const models = [retake(space, [wider, ...others]), addLast(space, others, wider)];
      const [first = 0, second = 0] = models.map((model) => modelScore(space, model));
      const [retaken = kept, better] = first >= second ? [models[0], first] : [models[1], second];
      if (better <= score) continue;
      [kept, score] = [retaken, better];
      at = -1;
      break;
    }
  }
  return kept;
}

/** The causes with one more, which takes the leaves that they leave; without it when they leave it too little. */
function addLast(space: SearchSpace, causes: readonly Found[], more: Found): Found[] {
  activateAllBut(space, causes);
  const judged = judgeSegment(space, more.segment, more.limit);
  return judged?.passes ? [...causes, switchOff(space, judged)] : [...causes];
}

/** Drops a value from a set where the other causes explain its leaves as well. */
function trimSets(space: SearchSpace, causes: readonly Found[]): Found[] {
  let [kept, score] = [[...causes], modelScore(space, causes)];
  for (const cause of causes) {
    for (const [k, set] of cause.segment.sets.entries()) {
      for (const code of set.length > 1 && causes.length > 1 ? set : []) {
        const trimmed = kept.flatMap((one) => {
          const left = one.segment.sets[k]?.filter((value) => value !== code) ?? [];
          if (one.segment.dims !== cause.segment.dims) return [one];
          const sets = one.segment.sets.map((values, at) => (at === k ? left : values));
          return left.length > 0 ? [{ ...one, segment: { dims: one.segment.dims, sets } }] : [];
        });
        const retaken = retake(space, trimmed);
        const better = modelScore(space, retaken);
        if (better > score) [kept, score] = [retaken, better];
      }
    }
  }
  return kept;
}

/** What naming one more value costs when whole models are compared. */
const VALUE_COST = 4;

/**
 * What a set of causes explains over one rate for all, less its limits: sum of P²/Q over the causes and the rest (the
 * fall of the weighted squares, whatever the order), plus the raggedness inside them.
 */
function modelScore({ moments, active }: SearchSpace, causes: readonly Found[]): number {
  const explained = (leaves: Iterable<number>) => {
    let [p, q] = [0, 0];
    for (const i of leaves) {
      p += moments.p[i] as number;
      q += moments.q[i] as number;
    }
    return q > 0 ? p ** 2 / q : 0;
  };
  const taken = new Uint8Array(active.length);
  let score = 0;
  for (const { leaves, raggedness, limit, segment } of causes) {
    for (const i of leaves) taken[i] = 1;
    const values = segment.sets.reduce((count, set) => count + set.length - 1, 0);
    score += explained(leaves) + raggedness - limit - VALUE_COST * values;
  }
  return moments.isKept ? score : score + explained(taken.keys().filter((i) => taken[i] === 0));
}

/** Takes the segments anew on all leaves, the best first, so that none is left with pieces that others dropped. */
function retake(space: SearchSpace, causes: readonly Found[]): Found[] {
  space.active.fill(1);
  const kept: Found[] = [];
  for (let left = [...causes]; left.length > 0; ) {
    const judged = left.map((one) => judgeSegment(space, one.segment, one.limit));
    let best = -1;
    judged.forEach((one, at) => {
      if (one?.passes && one.score > (judged[best]?.score ?? Number.NEGATIVE_INFINITY)) best = at;
    });
    const taken = judged[best];
    if (!taken) break;
    kept.push(switchOff(space, taken));
    left = left.filter((_, at) => at !== best);
  }
  return kept;
}

/**
 * A cause inside another that moves the same way belongs to it: the widest segment that is affected is the cause.
 * Pieces of one segment, taken at different times, are one.
 */
function mergeNested(causes: readonly Found[]): Found[] {
  const byWidth = [...causes].sort((a, b) => a.segment.dims.length - b.segment.dims.length || b.score - a.score);
  const kept: Found[] = [];
  for (const cause of byWidth) {
    const at = kept.findIndex(
      (outer) => contains(outer.segment, cause.segment) && Math.sign(outer.effect) === Math.sign(cause.effect),
    );
    const outer = kept[at];
    if (outer) {
      const leaves = Int32Array.from([...outer.leaves, ...cause.leaves]).sort();
      kept[at] = { ...outer, leaves, gain: outer.gain + cause.gain, score: outer.score + cause.score };
    } else kept.push(cause);
  }
  return kept;
}

function scoreSum(found: readonly Found[]): number {
  return found.reduce((sum, { score }) => sum + score, 0);
}
