/** An exact rational; the denominator is positive. */
export interface Fraction {
  top: bigint;
  bottom: bigint;
}

export const ZERO: Fraction = { top: 0n, bottom: 1n };
export const ONE: Fraction = { top: 1n, bottom: 1n };

/** An integer, or a decimal as written ("19.95", "-3"). */
export function fractionOf(value: string | number | bigint): Fraction {
  const text = String(value);
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) throw new Error(`not a plain decimal: ${text}`);
  const digits = match[3] ?? "";
  const top = BigInt(`${match[2]}${digits}`);
  return { top: match[1] ? -top : top, bottom: 10n ** BigInt(digits.length) };
}

export const ratio = (top: number, bottom: number): Fraction => ({ top: BigInt(top), bottom: BigInt(bottom) });

export const plus = (a: Fraction, b: Fraction): Fraction => ({
  top: a.top * b.bottom + b.top * a.bottom,
  bottom: a.bottom * b.bottom,
});

export const minus = (a: Fraction, b: Fraction): Fraction => plus(a, { top: -b.top, bottom: b.bottom });

export const times = (...factors: Fraction[]): Fraction =>
  factors.reduce((a, b) => ({ top: a.top * b.top, bottom: a.bottom * b.bottom }), ONE);

export const atLeastZero = (a: Fraction): Fraction => (a.top < 0n ? ZERO : a);

/** The integer nearest, halves up (towards +infinity). */
export function halfUp({ top, bottom }: Fraction): number {
  const doubled = 2n * top + bottom;
  const divisor = 2n * bottom;
  const whole = doubled / divisor;
  return Number(doubled < 0n && whole * divisor !== doubled ? whole - 1n : whole);
}
