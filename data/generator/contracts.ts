import { isPlanted, PLANTED } from "./customers";
import { addMonths, billingDay, type Day, toDay } from "./days";
import { AS_OF, type Contract, type Customer, FIRST_DAY, type Story, type Tier, type Version } from "./model";
import { createRandom, type Random } from "./random";
import { applyStory } from "./stories";
import { tierTerms } from "./tiers";

/** The contracts of a customer: one, or two for a few of them. The history before the first day is not in the data. */
export function createContracts(seed: number, customer: Customer): Contract[] {
  const planted = plantedContract(customer);
  if (planted) return [planted];
  const random = createRandom(seed, `contract:${customer.index}`);
  const first = ordinaryContract(customer, random, `sub_${customer.id.slice(4)}`, drawStory(customer, random));
  if (isPlanted(customer.index) || !random.chance(0.08)) return [first];
  return [first, ordinaryContract(customer, random, `sub_${customer.id.slice(4)}_2`, "plain")];
}

function drawStory(customer: Customer, random: Random): Story {
  if (isPlanted(customer.index)) return "plain";
  const isNew = customer.createdDay >= FIRST_DAY;
  return random.weighted<Story>([
    ["plain", 46],
    ["expansion", 7],
    ["upgrade", 7],
    ["downgrade", 3],
    ["pause", 5],
    ["trial", isNew ? 22 : 0],
    ["discount", 7],
    ["overage", 8],
    ["annual", 9],
    ["churn", 7],
    ["delinquent", 3],
    ["label", 1],
    ["rounded", 4],
  ]);
}

function ordinaryContract(customer: Customer, random: Random, id: string, story: Story): Contract {
  const tier = drawTier(random, story);
  const seats = drawSeats(random, tier);
  const isNew = customer.createdDay >= FIRST_DAY;
  const anchor = random.chance(0.45) ? 1 : random.integer(2, 28);
  const startedOn = isNew ? billingDay(customer.createdDay + random.integer(0, 5)) : customer.createdDay + 3;
  let firstPeriod: Day = isNew ? startedOn : FIRST_DAY + anchor - 1;
  if (story === "annual" && !isNew) firstPeriod = addMonths(firstPeriod, annualMonth(random));
  const discountPct = story !== "discount" && random.chance(0.18) ? random.pick([5, 10, 15, 20]) : 0;
  const negotiated = tier === "Enterprise" && random.chance(0.4) ? random.integer(0, 12) * 50 - 350 : 0;
  const terms = tierTerms(tier);
  const contract: Contract = {
    id,
    customer,
    story,
    periodMonths: story === "annual" ? 12 : 1,
    billing: story === "overage" ? "arrears" : "advance",
    startedOn,
    trialEndsOn: null,
    canceledOn: null,
    firstPeriod,
    versions: [
      {
        ...terms,
        unitPriceCents: terms.unitPriceCents + negotiated,
        seats,
        discountPct,
        discountEndsOn: null,
        status: "active",
        validFrom: firstPeriod,
        validTo: null,
      },
    ],
  };
  applyStory(contract, random);
  return contract;
}

/** Annual contracts renew mostly in January, so February has less to invoice, as real years do. */
function annualMonth(random: Random): number {
  return random.chance(0.45) ? 0 : random.integer(1, 11);
}

function drawTier(random: Random, story: Story): Tier {
  if (story === "overage" || story === "annual" || story === "downgrade") return random.pick(["Pro", "Enterprise"]);
  if (story === "upgrade") return random.pick(["Starter", "Pro"]);
  return random.weighted<Tier>([
    ["Starter", 44],
    ["Pro", 38],
    ["Enterprise", 18],
  ]);
}

function drawSeats(random: Random, tier: Tier): number {
  if (tier === "Starter") return random.integer(1, 12);
  return tier === "Pro" ? random.integer(3, 35) : random.integer(10, 60);
}

/** The contracts behind the planted anomalies: prices, seats and dates are part of the demo's arithmetic. */
function plantedContract(customer: Customer): Contract | null {
  const version = (tier: Tier, seats: number, validFrom: Day, more: Partial<Version> = {}): Version => ({
    ...tierTerms(tier),
    seats,
    discountPct: 0,
    discountEndsOn: null,
    status: "active",
    validFrom,
    validTo: null,
    ...more,
  });
  const contract = (story: Story, versions: Version[]): Contract => ({
    id: `sub_${customer.id.slice(4)}`,
    customer,
    story,
    periodMonths: 1,
    billing: "advance",
    startedOn: customer.createdDay + 3,
    trialEndsOn: null,
    canceledOn: null,
    firstPeriod: FIRST_DAY,
    versions,
  });
  if (customer.index === PLANTED.underbilled) {
    const raise = toDay("2025-12-01");
    return contract("underbilled", [
      version("Enterprise", 25, FIRST_DAY, { unitPriceCents: 6800, validTo: raise }),
      version("Enterprise", 25, raise, { unitPriceCents: 7200 }),
    ]);
  }
  if (customer.index === PLANTED.wrongTier) {
    const upgrade = toDay("2025-09-01");
    return contract("wrong-tier", [version("Starter", 3, FIRST_DAY, { validTo: upgrade }), version("Pro", 3, upgrade)]);
  }
  if (customer.index === PLANTED.duplicateRefund) return contract("plain", [version("Pro", 12, FIRST_DAY)]);
  return null;
}

/** The last day, exclusive, with anything under the contract that the data can show. */
export function endOfContract(contract: Contract): Day {
  return Math.min(contract.canceledOn ?? AS_OF + 1, AS_OF + 1);
}
