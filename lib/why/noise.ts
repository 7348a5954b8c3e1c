/** Noise of a leaf of size m: variance = (phi m + sigma2 m^2) x unevenness. */
export interface Noise {
  /** Counting noise: variance per unit of size. */
  phi: number;
  /** Relative noise: squared coefficient of variation. */
  sigma2: number;
}

const MIN_BIN = 24;
const MAX_BINS = 16;
/** Half a percent: forecasts that hit to the digit still leave rounding. */
const MIN_SIGMA2 = 2.5e-5;
/** Relative noise of a half: what scatters more than that by size is causes, not noise. */
const MAX_SIGMA2 = 0.25;
/** Huber's proposal 2 for a chi-square of one degree, cut at 3: E[min(x, 3)] = 0.858; holds up to 28 % strays. */
const CUT = 3;
const CUT_MEAN = 0.8581;

/**
 * Fits phi and sigma2 to squared residuals by size, robustly: within bins of like size a scale that strays cannot
 * move, then a non-negative line through the bins (squared residual / size = phi + sigma2 x size). `isForecast`: size
 * is an expectation that chance did not touch, so a leaf may see nothing at all.
 */
export function estimateNoise(residual: Float64Array, size: Float64Array, isForecast = false): Noise {
  const sorted = size.filter((m) => m > 0).sort();
  if (sorted.length === 0) return { phi: 0, sigma2: MIN_SIGMA2 };
  const bins = Math.max(1, Math.min(MAX_BINS, Math.floor(sorted.length / MIN_BIN)));
  const bounds = Array.from(
    { length: bins - 1 },
    (_, at) => sorted[Math.floor(((at + 1) * sorted.length) / bins)] as number,
  );
  const parts: number[][] = Array.from({ length: bins }, () => []);
  for (let i = 0; i < size.length; i += 1) {
    const m = size[i] as number;
    if (m > 0) parts[bounds.findLastIndex((bound) => m >= bound) + 1]?.push(i);
  }
  const points = parts
    .filter((part) => part.length > 0)
    .map((part) => ({
      size: part.reduce((sum, i) => sum + (size[i] as number), 0) / part.length,
      scale: isForecast
        ? pooledScale(part, residual, size)
        : huberScale(part.map((i) => (residual[i] as number) ** 2 / (size[i] as number))),
    }));
  return fitLine(points);
}

/**
 * The scale of a bin whose leaves mostly saw nothing (residual = -expectation): a median of near-zeros would call rare
 * events strays, so leaves are pooled, by turns, until most pools saw something.
 */
function pooledScale(part: readonly number[], residual: Float64Array, size: Float64Array): number {
  for (let pools = part.length; ; pools = Math.ceil(pools / 2)) {
    const [r, e] = [new Float64Array(pools), new Float64Array(pools)];
    part.forEach((i, at) => {
      const pool = at % pools;
      r[pool] = (r[pool] as number) + (residual[i] as number);
      e[pool] = (e[pool] as number) + (size[i] as number);
    });
    const empty = r.reduce((count, value, at) => count + (value <= -0.999999 * (e[at] as number) ? 1 : 0), 0);
    if (empty <= 0.2 * pools || pools <= 8)
      return huberScale(Array.from(r, (value, at) => value ** 2 / (e[at] as number)));
  }
}

/** A scale of squared, normal residuals that up to a quarter of strays barely move. */
export function huberScale(squares: readonly number[]): number {
  const sorted = Float64Array.from(squares).sort();
  const n = sorted.length;
  if (n === 0) return 0;
  let scale = (sorted[n >> 1] as number) / 0.4549;
  if (scale === 0) scale = sorted.reduce((sum, value) => sum + value, 0) / n;
  for (let step = 0; step < 60 && scale > 0; step += 1) {
    const cap = CUT * scale;
    let sum = 0;
    for (let i = 0; i < n; i += 1) sum += Math.min(sorted[i] as number, cap);
    const next = sum / n / CUT_MEAN;
    if (Math.abs(next - scale) < 1e-3 * scale) return next;
    scale = next;
  }
  return scale;
}

/** scale = phi + sigma2 x size by least squares on relative errors, both at least 0. */
function fitLine(points: readonly { size: number; scale: number }[]): Noise {
  const first = points[0];
  if (!first) return { phi: 0, sigma2: MIN_SIGMA2 };
  if (points.length === 1) return { phi: first.scale / 2, sigma2: Math.max(MIN_SIGMA2, first.scale / 2 / first.size) };
  let phi = Math.min(...points.map(({ scale }) => scale));
  let sigma2 = Math.min(...points.map(({ size, scale }) => scale / size));
  for (let step = 0; step < 20; step += 1) {
    let [s, sx, sxx, sy, sxy] = [0, 0, 0, 0, 0];
    for (const { size, scale } of points) {
      const weight = 1 / Math.max(phi + sigma2 * size, 1e-300) ** 2;
      s += weight;
      sx += weight * size;
      sxx += weight * size * size;
      sy += weight * scale;
      sxy += weight * size * scale;
    }
    const determinant = s * sxx - sx * sx;
    const slope = determinant > 1e-12 * s * sxx ? (s * sxy - sx * sy) / determinant : sxy / sxx;
    const level = (sy - slope * sx) / s;
    if (slope <= 0) [phi, sigma2] = [sy / s, 0];
    else if (slope > MAX_SIGMA2) [phi, sigma2] = [Math.max(0, (sy - MAX_SIGMA2 * sx) / s), MAX_SIGMA2];
    else if (level <= 0) [phi, sigma2] = [0, sxy / sxx];
    else [phi, sigma2] = [level, slope];
  }
  return { phi, sigma2: Math.max(MIN_SIGMA2, sigma2) };
}
