/** The point that a standard normal exceeds with probability `tail` (0 < tail <= 0.5). Bisection on its own tail. */
export function normalQuantile(tail: number): number {
  let [low, high] = [0, 40];
  for (let step = 0; step < 80; step += 1) {
    const middle = (low + high) / 2;
    if (normalTail(middle) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(Z > z) for z >= 0, by the continued fraction of Laplace for large z and the series of Marsaglia for small. */
export function normalTail(z: number): number {
  if (z < 2.5) {
    let [sum, term] = [z, z];
    for (let k = 3; k < 100; k += 2) {
      term *= (z * z) / k;
      sum += term;
    }
    return 0.5 - (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
  }
  let fraction = z;
  for (let k = 60; k >= 1; k -= 1) fraction = z + k / fraction;
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI) / fraction;
}

/** The gain that the best of `candidates` chance segments exceeds with probability `level`: chi-square, one degree. */
export function gainLimit(candidates: number, level: number): number {
  return normalQuantile(level / Math.max(1, candidates) / 2) ** 2;
}
