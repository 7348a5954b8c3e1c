/** Whether a change stands out from past changes of the same kind. */
export interface Gate {
  z: number | null;
  periods: number;
  text: string;
}

const MIN_PERIODS = 6;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/**
 * Robust z of the newest change against those before: 0.6745 (delta - median) / MAD (Iglewicz and Hoaglin 1993).
 * `history` are the values of the windows before the current one, oldest first, unknown ones left out.
 */
export function gateChange(history: readonly number[], current: number): Gate {
  const deltas = history.slice(1).map((value, at) => value - (history[at] ?? 0));
  const base = history.at(-1);
  if (deltas.length < MIN_PERIODS || base === undefined)
    return {
      z: null,
      periods: deltas.length,
      text: `Too little data: the check against past changes needs ${MIN_PERIODS} of them and there are ${deltas.length}, so it could not run.`,
    };
  const center = median(deltas);
  const spread = median(deltas.map((delta) => Math.abs(delta - center)));
  const delta = current - base;
  if (spread === 0)
    return {
      z: null,
      periods: deltas.length,
      text: "Past changes do not vary, so the check against them could not run.",
    };
  const z = (0.6745 * (delta - center)) / spread;
  const text =
    Math.abs(z) < 2
      ? `The change is within normal variation (z = ${z.toFixed(1)} over ${deltas.length} past changes).`
      : `The change is outside normal variation (z = ${z.toFixed(1)} over ${deltas.length} past changes).`;
  return { z: Math.round(z * 1000) / 1000, periods: deltas.length, text };
}
