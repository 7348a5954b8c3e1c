import { minorPerMajor } from "@/lib/money";
import { addMonths, dayOf, isoOf } from "./days";
import type { Dice } from "./dice";
import type { Row } from "./records";

/** Months a micro-world spans at most. */
export const FIRST_DAY = dayOf("2024-01-01");

const orNone = <T>(dice: Dice, probability: number, value: T): T | null => (dice.chance(probability) ? value : null);

/** One subscription with up to three versions: upgrades, pauses, resumes, trials, a cancellation. */
export function randomSubscription(dice: Dice, id: string, customer: Row): Row[] {
  const currency = String(customer.currency);
  const started = FIRST_DAY + dice.pick([0, 0, 14, 27, 28, 29, 30, 59, dice.int(0, 90)]);
  const trialing = dice.chance(0.2);
  const trialEnds = trialing && dice.chance(0.8) ? started + dice.pick([7, 14, 30]) : null;
  const canceled = dice.chance(0.3) ? started + dice.pick([0, 31, 60, 91, dice.int(1, 200)]) : null;
  const metered = dice.chance(0.5);
  const first: Row = {
    subscription_id: id,
    customer_id: customer.customer_id ?? null,
    tier: dice.pick(["basic", "pro", "max"]),
    seats: dice.pick([0, 1, 3, 10, 25]),
    unit_price_cents: dice.pick(["1000", "1999", "33.3333", "4950.5", "0"]),
    billing_period: dice.chance(0.15) ? "year" : "month",
    discount_pct: dice.pick([0, 0, 10, 25, 33.3, 100, null]),
    discount_ends_on: orNone(dice, 0.4, isoOf(started + dice.pick([0, 31, 45, 60, 91, 400]))),
    included_units: metered ? dice.pick([0, 100, 100, 250.5, null]) : null,
    overage_unit_price_cents: metered ? dice.pick(["1", "2.5", "0.125", "50", null]) : null,
    currency,
    status:
      canceled !== null
        ? "canceled"
        : trialing && dice.chance(0.5)
          ? "trialing"
          : dice.pick(["active", "active", "active", "past_due", "paused"]),
    started_on: isoOf(started),
    trial_ends_on: trialEnds === null ? null : isoOf(trialEnds),
    canceled_on: canceled === null ? null : isoOf(canceled),
    valid_from: null,
    valid_to: null,
  };
  return splitVersions(dice, first, started);
}

function splitVersions(dice: Dice, first: Row, started: number): Row[] {
  const count = dice.pick([1, 1, 1, 2, 2, 3]);
  if (count === 1) return [dice.chance(0.5) ? first : { ...first, valid_from: first.started_on ?? null }];
  const cuts = [started];
  while (cuts.length < count) cuts.push((cuts.at(-1) ?? started) + dice.pick([15, 31, 60, dice.int(1, 90)]));
  return cuts.map((cut, at) => {
    const next = cuts[at + 1];
    const change: Row =
      at === 0
        ? {}
        : {
            tier: dice.pick([first.tier ?? "pro", "pro", "max"]),
            seats: dice.pick([Number(first.seats), 2, 12, 30]),
            unit_price_cents: dice.pick([String(first.unit_price_cents), "2500"]),
            included_units: first.included_units === null ? null : dice.pick([Number(first.included_units), 50, 300]),
            status:
              first.canceled_on !== null && next === undefined ? "canceled" : dice.pick(["active", "active", "paused"]),
          };
    const status = at === 0 && first.status === "canceled" ? "active" : first.status;
    return {
      ...first,
      status: status ?? "active",
      ...change,
      valid_from: isoOf(cut),
      valid_to: next === undefined ? null : isoOf(next),
    };
  });
}

/** Billing periods of a subscription: its cycle from its anchor, with the odd period of 45 days or from the 31st. */
export function randomPeriods(dice: Dice, versions: readonly Row[], months: number): { start: number; end: number }[] {
  const [first] = versions;
  const started = dayOf(String(first?.started_on));
  const trialEnds = first?.trial_ends_on ? dayOf(String(first.trial_ends_on)) : started;
  const anchor = dice.chance(0.85) ? Math.max(started, trialEnds) : addMonths(started, 0) - (started - FIRST_DAY);
  const step = first?.billing_period === "year" ? 12 : 1;
  const periods: { start: number; end: number }[] = [];
  for (let at = 0; at * step < months; at += 1) {
    const start = addMonths(anchor, at * step);
    const end = addMonths(anchor, (at + 1) * step);
    const odd = dice.chance(0.06);
    periods.push({ start, end: odd ? start + dice.pick([1, 45, 15, 366]) : end });
  }
  return periods;
}

/** One major unit of a currency in its minor ones. */
export const major = (currency: string) => minorPerMajor(currency);
