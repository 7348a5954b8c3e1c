import { isLive } from "./billed-periods";
import { addMonths, type Day, isoOf } from "./days";
import { halfUp, plus } from "./fraction";
import type { Hit, OracleDetector } from "./ledger";
import { basePrice, contractedPrice, forceOf, overageOf, owes, usedIn, versionsInForce } from "./price";
import type { Records } from "./records";

const subscriptionsOf = (records: Records) => [...new Set(records.versions.map(({ id }) => id))];
const versionsOf = (records: Records, id: string) => records.versions.filter((version) => version.id === id);

export const trialNotConverted: OracleDetector = {
  id: "trial_not_converted",
  needs: ["subscriptions.trial_ends_on"],
  find: (records) =>
    subscriptionsOf(records).flatMap((entity): Hit[] => {
      const versions = versionsOf(records, entity);
      const ends = versions.flatMap(({ trialEnds }) => trialEnds ?? []);
      if (ends.length === 0) return [];
      const end = Math.max(...ends);
      const canceled = versions.some((row) => row.status === "canceled" || row.canceled !== null);
      const invoiced = records.invoices.some((row) => row.subscription === entity && isLive(row));
      const used = records.usage.some((row) => row.subscription === entity && row.day >= end);
      if (records.asOf - end <= 7 || canceled || invoiced || !used) return [];
      const until = records.asOf + 1;
      const price = plus(
        basePrice(records, entity, end, until),
        overageOf(records, entity, end, until, usedIn(records, entity, end, until)),
      );
      return [{ entity, wanted: [{ table: "subscriptions", key: entity, cents: halfUp(price) }] }];
    }),
};

/** Whether every day of [start, end) has a version that owes and is active or past due. */
function isOwedWhole(records: Records, id: string, start: Day, end: Day): boolean {
  const versions = versionsInForce(records, id, start, end).filter(
    (version) => owes(version) && ["active", "past_due"].includes(version.status),
  );
  let day = start;
  for (const { from, to } of versions.map(forceOf)) if (from <= day) day = Math.max(day, to);
  return day >= end;
}

/** The whole periods of a subscription's cycle, counted from its first live invoice, else from its first owed day. */
export function duePeriods(records: Records, id: string): { start: Day; end: Day }[] {
  const versions = versionsOf(records, id).filter(owes);
  const starts = versions.map((version) => forceOf(version).from);
  const invoiced = records.invoices.filter((row) => row.subscription === id && isLive(row)).map(({ start }) => start);
  if (starts.length === 0) return [];
  const first = Math.min(...starts);
  const anchor = Math.min(...(invoiced.length > 0 ? invoiced : [first]));
  const months = versions.at(-1)?.cycle === "year" ? 12 : 1;
  const periods: { start: Day; end: Day }[] = [];
  for (let at = -60; addMonths(anchor, at * months) <= records.asOf; at += 1) {
    const period = { start: addMonths(anchor, at * months), end: addMonths(anchor, (at + 1) * months) };
    if (period.start >= first) periods.push(period);
  }
  return periods;
}

export const missedInvoice: OracleDetector = {
  id: "missed_invoice",
  needs: [],
  find: (records) =>
    subscriptionsOf(records).flatMap((entity): Hit[] => {
      const live = records.invoices.filter((row) => row.subscription === entity && isLive(row));
      const missed = duePeriods(records, entity).filter(
        ({ start, end }) =>
          end + 7 <= records.asOf &&
          isOwedWhole(records, entity, start, end) &&
          !live.some((row) => row.start < end && row.end > start),
      );
      const wanted = missed.map(({ start, end }) => ({
        table: "subscriptions",
        key: `${entity} ${isoOf(start)}`,
        cents: contractedPrice(records, entity, start, end),
      }));
      return [{ entity, wanted }];
    }),
};
