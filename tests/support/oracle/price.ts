import { addMonths, type Day, daysInside } from "./days";
import { atLeastZero, type Fraction, fractionOf, halfUp, minus, ONE, plus, ratio, times, ZERO } from "./fraction";
import type { Records, Version } from "./records";

const FOREVER = 10_000_000;

/** The days a version is in force: [max(valid_from, started_on, trial_ends_on), min(valid_to, canceled_on)). */
export function forceOf(version: Version): { from: Day; to: Day } {
  return {
    from: Math.max(version.validFrom ?? version.started, version.started, version.trialEnds ?? version.started),
    to: Math.min(version.validTo ?? FOREVER, version.canceled ?? FOREVER),
  };
}

/** A trial without an end never owes; nor does a pause. */
export const isTrialForever = (version: Version) => version.status === "trialing" && version.trialEnds === null;
export const owes = (version: Version) => version.status !== "paused" && !isTrialForever(version);

/** The versions of a subscription in force on some day of [start, end), oldest first. */
export function versionsInForce(records: Records, subscription: string, start: Day, end: Day): Version[] {
  return records.versions
    .filter((version) => version.id === subscription)
    .filter((version) => {
      const { from, to } = forceOf(version);
      return daysInside(from, to, start, end) > 0;
    })
    .sort((a, b) => forceOf(a).from - forceOf(b).from);
}

/** Whole months from the start, and the leftover days by the length of the next month from there. */
export function monthsOf(start: Day, end: Day): Fraction {
  let whole = 0;
  while (addMonths(start, whole + 1) <= end) whole += 1;
  const there = addMonths(start, whole);
  return plus(ratio(whole, 1), ratio(end - there, addMonths(start, whole + 1) - there));
}

/** 1 - discount_pct / 100 while it runs at the period's start; `ignoreEnd` lets it run on. */
export function discountFactor(version: Version, start: Day, ignoreEnd: boolean): Fraction {
  const runs = ignoreEnd || version.discountEnds === null || start < version.discountEnds;
  return runs ? minus(ONE, times(version.discountPct, fractionOf("0.01"))) : ONE;
}

/** Price of one seat of a version for its days in force within [start, end), in minor units. */
export function seatPrice(version: Version, start: Day, end: Day, ignoreEnd = false): Fraction {
  if (!owes(version)) return ZERO;
  const { from, to } = forceOf(version);
  return times(
    version.unitPrice,
    monthsOf(start, end),
    discountFactor(version, start, ignoreEnd),
    ratio(daysInside(from, to, start, end), end - start),
  );
}

/** Price of the seats alone, unrounded minor units. */
export function basePrice(records: Records, subscription: string, start: Day, end: Day, ignoreEnd = false): Fraction {
  return versionsInForce(records, subscription, start, end)
    .map((version) => times(ratio(version.seats, 1), seatPrice(version, start, end, ignoreEnd)))
    .reduce(plus, ZERO);
}

/** Price of `used` units above the included ones, at the terms of the last version in force in the period. */
export function overageOf(records: Records, subscription: string, start: Day, end: Day, used: Fraction): Fraction {
  const last = versionsInForce(records, subscription, start, end).at(-1);
  if (!last || last.overagePrice === null || isTrialForever(last)) return ZERO;
  const included = times(last.included ?? ZERO, monthsOf(start, end));
  return times(atLeastZero(minus(used, included)), last.overagePrice);
}

/** All metrics summed over the days of [start, end). */
export const usedIn = (records: Records, subscription: string, start: Day, end: Day): Fraction =>
  records.usage
    .filter((event) => event.subscription === subscription && event.day >= start && event.day < end)
    .map((event) => event.quantity)
    .reduce(plus, ZERO);

export const isClosed = (records: Records, end: Day) => end <= records.asOf + 1;

/** The computed contracted price in whole minor units: the seats, and the overage once the period is closed. */
export function contractedPrice(records: Records, subscription: string, start: Day, end: Day): number {
  const overage = isClosed(records, end)
    ? overageOf(records, subscription, start, end, usedIn(records, subscription, start, end))
    : ZERO;
  return halfUp(plus(basePrice(records, subscription, start, end), overage));
}
