/**
 * Effects of the factors of a product M = x1 * x2 * ... between two points; they add up to M1 - M0.
 * LMDI (Ang 2005): effect_k = L(M1, M0) ln(x_k1 / x_k0), L(a, b) = (a - b) / (ln a - ln b), L(a, a) = a.
 * A zero or a change of sign has no logarithm: then Shapley over the orders of the factors (at most four).
 */
export function productEffects(before: readonly number[], after: readonly number[]): number[] {
  const product = (values: readonly number[]) => values.reduce((total, value) => total * value, 1);
  const usable = before.every((value, at) => value > 0 && (after[at] ?? 0) > 0);
  if (!usable) return shapleyEffects(before, after, product);
  const [m0, m1] = [product(before), product(after)];
  const mean = Math.abs(m1 - m0) < 1e-12 * Math.max(m0, m1) ? m0 : (m1 - m0) / Math.log(m1 / m0);
  return before.map((value, at) => mean * Math.log((after[at] ?? 0) / value));
}

/** Shapley values of moving each input from before to after, averaged over all orders. */
export function shapleyEffects(
  before: readonly number[],
  after: readonly number[],
  evaluate: (values: readonly number[]) => number,
): number[] {
  const n = before.length;
  const factorial = (k: number): number => (k <= 1 ? 1 : k * factorial(k - 1));
  const at = (mask: number) => evaluate(before.map((value, k) => (mask & (1 << k) ? (after[k] ?? 0) : value)));
  return before.map((_, k) => {
    let effect = 0;
    for (let mask = 0; mask < 1 << n; mask += 1) {
      if (mask & (1 << k)) continue;
      const size = [...mask.toString(2)].filter((bit) => bit === "1").length;
      effect += ((factorial(size) * factorial(n - size - 1)) / factorial(n)) * (at(mask | (1 << k)) - at(mask));
    }
    return effect;
  });
}

/** Rounds parts to integers that add up to `total` exactly: largest remainder, ties by position. */
export function roundToTotal(parts: readonly number[], total: number): number[] {
  if (parts.length === 0) return [];
  const rounded = parts.map(Math.floor);
  let missing = total - rounded.reduce((sum, value) => sum + value, 0);
  const order = parts
    .map((value, at) => ({ at, rest: value - Math.floor(value) }))
    .sort((a, b) => b.rest - a.rest || a.at - b.at);
  for (let step = 0; missing !== 0 && step < order.length * 2; step += 1) {
    const place = missing > 0 ? order[step % order.length] : order[order.length - 1 - (step % order.length)];
    if (!place) break;
    rounded[place.at] = (rounded[place.at] ?? 0) + Math.sign(missing);
    missing -= Math.sign(missing);
  }
  if (missing !== 0) rounded[0] = (rounded[0] ?? 0) + missing;
  return rounded;
}

/** One segment of a ratio, before and after. */
export interface RatioSegment {
  label: string;
  n0: number;
  d0: number;
  n1: number;
  d1: number;
}

/**
 * Splits the change of R = N / D into rates and mix; they add up to R1 - R0:
 * rate_s = (w0 + w1) / 2 * (r1 - r0), mix_s = (w1 - w0) * ((r0 + r1) / 2 - (R0 + R1) / 2), w = D_s / D, r = N_s / D_s.
 * A segment that is new or gone takes its rate from the side where it exists: all of it is mix.
 */
export function ratioEffects(segments: readonly RatioSegment[]): { label: string; rate: number; mix: number }[] | null {
  const sum = (pick: (segment: RatioSegment) => number) => segments.reduce((total, one) => total + pick(one), 0);
  const [d0, d1] = [sum((s) => s.d0), sum((s) => s.d1)];
  if (
    d0 <= 0 ||
    d1 <= 0 ||
    segments.some((s) => (s.d0 === 0 && s.n0 !== 0) || (s.d1 === 0 && s.n1 !== 0) || s.d0 < 0 || s.d1 < 0)
  )
    return null;
  const [all0, all1] = [sum((s) => s.n0) / d0, sum((s) => s.n1) / d1];
  return segments.map(({ label, ...s }) => {
    const [w0, w1] = [s.d0 / d0, s.d1 / d1];
    const own0 = s.d0 > 0 ? s.n0 / s.d0 : null;
    const own1 = s.d1 > 0 ? s.n1 / s.d1 : null;
    const [r0, r1] = [own0 ?? own1 ?? 0, own1 ?? own0 ?? 0];
    return { label, rate: ((w0 + w1) / 2) * (r1 - r0), mix: (w1 - w0) * ((r0 + r1) / 2 - (all0 + all1) / 2) };
  });
}

/**
 * Simpson's paradox: the whole ratio moves one way, and that of every segment with volume on both sides the other way
 * (Simpson 1951). Needs at least two such segments.
 */
export function simpsonCase(segments: readonly RatioSegment[]): boolean {
  const sum = (pick: (segment: RatioSegment) => number) => segments.reduce((total, one) => total + pick(one), 0);
  const [d0, d1] = [sum((s) => s.d0), sum((s) => s.d1)];
  if (d0 <= 0 || d1 <= 0) return false;
  const whole = sum((s) => s.n1) / d1 - sum((s) => s.n0) / d0;
  const both = segments.filter((s) => s.d0 > 0 && s.d1 > 0);
  return whole !== 0 && both.length > 1 && both.every((s) => (s.n1 / s.d1 - s.n0 / s.d0) * whole < 0);
}
