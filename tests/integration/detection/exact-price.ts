/** An independent contracted price in exact fractions: shares nothing with the SQL but the words of the domain. */

export interface Version {
  from: number;
  to: number | null;
  seats: number;
  /** Thousandths of a minor unit. */
  milliPrice: number;
  discountPct: number;
  discountEnds: number | null;
  status: "active" | "paused" | "trialing" | "past_due";
  includedUnits: number | null;
  milliOverage: number | null;
}

export interface Terms {
  started: number;
  trialEnds: number | null;
  canceled: number | null;
  versions: Version[];
}

const DAY_MS = 86_400_000;
export const isoDay = (day: number) => new Date(day * DAY_MS).toISOString().slice(0, 10);
export const dayOf = (iso: string) => Date.parse(`${iso}T00:00:00Z`) / DAY_MS;

/** `day` and `months` calendar months, the day of the month clamped to the last there is. */
export function addMonths(day: number, months: number): number {
  const date = new Date(day * DAY_MS);
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
  const next = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 1);
  return first / DAY_MS + Math.min(date.getUTCDate(), (next - first) / DAY_MS) - 1;
}

type Fraction = [bigint, bigint];
const add = ([a, b]: Fraction, [c, d]: Fraction): Fraction => [a * d + c * b, b * d];
const multiply = ([a, b]: Fraction, [c, d]: Fraction): Fraction => [a * c, b * d];
const fraction = (a: number, b = 1): Fraction => [BigInt(a), BigInt(b)];

function monthsBetween(start: number, end: number): Fraction {
  let whole = 0;
  while (addMonths(start, whole + 1) <= end) whole += 1;
  const from = addMonths(start, whole);
  return add(fraction(whole), fraction(end - from, addMonths(start, whole + 1) - from));
}

/** Minor units of [start, end), rounded half up past 1e-7; null when no version is in force. */
export function exactPrice(terms: Terms, start: number, end: number, used: number, closed: boolean): bigint | null {
  const inForce = terms.versions.flatMap((version) => {
    const from = Math.max(version.from, terms.started, terms.trialEnds ?? version.from);
    const to = Math.min(version.to ?? 1e9, terms.canceled ?? 1e9);
    return from < to && from < end && to > start ? [{ version, from, to }] : [];
  });
  const last = inForce.at(-1)?.version;
  if (!last) return null;
  const months = monthsBetween(start, end);
  let price: Fraction = [0n, 1n];
  for (const { version, from, to } of inForce) {
    const owes = version.status !== "paused" && (version.status !== "trialing" || terms.trialEnds !== null);
    if (!owes) continue;
    const discounted = version.discountEnds === null || start < version.discountEnds;
    const share = multiply(fraction(100 - (discounted ? version.discountPct : 0), 100), months);
    const days = fraction(Math.min(to, end) - Math.max(from, start), end - start);
    price = add(price, multiply(multiply(fraction(version.seats * version.milliPrice, 1000), share), days));
  }
  const unpricedTrial = last.status === "trialing" && terms.trialEnds === null;
  if (closed && last.milliOverage !== null && !unpricedTrial) {
    const free = multiply(fraction(-(last.includedUnits ?? 0)), months);
    const [over, by] = add(fraction(used), free);
    if (over > 0n) price = add(price, multiply([over, by], fraction(last.milliOverage, 1000)));
  }
  const [numerator, denominator] = add(add(price, fraction(1, 2)), fraction(1, 10_000_000));
  return numerator / denominator;
}
