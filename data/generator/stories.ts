import { addMonths, billingDay, type Day } from "./days";
import { AS_OF, type Contract, type Tier, type Version } from "./model";
import type { Random } from "./random";
import { tierTerms } from "./tiers";

const NEXT_TIER: Record<Tier, Tier> = { Starter: "Pro", Pro: "Enterprise", Enterprise: "Enterprise" };
const LOWER_TIER: Record<Tier, Tier> = { Starter: "Starter", Pro: "Starter", Enterprise: "Pro" };

/** Turns an ordinary contract into the one its story tells, when there is time left for it before the as-of day. */
export function applyStory(contract: Contract, random: Random): void {
  const first = contract.versions[0];
  if (!first) throw new Error(`${contract.id} has no version`);
  const wholePeriods = periodsBefore(contract, AS_OF);
  switch (contract.story) {
    case "expansion":
      if (wholePeriods > 2) change(contract, midPeriod(contract, random, wholePeriods), growSeats(first, random));
      break;
    case "upgrade":
      if (wholePeriods > 2)
        change(contract, midPeriod(contract, random, wholePeriods), tierTerms(NEXT_TIER[first.tier]));
      break;
    case "downgrade":
      if (wholePeriods > 2) {
        const from = addMonths(contract.firstPeriod, random.integer(2, wholePeriods));
        change(contract, from, tierTerms(LOWER_TIER[first.tier]));
      }
      break;
    case "pause":
      if (wholePeriods > 4) pause(contract, random, wholePeriods);
      break;
    case "trial":
      startTrial(contract, random);
      break;
    case "discount":
      first.discountPct = random.pick([10, 15, 20, 25, 30]);
      first.discountEndsOn = addMonths(contract.firstPeriod, random.integer(1, 10));
      break;
    case "churn":
    case "delinquent":
      if (wholePeriods > 3) cancel(contract, random, wholePeriods);
      break;
    default:
      break;
  }
}

function periodsBefore(contract: Contract, day: Day): number {
  let count = 0;
  while (addMonths(contract.firstPeriod, count + 1) <= day) count += 1;
  return count;
}

/** A day inside a period that has ended before the as-of day, away from both of its ends. */
function midPeriod(contract: Contract, random: Random, wholePeriods: number): Day {
  return addMonths(contract.firstPeriod, random.integer(1, wholePeriods - 1)) + random.integer(5, 22);
}

function growSeats(version: Version, random: Random): Partial<Version> {
  return { seats: version.seats + random.integer(1, Math.max(2, Math.floor(version.seats / 3))) };
}

/** Ends the last version on `from` and starts the next one with `terms`. */
function change(contract: Contract, from: Day, terms: Partial<Version>): void {
  const last = contract.versions[contract.versions.length - 1];
  if (!last) throw new Error(`${contract.id} has no version`);
  contract.versions.push({ ...last, ...terms, validFrom: from, validTo: null });
  last.validTo = from;
}

function pause(contract: Contract, random: Random, wholePeriods: number): void {
  const from = addMonths(contract.firstPeriod, random.integer(1, wholePeriods - 3)) + random.integer(0, 20);
  const resumes = random.chance(0.3)
    ? addMonths(from, 2)
    : addMonths(contract.firstPeriod, wholePeriods - 1) + random.integer(4, 12);
  change(contract, from, { status: "paused" });
  if (resumes > from + 20) change(contract, resumes, { status: "active" });
}

/** A trial that became a paid contract, ran out and was canceled, or still runs on the as-of day. */
function startTrial(contract: Contract, random: Random): void {
  const first = contract.versions[0];
  if (!first) throw new Error(`${contract.id} has no version`);
  const endsOn = billingDay(contract.startedOn + random.pick([14, 30]));
  contract.trialEndsOn = endsOn;
  contract.firstPeriod = endsOn;
  first.status = "trialing";
  first.validFrom = contract.startedOn;
  if (endsOn > AS_OF) return;
  if (random.chance(0.25)) {
    contract.canceledOn = endsOn;
    first.validTo = endsOn;
    return;
  }
  change(contract, endsOn, { status: "active" });
}

/** Most leave at the end of a period; EMEA lost more of them at the turn of January, which February's revenue shows. */
function cancel(contract: Contract, random: Random, wholePeriods: number): void {
  const last = contract.versions[contract.versions.length - 1];
  if (!last) throw new Error(`${contract.id} has no version`);
  const lately = contract.customer.region === "EMEA" && random.chance(0.6);
  const periods = lately ? wholePeriods - 1 : random.integer(2, wholePeriods - 1);
  const boundary = addMonths(contract.firstPeriod, periods);
  const midway = contract.story === "churn" && random.chance(0.25) && boundary + 12 < AS_OF;
  contract.canceledOn = midway ? boundary + random.integer(4, 12) : boundary;
  last.status = "canceled";
}
