import { createSortedWindow } from "./sorted-window";

/** How many past sizes a detector remembers. */
const MEMORY = 4_000;
/** Share of past sizes that counts as the tail, wider while little is known. */
const TAIL = 0.04;
const MIN_TAIL = 12;
/** Before anything is known, tails fall like this, with the weight of so many values. */
const PRIOR_EXCESS = 0.15;
const PRIOR_WEIGHT = 40;
/** While sizes stay this surprising they are one event: one in so many is remembered, or it would look usual next time. */
const EVENT = 3;
const THINNED = 25;
/** Beyond this a tail says no more than "never". */
const MAX_SURPRISE = 12;

/**
 * How surprising a size (a distance in deviations, at least 0) is among the sizes this stream has shown: -log10 of the
 * chance of one as large. Beyond the tail's start u the logarithm of 1 + size falls off exponentially, by the mean excess
 * seen (Hill 1975), so that a stream full of spikes needs a larger one than a calm stream does.
 */
export function createSurprise(): (size: number) => number {
  const seen = createSortedWindow(MEMORY);
  let running = 0;
  return (size) => {
    const value = Math.log1p(size);
    const n = seen.length;
    const share = Math.min(0.5, Math.max(TAIL, n > 0 ? MIN_TAIL / n : 1));
    const start = seen.quantile(1 - share);
    let surprise = 0;
    if (value > start) {
      const tail = seen.above(1 - share);
      const excess = tail.reduce((sum, one) => sum + (one - start), PRIOR_EXCESS * PRIOR_WEIGHT);
      const mean = excess / (tail.length + PRIOR_WEIGHT);
      surprise = Math.min(MAX_SURPRISE, -Math.log10(share) + (value - start) / mean / Math.LN10);
    }
    running = surprise > EVENT ? running + 1 : 0;
    if (running % THINNED <= 1) seen.push(value);
    return surprise;
  };
}
