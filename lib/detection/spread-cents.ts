import { compareText } from "./read-values";

/** A part that may take a share of a whole, at most its own `weight`. */
export interface Share {
  key: string;
  weight: number;
}

/**
 * Spreads `total` cents over the shares pro rata to their weights, by largest remainder, ties by key. The parts add
 * up to `total` exactly and none exceeds its weight, as long as `total` is at most the sum of the weights.
 * Integer arithmetic throughout: products of cents pass 2^53.
 */
export function spreadCents(total: number, shares: readonly Share[]): Map<string, number> {
  const whole = shares.reduce((sum, share) => sum + BigInt(share.weight), 0n);
  if (whole <= 0n) return new Map(shares.map((share) => [share.key, 0]));
  const parts = shares.map(({ key, weight }) => {
    const product = BigInt(total) * BigInt(weight);
    return { key, cents: Number(product / whole), remainder: product % whole };
  });
  const missing = total - parts.reduce((sum, part) => sum + part.cents, 0);
  const byRemainder = [...parts].sort((a, b) =>
    a.remainder === b.remainder ? compareText(a.key, b.key) : a.remainder < b.remainder ? 1 : -1,
  );
  for (const part of byRemainder.slice(0, missing)) part.cents += 1;
  return new Map(parts.map((part) => [part.key, part.cents]));
}
