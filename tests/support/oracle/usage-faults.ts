import { billedPeriods } from "./billed-periods";
import { addMonths, type Day, dayOf, isoOf } from "./days";
import { type Fraction, halfUp, minus, plus, ratio, times, ZERO } from "./fraction";
import type { Hit, OracleClaim, OracleDetector } from "./ledger";
import { discountFactor, isTrialForever, overageOf, usedIn } from "./price";
import type { Records, Usage, Version } from "./records";
import { spread } from "./spread";

/** The last version of each subscription, where that one has an end. */
export function canceledSubscriptions(records: Records): Map<string, { version: Version; canceled: Day }> {
  const last = new Map<string, Version>();
  for (const version of records.versions) {
    const known = last.get(version.id);
    if (!known || (version.validFrom ?? version.started) >= (known.validFrom ?? known.started))
      last.set(version.id, version);
  }
  return new Map(
    [...last].flatMap(([id, version]) =>
      version.canceled === null ? [] : [[id, { version, canceled: version.canceled }]],
    ),
  );
}

/** What a day of the plan costs, its discount taken off while it runs: the month's price by its calendar days. */
function dayPrice(version: Version, day: Day): Fraction {
  const monthStart = dayOf(`${isoOf(day).slice(0, 7)}-01`);
  const length = addMonths(monthStart, 1) - monthStart;
  return times(ratio(version.seats, length), version.unitPrice, discountFactor(version, day, false));
}

export const usageAfterCancel: OracleDetector = {
  id: "usage_after_cancel",
  needs: ["subscriptions.canceled_on"],
  find: (records) =>
    [...canceledSubscriptions(records)].flatMap(([entity, { version, canceled }]): Hit[] => {
      if (isTrialForever(version)) return [];
      const late = records.usage
        .filter(({ subscription, day }) => subscription === entity && day > canceled + 3)
        .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
      const metered = version.overagePrice !== null && version.overagePrice.top > 0n ? version.overagePrice : null;
      const days = [...new Set(late.map(({ day }) => day))];
      const price = metered
        ? late.map(({ quantity }) => times(quantity, metered)).reduce(plus, ZERO)
        : days.map((day) => dayPrice(version, day)).reduce(plus, ZERO);
      const carriers = metered ? late : days.flatMap((day) => late.find((event) => event.day === day) ?? []);
      return [{ entity, wanted: spreadOver(carriers, halfUp(price), metered !== null) }];
    }),
};

/** Cents over events, by quantity or evenly. Quantities have at most six decimals. */
const spreadOver = (events: readonly Usage[], cents: number, byQuantity: boolean) =>
  spread(
    "usage_events",
    events.map(({ id, quantity }) => ({
      key: id,
      weight: byQuantity ? (quantity.top * 1_000_000n) / quantity.bottom : 1n,
    })),
    cents,
  );

/** Events that repeat an earlier one (by key) of the same subscription, metric, quantity and instant. */
function repeatsOf(records: Records): Usage[] {
  const seen = new Set<string>();
  return records.usage.filter(({ subscription, metric, quantity, at }) => {
    const alike = [subscription, metric, Number(quantity.top) / Number(quantity.bottom), at].join("|");
    const repeated = seen.has(alike);
    seen.add(alike);
    return repeated;
  });
}

export const duplicateUsage: OracleDetector = {
  id: "duplicate_usage",
  needs: ["subscriptions.overage_unit_price"],
  find: (records) => {
    const repeats = repeatsOf(records);
    const claims = new Map<string, OracleClaim[]>();
    for (const { subscription, start, end, closed, billed, contracted } of billedPeriods(records)) {
      if (!closed) continue;
      const here = repeats.filter((row) => row.subscription === subscription && row.day >= start && row.day < end);
      const extra = here.map(({ quantity }) => quantity).reduce(plus, ZERO);
      const used = usedIn(records, subscription, start, end);
      const price = minus(
        overageOf(records, subscription, start, end, used),
        overageOf(records, subscription, start, end, minus(used, extra)),
      );
      // Repeats whose overage was not billed cost nobody anything.
      if ((billed - contracted + halfUp(price)) * 2 < halfUp(price)) continue;
      const known = claims.get(subscription) ?? [];
      const fresh = spreadOver(here, halfUp(price), true).filter(
        ({ key }) => !known.some((claim) => claim.key === key),
      );
      claims.set(subscription, [...known, ...fresh]);
    }
    return [...claims].map(([entity, wanted]) => ({ entity, wanted }));
  },
};
