import { isPlanted } from "./customers";
import { type Day, weekStart } from "./days";
import type { Payment, Region } from "./model";
import type { Random } from "./random";

const TRIES = 2000;
const WEEKS_BACK = 7;
const REST_DAYS = 12;

/** Payments that a refund may name: each one once, and a customer again only after some days. */
export interface PaymentPool {
  /** Takes a payment of the region made before `day` that covers `leastCents`. */
  take(region: Region, day: Day, leastCents: number, random: Random, most?: number): Payment;
  /** Takes two payments of one customer. */
  takeTwo(region: Region, day: Day, leastCents: number, random: Random): [Payment, Payment];
}

export function createPaymentPool(payments: readonly Payment[]): PaymentPool {
  const byRegionWeek = new Map<string, Payment[]>();
  const byCustomer = new Map<string, Payment[]>();
  for (const payment of payments) {
    if (payment.status !== "succeeded" || payment.invoice === null || isPlanted(payment.customer.index)) continue;
    push(byRegionWeek, `${payment.customer.region}:${weekStart(payment.day)}`, payment);
    push(byCustomer, payment.customer.id, payment);
  }
  const used = new Set<Payment>();
  const lastRefund = new Map<string, Day>();

  const free = (payment: Payment, day: Day, leastCents: number) =>
    !used.has(payment) && payment.day < day && payment.amountCents >= leastCents;
  const rested = (payment: Payment, day: Day) =>
    Math.abs(day - (lastRefund.get(payment.customer.id) ?? Number.NEGATIVE_INFINITY)) > REST_DAYS;
  const mark = (payment: Payment, day: Day) => {
    used.add(payment);
    lastRefund.set(payment.customer.id, day);
  };
  const search = (region: Region, day: Day, random: Random, fits: (payment: Payment) => boolean): Payment => {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const week = weekStart(day) - 7 * random.integer(0, WEEKS_BACK);
      const bucket = byRegionWeek.get(`${region}:${week}`);
      if (!bucket) continue;
      const payment = random.pick(bucket);
      if (fits(payment)) return payment;
    }
    throw new Error(`No payment of ${region} is left to refund on day ${day}: more customers are needed`);
  };

  return {
    take(region, day, leastCents, random, most = Number.POSITIVE_INFINITY) {
      const payment = search(
        region,
        day,
        random,
        (candidate) => free(candidate, day, leastCents) && candidate.amountCents <= most && rested(candidate, day),
      );
      mark(payment, day);
      return payment;
    },
    takeTwo(region, day, leastCents, random) {
      const partner = (first: Payment) =>
        byCustomer
          .get(first.customer.id)
          ?.find((other) => other !== first && other.day > day - 100 && free(other, day, leastCents));
      const first = search(
        region,
        day,
        random,
        (candidate) => free(candidate, day, leastCents) && rested(candidate, day) && partner(candidate) !== undefined,
      );
      const second = partner(first);
      if (!second) throw new Error("A payment lost its partner");
      mark(first, day);
      mark(second, day);
      return [first, second];
    },
  };
}

function push<T>(map: Map<string, T[]>, key: string, item: T): void {
  const list = map.get(key);
  if (list) list.push(item);
  else map.set(key, [item]);
}
