import type { LeafTable } from "./leaf-table";
import { huberScale } from "./noise";

const SWEEPS = 8;

export interface Expectation {
  values: Float64Array;
  /** Relative variance of each value, where it was itself read off a small base. */
  unsure?: Float64Array;
}

/**
 * What each leaf should show in the actual window: the base itself, or for a ratio denominator x the base window's rate.
 * A leaf's own rate is as good as its base is large, so it is drawn toward the rate that its values have in general
 * (one factor a value, fitted to the margins), by the variance that real differences have against chance (empirical Bayes).
 */
export function expectedValues(table: LeafTable): Expectation {
  const { base, denominator } = table;
  if (!denominator) return { values: base };
  const rate = rateByValues(table, denominator.base);
  const leaves = base.length;
  const fitted = Float64Array.from(rate, (value, i) => value * (denominator.base[i] as number));
  const chance: number[] = [];
  for (let i = 0; i < leaves; i += 1) {
    const fit = fitted[i] as number;
    if (fit > 0) chance.push(((base[i] as number) - fit) ** 2 / fit);
  }
  const phi = Math.min(Math.max(huberScale(chance), 1e-12), meanSize(base));
  let [numerator, weight] = [0, 0];
  for (let i = 0; i < leaves; i += 1) {
    const fit = fitted[i] as number;
    if (fit <= 0) continue;
    numerator += Math.min(((base[i] as number) - fit) ** 2, 4 * fit * fit) - phi * fit;
    weight += fit * fit;
  }
  const realVariance = weight > 0 ? Math.max(0, numerator / weight) : 0;
  const trustOf = (fit: number) => (fit > 0 ? (realVariance * fit) / (realVariance * fit + phi) : 0);
  return {
    values: Float64Array.from(rate, (value, i) => {
      const fit = fitted[i] as number;
      const own = fit > 0 ? (base[i] as number) / fit : 1;
      return (denominator.actual[i] as number) * value * (1 + trustOf(fit) * (own - 1));
    }),
    unsure: fitted.map((fit) => realVariance * (1 - trustOf(fit))),
  };
}

function meanSize(list: Float64Array): number {
  let [sum, count] = [0, 0];
  for (const value of list) {
    sum += Math.abs(value);
    if (value !== 0) count += 1;
  }
  return count > 0 ? sum / count : 1;
}

/** Rate of each leaf as overall rate x one factor a value of each dimension, fitted to the one-way sums in turn. */
function rateByValues(table: LeafTable, exposure: Float64Array): Float64Array {
  const total = (list: Float64Array) => list.reduce((sum, value) => sum + value, 0);
  const exposed = total(exposure);
  const rate = new Float64Array(exposure.length).fill(exposed > 0 ? total(table.base) / exposed : 0);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (const [d, codes] of table.codes.entries()) {
      const cardinality = table.values[d]?.length ?? 0;
      const [seen, fitted] = [new Float64Array(cardinality), new Float64Array(cardinality)];
      for (let i = 0; i < rate.length; i += 1) {
        const code = codes[i] as number;
        seen[code] = (seen[code] as number) + (table.base[i] as number);
        fitted[code] = (fitted[code] as number) + (rate[i] as number) * (exposure[i] as number);
      }
      for (let i = 0; i < rate.length; i += 1) {
        const code = codes[i] as number;
        const fit = fitted[code] as number;
        // Half an event is lent both ways, so that a value without events keeps a small rate instead of none.
        if (fit > 0) rate[i] = (rate[i] as number) * (((seen[code] as number) + 1e-9) / (fit + 1e-9));
      }
    }
  }
  return rate;
}
