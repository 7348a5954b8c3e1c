import { PLANTED } from "./customers";
import { type Day, toDay } from "./days";
import { AS_OF, type Payment, REGIONS, type Refund, type Region } from "./model";
import { AGENTS, APPROVERS } from "./names";
import { createPaymentPool, type PaymentPool } from "./payment-pool";
import { createRandom, type Random } from "./random";
import * as texts from "./texts";

const FIRST_WEEK = toDay("2025-01-20");
const WEEKLY_CENTS: Record<Region, number> = { EMEA: 10_000, NA: 11_000, APAC: 9_000, LATAM: 7_500 };
/** Weeks of the year-end true-up. EMEA's last two are part of the calm weeks before its spike. */
const SEASON = new Set(["2025-12-08", "2025-12-15", "2025-12-22", "2025-12-29"].map(toDay));
/** Dollars refunded in EMEA in the eight weeks before the spike; their median is 105. */
const CALM_WEEKS = new Map<Day, readonly number[]>([
  [toDay("2025-12-22"), [70, 45, 35]],
  [toDay("2025-12-29"), [85, 45]],
  [toDay("2026-01-05"), [50, 30]],
  [toDay("2026-01-12"), [64, 46]],
  [toDay("2026-01-19"), [60]],
  [toDay("2026-01-26"), [55, 45]],
  [toDay("2026-02-02"), [80, 40]],
  [toDay("2026-02-09"), [52, 38]],
]);
const SPIKE_WEEK = toDay("2026-02-16");
const SPIKE_CENTS = 13_700;
const DUPLICATE_WEEK = toDay("2026-02-02");
const DUPLICATE_CENTS = 15_000;

/**
 * Refunds of every region and week. No cell but the spike's reaches five refunds, so the spike rule cannot take
 * the year-end weeks or the pairs for one.
 * @param volume copies of the ordinary weekly volume outside EMEA; a constant a week, so excesses stay the same.
 */
export function createRefunds(seed: number, payments: readonly Payment[], volume: number): Refund[] {
  const pool = createPaymentPool(payments);
  const refunds: Refund[] = [...duplicatePair(payments)];
  refunds.push(...spike(seed, pool));
  for (const [at, region] of REGIONS.entries()) {
    const random = createRandom(seed, `refunds:${region}`);
    for (let week = FIRST_WEEK, count = 0; week <= AS_OF; week += 7, count += 1) {
      if (region === "EMEA" && week === SPIKE_WEEK) continue;
      if (region === "LATAM" && week === DUPLICATE_WEEK) continue;
      // Pairs need customers with two payments behind them, which the first weeks do not have.
      const turn = count < 8 ? 0 : (count + at * 3) % 10;
      refunds.push(...cell({ region, week, turn }, pool, random));
      if (region !== "EMEA" && week + 6 <= AS_OF) {
        for (let copy = 1; copy < volume; copy += 1) {
          for (const cents of [3500, 2500])
            refunds.push(ordinary(pool.take(region, week + 2, cents, random), week + 2, cents, random));
        }
      }
    }
  }
  return refunds;
}

interface Cell {
  region: Region;
  week: Day;
  turn: number;
}

function cell({ region, week, turn }: Cell, pool: PaymentPool, random: Random): Refund[] {
  const calm = region === "EMEA" ? CALM_WEEKS.get(week) : undefined;
  if (calm) return calm.map((dollars) => single(region, week, dollars * 100, "", pool, random));
  if (SEASON.has(week)) {
    const total = Math.round(WEEKLY_CENTS[region] * (2.2 + random.next() * 0.4));
    return parts(total, 4, random).map((cents) => single(region, week, cents, "seasonal", pool, random));
  }
  const total = Math.round(WEEKLY_CENTS[region] * (0.75 + random.next() * 0.5));
  const isWhole = week + 6 <= AS_OF;
  if (isWhole && turn === 3) return itemPair(region, week, Math.floor(total / 2), pool, random);
  if (isWhole && turn === 7) return latePair(region, week, Math.floor(total / 2), pool, random);
  const count = isWhole ? random.integer(1, 3) : 1;
  return parts(total, count, random).map((cents) => single(region, week, cents, "", pool, random));
}

function single(region: Region, week: Day, cents: number, role: string, pool: PaymentPool, random: Random): Refund {
  const day = Math.min(AS_OF - 1, week + random.integer(0, 6));
  const refund = ordinary(pool.take(region, day, cents, random), day, cents, random);
  return role === "seasonal" ? { ...refund, ...words(texts.SEASONAL_REFUND), role } : refund;
}

/** Two items of two payments, given back at the same amount within 72 hours: no duplicate. */
function itemPair(region: Region, week: Day, cents: number, pool: PaymentPool, random: Random): Refund[] {
  const day = week + 1;
  return pool.takeTwo(region, day, cents, random).map((payment, at) => ({
    ...ordinary(payment, day + at, cents, random),
    ...words(texts.ITEM_REFUND),
    role: "partial-items",
  }));
}

/** Two parts of one payment, 80 hours apart: outside the window. */
function latePair(region: Region, week: Day, cents: number, pool: PaymentPool, random: Random): Refund[] {
  const payment = pool.take(region, week, cents * 2, random);
  const first = { ...ordinary(payment, week, cents, random), second: random.integer(0, 12 * 3600), role: "80-hours" };
  const later = first.second + 80 * 3600;
  const second = { ...first, day: week + Math.floor(later / 86_400), second: later % 86_400 };
  return [first, { ...second, ...words(texts.LATE_REFUND) }];
}

function spike(seed: number, pool: PaymentPool): Refund[] {
  const random = createRandom(seed, "spike");
  return texts.SPIKE_REFUNDS.map((text, at) => {
    const day = SPIKE_WEEK + Math.floor((at + 1) / 2);
    const payment = pool.take("EMEA", day, SPIKE_CENTS, random);
    return { ...ordinary(payment, day, SPIKE_CENTS, random), ...words(text), role: "spike" };
  });
}

/** The same half of one payment given back twice, 47 hours apart. */
function duplicatePair(payments: readonly Payment[]): Refund[] {
  const payment = payments
    .filter((one) => one.customer.index === PLANTED.duplicateRefund && one.status === "succeeded")
    .filter((one) => one.day < DUPLICATE_WEEK && one.amountCents >= 2 * DUPLICATE_CENTS)
    .toSorted((left, right) => right.day - left.day)[0];
  if (!payment) throw new Error("The customer of the duplicate refund has no payment that covers it");
  return texts.DUPLICATE_REFUND.map((text, at) => ({
    ...refundOf(payment, DUPLICATE_WEEK + 1 + at * 2, (10 - at) * 3600 + 720, DUPLICATE_CENTS),
    ...words(text),
    issuedBy: AGENTS[at === 0 ? 2 : 4],
    approvedBy: APPROVERS[0],
    role: "duplicate",
  }));
}

function ordinary(payment: Payment, day: Day, cents: number, random: Random): Refund {
  return {
    ...refundOf(payment, day, random.integer(7 * 3600, 19 * 3600), cents),
    ...words(random.pick(texts.ORDINARY_REFUNDS)),
    issuedBy: random.pick(AGENTS),
    approvedBy: random.chance(0.7) ? random.pick(APPROVERS) : "",
  };
}

function refundOf(payment: Payment, day: Day, second: number, amountCents: number): Refund {
  const { invoice, customer } = payment;
  const who = { issuedBy: "", approvedBy: "", reason: "", note: "", role: "" };
  return { id: "", payment, invoice, customer, amountCents, kind: "refund", day, second, ...who };
}

function words([reason, note]: readonly [string, string]): { reason: string; note: string } {
  return { reason, note };
}

/** `total` cents in `count` parts that differ. */
function parts(total: number, count: number, random: Random): number[] {
  const weights = Array.from({ length: count }, () => 1 + random.next());
  const sum = weights.reduce((left, right) => left + right, 0);
  const cents = weights.map((weight) => Math.floor((total * weight) / sum));
  cents[0] = (cents[0] ?? 0) + total - cents.reduce((left, right) => left + right, 0);
  return cents;
}
