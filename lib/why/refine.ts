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
  kept = trimSets(space, kept);
  activateAllBut(space, kept);
  return kept.sort((a, b) => b.score - a.score);
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

/** Sum of what each cause scores when the others are out of the way, fewer values costing less. */
function modelScore(space: SearchSpace, causes: readonly Found[]): number {
  const VALUE_COST = 4;
  return causes.reduce((sum, cause) => {
    activateAllBut(
      space,
      causes.filter((one) => one !== cause),
    );
    const values = cause.segment.sets.reduce((count, set) => count + set.length - 1, 0);
    return sum + (judgeSegment(space, cause.segment, cause.limit)?.score ?? 0) - VALUE_COST * values;
  }, 0);
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
