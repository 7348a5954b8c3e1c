/** One judged statement: the confidence that was shown, and whether a person confirmed it. */
export interface Judged {
  stated: number;
  confirmed: boolean;
}

export interface ReliabilityBin {
  stated: number;
  confirmed: number;
  n: number;
}

const BINS = 10;
const NULL_DRAWS = 1000;
/** Draws x statements are capped, so that many verdicts cost no more than a few thousand do. */
const MAX_DRAWN = 2_000_000;

/** Mean squared distance between what was stated and what was confirmed (1 or 0); null without statements. */
export function brierScore(judged: readonly Judged[]): number | null {
  if (judged.length === 0) return null;
  return judged.reduce((sum, { stated, confirmed }) => sum + (stated - Number(confirmed)) ** 2, 0) / judged.length;
}

/**
 * Ten bins of equal size (to one statement) in the order of stated confidence; fewer when there are fewer statements.
 * Equal confidences keep their given order: sorting them by outcome would make up an error that is not there.
 */
export function reliabilityBins(judged: readonly Judged[]): ReliabilityBin[] {
  const sorted = judged.toSorted((a, b) => a.stated - b.stated);
  return edgesOf(sorted.length).map(([from, to]) => {
    const bin = sorted.slice(from, to);
    const n = bin.length;
    return {
      stated: bin.reduce((sum, entry) => sum + entry.stated, 0) / n,
      confirmed: bin.reduce((sum, entry) => sum + Number(entry.confirmed), 0) / n,
      n,
    };
  });
}

/** Expected calibration error: mean distance of stated to confirmed over the bins, weighted by size; null when empty. */
export function calibrationError(judged: readonly Judged[]): number | null {
  if (judged.length === 0) return null;
  return (
    reliabilityBins(judged).reduce((sum, bin) => sum + bin.n * Math.abs(bin.stated - bin.confirmed), 0) / judged.length
  );
}

/**
 * The calibration error that a perfectly calibrated model shows at these statements: mean, 5th and 95th percentile over
 * simulated outcomes, each confirmed with exactly its stated chance. The seed is fixed, so the answer is too.
 */
export function calibrationErrorFloor(stated: readonly number[]): { mean: number; low: number; high: number } | null {
  const n = stated.length;
  if (n === 0) return null;
  const sorted = stated.toSorted((a, b) => a - b);
  const edges = edgesOf(n);
  const random = seededRandom(n);
  const draws = Math.max(100, Math.min(NULL_DRAWS, Math.floor(MAX_DRAWN / n)));
  const errors = Array.from({ length: draws }, () => {
    let error = 0;
    for (const [from, to] of edges) {
      let excess = 0;
      for (let at = from; at < to; at += 1) {
        const chance = sorted[at] ?? 0;
        excess += chance - (random() < chance ? 1 : 0);
      }
      error += Math.abs(excess);
    }
    return error / n;
  }).sort((a, b) => a - b);
  const mean = errors.reduce((sum, error) => sum + error, 0) / draws;
  const percentile = (share: number) => errors[Math.ceil(share * draws) - 1] ?? mean;
  return { mean, low: percentile(0.05), high: percentile(0.95) };
}

function edgesOf(n: number): [number, number][] {
  const bins = Math.min(BINS, n);
  return Array.from({ length: bins }, (_, at) => [Math.floor((at * n) / bins), Math.floor(((at + 1) * n) / bins)]);
}

/** mulberry32: a small generator that gives the same numbers for the same seed. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
