import type { LeafTable } from "./leaf-table";
import type { LeafNoise } from "./moments";
import { huberScale, type Noise } from "./noise";

/** A value of fewer leaves has no noise of its own to speak of. */
const MIN_LEAVES = 8;
/** Pseudo-leaves at the book's own noise that each value's factor starts from. */
const PRIOR_LEAVES = 10;
/** Values are told apart only where their scatter is this many deviations beyond chance. */
const BEYOND_CHANCE = 3;

/**
 * Looks at the residuals that the causes leave: are some values noisier than others (a factor on the variance of their
 * leaves), is the noise larger on the whole, and do single leaves stray further than normal ones would (`tail`).
 * `settled` marks the leaves to read.
 */
export function refineNoise(
  table: LeafTable,
  noise: Noise,
  size: Float64Array,
  residual: Float64Array,
  settled: Uint8Array,
): LeafNoise {
  const leaves = size.length;
  const squares = new Float64Array(leaves);
  const read: number[] = [];
  for (let i = 0; i < leaves; i += 1) {
    const m = size[i] as number;
    if (m === 0) continue;
    squares[i] = (residual[i] as number) ** 2 / (noise.phi * m + noise.sigma2 * m * m);
    if (settled[i] === 1) read.push(i);
  }
  const unevenness = new Float64Array(leaves).fill(1);
  if (read.length === 0) return { noise, unevenness, tail: 1 };
  for (const [d, codes] of table.codes.entries()) {
    const factors = valueFactors(codes, table.values[d]?.length ?? 0, squares, unevenness, read);
    if (factors)
      for (let i = 0; i < leaves; i += 1)
        unevenness[i] = (unevenness[i] as number) * (factors[codes[i] as number] as number);
  }
  // The largest of n normal squares is about 2 ln n: strays well beyond count, but no more than that.
  const cap = 6 + 3 * Math.log(read.length);
  let [second, fourth] = [0, 0];
  for (const i of read) {
    const square = Math.min(cap, (squares[i] as number) / (unevenness[i] as number));
    second += square;
    fourth += square * square;
  }
  const mean = second / read.length;
  // Fourth moment of a normal is 3 times the squared second; its sampling error for n leaves is sqrt(96 / n).
  const kurtosis = fourth / read.length / Math.max(mean, 1e-12) ** 2 / 3;
  const beyond = Math.max(0, kurtosis - 1 - 2 * (Math.sqrt(96 / read.length) / 3));
  const larger = Math.max(1, mean);
  return {
    noise: { phi: noise.phi * larger, sigma2: noise.sigma2 * larger },
    unevenness,
    tail: 1 + 2 * Math.sqrt(beyond),
  };
}

/** Variance of each value's leaves against all, or null where they differ no more than chance makes them. */
function valueFactors(
  codes: Int32Array,
  cardinality: number,
  squares: Float64Array,
  unevenness: Float64Array,
  read: readonly number[],
): Float64Array | null {
  const members: number[][] = Array.from({ length: cardinality }, () => []);
  const all: number[] = [];
  for (const i of read) {
    const square = (squares[i] as number) / (unevenness[i] as number);
    members[codes[i] as number]?.push(square);
    all.push(square);
  }
  const whole = huberScale(all);
  if (whole <= 0) return null;
  let scatter = 0;
  const factors = Float64Array.from(members, (list) => {
    if (list.length < MIN_LEAVES) return 1;
    const factor = (list.length * (huberScale(list) / whole) + PRIOR_LEAVES) / (list.length + PRIOR_LEAVES);
    // ln of a variance from n normal values has variance 2 / n; the cut of the scale costs about half of it again.
    scatter += (Math.min(list.length, 1e6) / 3) * Math.log(Math.max(factor, 1e-6)) ** 2;
    return factor;
  });
  return scatter > cardinality + BEYOND_CHANCE * Math.sqrt(2 * cardinality) ? factors : null;
}
