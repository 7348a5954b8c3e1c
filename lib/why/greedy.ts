import type { Candidate, SearchSpace } from "./judge";
import { searchSegments } from "./search";
import { leavesInside } from "./segment";

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

/** Switches every leaf on that none of `causes` took. */
export function activateAllBut(space: SearchSpace, causes: readonly Found[]): void {
  space.active.fill(1);
  for (const { leaves } of causes) for (const i of leaves) space.active[i] = 0;
}
