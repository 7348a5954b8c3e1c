import type { Day } from "./days";
import type { Contract, Version } from "./model";

/** The days [from, to) of a period on which a version is in force, whether or not it owes anything. */
export function daysInForce(contract: Contract, version: Version, start: Day, end: Day): number {
  const from = Math.max(start, version.validFrom, contract.startedOn, contract.trialEndsOn ?? 0);
  const to = Math.min(end, version.validTo ?? end, contract.canceledOn ?? end);
  return Math.max(0, to - from);
}

export function owes(version: Version): boolean {
  return version.status !== "paused" && version.status !== "trialing";
}

/**
 * Contracted price of [start, end) in cents, rounded once, half up. Exact: one fraction in big integers.
 * `usedUnits` is null while the period is not closed, so no overage is due yet. Source: domain.md.
 */
export function contractedCents(contract: Contract, start: Day, end: Day, usedUnits: number | null): number {
  const periodDays = BigInt(end - start);
  const months = BigInt(contract.periodMonths);
  let base = 0n;
  let last: Version | null = null;
  for (const version of contract.versions) {
    const days = daysInForce(contract, version, start, end);
    if (days === 0) continue;
    last = version;
    if (!owes(version)) continue;
    const discounted = version.discountEndsOn === null || start < version.discountEndsOn;
    const keptPct = BigInt(100 - (discounted ? version.discountPct : 0));
    base += BigInt(version.seats) * BigInt(version.unitPriceCents) * months * keptPct * BigInt(days);
  }
  const included = BigInt(last?.includedUnits ?? 0) * months;
  const over = BigInt(usedUnits ?? 0) - included;
  const overage = over > 0n ? over * BigInt(last?.overageMicros ?? 0) : 0n;
  const baseDenominator = 100n * periodDays;
  const microsPerCent = 10_000n;
  return roundHalfUpFraction(base * microsPerCent + overage * baseDenominator, baseDenominator * microsPerCent);
}

function roundHalfUpFraction(numerator: bigint, denominator: bigint): number {
  return Number((2n * numerator + denominator) / (2n * denominator));
}
