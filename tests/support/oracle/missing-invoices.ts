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

const BILLABLE = ["active", "past_due", "canceled"];

interface Hole {
  from: Day;
  to: Day;
  /** Periods step forward from the invoice before it, or backward from the one after it. */
  backward: boolean;
}

/** Days of a subscription's life that no live invoice touches: before, between and after its invoices. */
function holesOf(records: Records, id: string): Hole[] {
  const forces = versionsOf(records, id)
    .filter(({ status }) => BILLABLE.includes(status))
    .map(forceOf)
    .filter(({ from, to }) => from < to);
  if (forces.length === 0) return [];
  const [from, to] = [Math.min(...forces.map((force) => force.from)), Math.max(...forces.map((force) => force.to))];
  const live = records.invoices
    .filter((row) => row.subscription === id && isLive(row))
    .sort((a, b) => a.start - b.start);
  const [first] = live;
  if (!first) return [{ from, to, backward: false }];
  const holes: Hole[] = [{ from, to: first.start, backward: true }];
  let covered = first.end;
  for (const { start, end } of live) {
    if (start > covered) holes.push({ from: covered, to: start, backward: false });
    covered = Math.max(covered, end);
  }
  return [...holes, { from: covered, to, backward: false }];
}

/** Periods of the subscription's cycle that fit whole into a hole, stepping from the invoice beside it. */
function periodsOf(records: Records, id: string, { from, to, backward }: Hole): { start: Day; end: Day }[] {
  const terms = versionsInForce(records, id, backward ? to - 1 : from, backward ? to : from + 1);
  const step = terms.some(({ cycle }) => cycle === "year") ? 12 : 1;
  const periods: { start: Day; end: Day }[] = [];
  for (let at = 0; ; at += step) {
    const start = backward ? addMonths(to, -at - step) : addMonths(from, at);
    const end = backward ? addMonths(to, -at) : addMonths(from, at + step);
    if (start < from || end > to || start > records.asOf) return periods;
    periods.push({ start, end });
  }
}

export const missedInvoice: OracleDetector = {
  id: "missed_invoice",
  needs: [],
  find: (records, held) => {
    const live = records.invoices.filter(isLive);
    // Days before the data's first issue are not in the data.
    const firstIssue = Math.min(...live.map(({ issued }) => issued));
    return subscriptionsOf(records).flatMap((entity): Hit[] => {
      const own = live.filter(({ subscription }) => subscription === entity);
      const inArrears = own.length > 0 && own.every(({ issued, end }) => issued >= end);
      const missed = holesOf(records, entity)
        .flatMap((hole) => periodsOf(records, entity, hole))
        .filter(({ start, end }) => (inArrears ? end : start) >= firstIssue && end + 7 <= records.asOf)
        .filter(({ start, end }) => isOwedWhole(records, entity, start, end));
      const wanted = missed.map(({ start, end }) => ({
        table: "subscriptions",
        key: `${entity} ${isoOf(start)}`,
        cents: contractedPrice(records, entity, start, end),
      }));
      // An unconverted trial holds every invoice that it never had.
      return held.has("subscriptions", entity) ? [] : [{ entity, wanted }];
    });
  },
};
