import { minorPerMajor } from "@/lib/money";
import { type BilledPeriod, billedPeriods } from "./billed-periods";
import { halfUp, minus, plus, ratio, times, ZERO } from "./fraction";
import type { Hit, OracleDetector } from "./ledger";
import { basePrice, forceOf, overageOf, owes, seatPrice, usedIn, versionsInForce } from "./price";
import type { Records } from "./records";

/** One hit a subscription: each period's cents on its last-issued invoice. */
function bySubscription(records: Records, centsOf: (period: BilledPeriod) => number): Hit[] {
  const hits = new Map<string, Hit>();
  for (const period of billedPeriods(records)) {
    const cents = centsOf(period);
    if (cents <= 0) continue;
    const hit = hits.get(period.subscription) ?? { entity: period.subscription, wanted: [] };
    hit.wanted.push({ table: "invoices", key: period.last.id, cents });
    hits.set(period.subscription, hit);
  }
  return [...hits.values()].sort((a, b) => (a.entity < b.entity ? -1 : 1));
}

const missing = (period: BilledPeriod) => period.contracted - period.billed;

export const tierMismatch: OracleDetector = {
  id: "tier_mismatch",
  needs: [],
  find: (records) =>
    bySubscription(records, (period) => {
      const tiers = versionsInForce(records, period.subscription, period.start, period.end).map(({ tier }) => tier);
      const wrong = tiers.length > 0 && period.invoices.some(({ tier }) => !tiers.includes(tier));
      return wrong ? missing(period) : 0;
    }),
};

/** Whether the period lacks `part` to a cent and a fiftieth of `slackOf`: rounding, and no other price. */
const isLeftOut = (period: BilledPeriod, part: number, slackOf: number) =>
  slackOf > 0 && Math.abs(missing(period) - part) * 50 <= slackOf + 50;

/** Overage of the period in exact minor units, 0 while it is open. */
const overage = (records: Records, { subscription, start, end, closed }: BilledPeriod) =>
  closed ? overageOf(records, subscription, start, end, usedIn(records, subscription, start, end)) : ZERO;

export const expiredDiscount: OracleDetector = {
  id: "expired_discount",
  needs: ["subscriptions.discount_ends_on"],
  find: (records) =>
    bySubscription(records, (period) => {
      const { subscription, start, end } = period;
      const versions = versionsInForce(records, subscription, start, end).filter(owes);
      const ended = versions.some(
        ({ discountEnds, discountPct }) => discountEnds !== null && start >= discountEnds && discountPct.top > 0n,
      );
      if (!ended) return 0;
      const discount = halfUp(
        minus(basePrice(records, subscription, start, end), basePrice(records, subscription, start, end, true)),
      );
      const usage = halfUp(overage(records, period));
      const fits = [discount, discount + usage].some((left) => isLeftOut(period, left, discount));
      return fits ? Math.min(discount, missing(period)) : 0;
    }),
};

export const seatShortfall: OracleDetector = {
  id: "seat_shortfall",
  needs: [],
  find: (records) =>
    bySubscription(records, (period) => {
      // While a period is open, seats added during it are not billed yet.
      const versions = versionsInForce(records, period.subscription, period.start, period.end)
        .filter(owes)
        .filter((version) => period.closed || forceOf(version).from <= period.start);
      const billedSeats = period.invoices.reduce((sum, { quantity }) => sum + quantity, 0);
      const price = versions
        .map((version) =>
          times(ratio(Math.max(0, version.seats - billedSeats), 1), seatPrice(version, period.start, period.end)),
        )
        .reduce(plus, ZERO);
      return missing(period) * 2 >= halfUp(price) ? Math.min(halfUp(price), missing(period)) : 0;
    }),
};

export const unbilledUsage: OracleDetector = {
  id: "unbilled_usage",
  needs: ["subscriptions.overage_unit_price"],
  find: (records) =>
    bySubscription(records, (period) => {
      const cents = halfUp(overage(records, period));
      return isLeftOut(period, cents, cents) ? Math.min(cents, missing(period)) : 0;
    }),
};

export const underbilling: OracleDetector = {
  id: "underbilling",
  needs: [],
  find: (records, held) =>
    bySubscription(records, (period) => {
      if (!period.closed || held.has("invoices", period.last.id)) return 0;
      const cents = missing(period);
      const enough = cents > minorPerMajor(period.last.currency) && cents * 100 > 2 * period.contracted;
      return enough ? cents : 0;
    }),
};
