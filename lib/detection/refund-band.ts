/** Least share of the median that a week may differ by, whatever the spread: calm series have a MAD near 0. */
const LEAST_SPREAD = 0.2;
/** Makes the MAD comparable to a standard deviation for normal data. */
const MAD_TO_SIGMA = 1.4826;

/**
 * The range of a usual week after eight weeks of refunds (minor units): their median, and the upper edge
 * median + k x max(1.4826 MAD, 0.2 median) that the refund spike rule tests against.
 */
export function usualRange(weekCents: readonly number[], k: number): { medianCents: number; upperCents: number } {
  const median = medianOf(weekCents);
  const mad = medianOf(weekCents.map((cents) => Math.abs(cents - median)));
  return { medianCents: median, upperCents: median + k * Math.max(MAD_TO_SIGMA * mad, LEAST_SPREAD * median) };
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
