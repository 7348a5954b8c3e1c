import { median } from "./gate";

/** Variance of a leaf of size m: counting noise `phi m` and relative noise `sigma2 m^2`. */
export interface Noise {
  phi: number;
  sigma2: number;
}

/** Median of a chi-square variable with one degree of freedom: turns a median of squares into a variance. */
const CHI_MEDIAN = 0.4549;
const BINS = 8;
const MIN_RELATIVE = 0.01;

/**
 * Fits the noise on the leaves themselves: squared residuals from the common rate against size, by the median of bins
 * of like size, so that a few leaves with a cause do not count as noise. Never below one percent of the size.
 */
export function estimateNoise(leaves: readonly { base: number; actual: number }[], rate: number): Noise {
  const points = leaves
    .map(({ base, actual }) => ({ m: (base * rate + actual) / 2, square: (actual - base * rate) ** 2 }))
    .filter((point) => point.m > 0)
    .sort((a, b) => a.m - b.m);
  const bins = Math.max(1, Math.min(BINS, Math.floor(points.length / 8)));
  const fitted = Array.from({ length: bins }, (_, at) => {
    const part = points.slice(Math.floor((at * points.length) / bins), Math.floor(((at + 1) * points.length) / bins));
    return { m: median(part.map((one) => one.m)), variance: median(part.map((one) => one.square)) / CHI_MEDIAN };
  }).filter((bin) => bin.m > 0);
  // Least squares of variance / m = phi + sigma2 m, in relative terms so that large bins do not rule.
  const rows = fitted.map(({ m, variance }) => ({ x: m, y: variance / m, w: 1 / m ** 2 }));
  const sum = (pick: (row: (typeof rows)[number]) => number) => rows.reduce((all, row) => all + row.w * pick(row), 0);
  const [w, x, y, xx, xy] = [
    sum(() => 1),
    sum((r) => r.x),
    sum((r) => r.y),
    sum((r) => r.x * r.x),
    sum((r) => r.x * r.y),
  ];
  const floor = MIN_RELATIVE ** 2;
  const spread = w * xx - x * x;
  const slope = spread > 1e-12 * w * xx ? (w * xy - x * y) / spread : 0;
  const level = w > 0 ? (y - slope * x) / w : 0;
  if (slope < 0) return { phi: Math.max(0, w > 0 ? y / w : 0), sigma2: floor };
  if (level < 0) return { phi: 0, sigma2: Math.max(floor, xx > 0 ? xy / xx : floor) };
  return { phi: level, sigma2: Math.max(floor, slope) };
}
