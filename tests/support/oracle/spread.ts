import type { OracleClaim } from "./ledger";

/** Cents pro rata to the weights, the left-over ones to the largest remainders, then by key. */
export function spread(table: string, rows: readonly { key: string; weight: bigint }[], cents: number): OracleClaim[] {
  const all = rows.reduce((sum, { weight }) => sum + weight, 0n);
  if (all === 0n) return [];
  const parts = rows.map(({ key, weight }) => {
    const product = weight * BigInt(cents);
    return { key, whole: Number(product / all), rest: product % all };
  });
  let left = cents - parts.reduce((sum, { whole }) => sum + whole, 0);
  parts.sort((a, b) => (a.rest === b.rest ? (a.key < b.key ? -1 : 1) : a.rest > b.rest ? -1 : 1));
  return parts.map(({ key, whole }) => {
    const extra = left > 0 ? 1 : 0;
    left -= extra;
    return { table, key, cents: whole + extra };
  });
}
