import { type Candidate, judgeSegment, type SearchSpace, searchSegments } from "./search";
import { contains, leavesInside } from "./segment";

/** A found segment and the leaves it took. */
export interface Found extends Candidate {
  leaves: Int32Array;
}

/** More causes than anybody reads; only noise that was badly misjudged gets here. */
const MAX_CAUSES = 60;

/** Takes the best segment while it passes its limit, switches its leaves off, and repeats. Leaves `active` changed. */
export function takeCauses(
  space: SearchSpace,
  { barred, most = MAX_CAUSES }: { barred?: string; most?: number } = {},
): Found[] {
  const found: Found[] = [];
  while (found.length < most) {
    const [best] = searchSegments(space, { barred });
    if (!best?.passes) break;
    found.push(switchOff(space, best));
  }
  return found;
}

/** Takes the leaves of a segment that are still active. */
export function switchOff(space: SearchSpace, candidate: Candidate): Found {
  const leaves = leavesInside(space.table, candidate.segment).filter((i) => space.active[i] === 1);
  for (const i of leaves) space.active[i] = 0;
  return { ...candidate, leaves };
}

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
  activateAllBut(space, kept);
  return kept.sort((a, b) => b.score - a.score);
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

/** Switches every leaf on that none of `causes` took. */
export function activateAllBut(space: SearchSpace, causes: readonly Found[]): void {
  space.active.fill(1);
  for (const { leaves } of causes) for (const i of leaves) space.active[i] = 0;
}
