/** The last `size` values, in order of arrival and sorted, for medians and quantiles of a stream. */
export interface SortedWindow {
  push(value: number): void;
  readonly length: number;
  /** Value at a rank share, 0 the smallest and 1 the largest; 0 when empty. */
  quantile(share: number): number;
  /** 1.4826 x median absolute deviation from the median: the deviation of normal values (Hampel 1974). */
  deviation(): number;
  /** Sorted values above a rank share, smallest first. */
  above(share: number): number[];
}

export function createSortedWindow(size: number): SortedWindow {
  const arrived: number[] = [];
  const sorted: number[] = [];
  let first = 0;
  const placeOf = (value: number) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const quantile = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return {
    push(value) {
      arrived.push(value);
      sorted.splice(placeOf(value), 0, value);
      if (arrived.length - first <= size) return;
      sorted.splice(placeOf(arrived[first] as number), 1);
      first += 1;
      if (first > 4 * size) {
        arrived.splice(0, first);
        first = 0;
      }
    },
    get length() {
      return sorted.length;
    },
    quantile,
    deviation() {
      const n = sorted.length;
      if (n === 0) return 0;
      const median = quantile(0.5);
      // Walk outward from the median: the (n / 2)-th nearest value is the median deviation.
      let [left, right, deviation] = [placeOf(median) - 1, placeOf(median), 0];
      for (let step = 0; step <= n >> 1; step += 1) {
        const below = left >= 0 ? median - (sorted[left] as number) : Number.POSITIVE_INFINITY;
        const over = right < n ? (sorted[right] as number) - median : Number.POSITIVE_INFINITY;
        deviation = Math.min(below, over);
        if (below < over) left -= 1;
        else right += 1;
      }
      return 1.4826 * deviation;
    },
    above: (share) => sorted.slice(Math.floor(share * sorted.length)),
  };
}
