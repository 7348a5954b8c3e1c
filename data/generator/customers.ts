import { toDay } from "./days";
import type { Customer, Region } from "./model";
import { AS_OF, FIRST_DAY } from "./model";
import { companyName, countriesOf } from "./names";
import { createRandom } from "./random";

/** Customers that carry a planted anomaly; their contracts are fixed so that the money is exact. */
export const PLANTED = {
  underbilled: 17,
  wrongTier: 41,
  duplicateRefund: 63,
  nearLimitCredit: 95,
  selfApprovedCredit: 118,
} as const;

/** Fewer customers than this cannot hold the planted anomalies and the look-alikes. */
export const MIN_CUSTOMERS = 250;

const PLANTED_REGIONS = new Map<number, Region>([
  [PLANTED.underbilled, "NA"],
  [PLANTED.wrongTier, "APAC"],
  [PLANTED.duplicateRefund, "LATAM"],
  [PLANTED.nearLimitCredit, "NA"],
  [PLANTED.selfApprovedCredit, "APAC"],
]);

export function isPlanted(index: number): boolean {
  return PLANTED_REGIONS.has(index);
}

/** Customer `index`, the same at any size of the world. Three in five were there before the first day. */
export function createCustomer(seed: number, index: number): Customer {
  const random = createRandom(seed, `customer:${index}`);
  const drawn = random.weighted<Region>([
    ["EMEA", 32],
    ["NA", 34],
    ["APAC", 20],
    ["LATAM", 14],
  ]);
  const region = PLANTED_REGIONS.get(index) ?? drawn;
  const early = random.chance(0.62) || isPlanted(index);
  const createdDay = early
    ? random.integer(toDay("2022-02-01"), toDay("2024-11-30"))
    : random.integer(FIRST_DAY, AS_OF - 12);
  const name = companyName(index, region, random.integer(0, 9));
  const domain = name
    .toLowerCase()
    .replace(/ (gmbh|ltd|sa|bv|ab|inc|llc|corp|pty ltd|kk|pte ltd|co|ltda|spa)$/, "")
    .replace(/[^a-z0-9]+/g, "-");
  return {
    index,
    id: `cus_${String(index + 1).padStart(4, "0")}`,
    name,
    email: `billing@${domain}.example`,
    region,
    country: random.pick(countriesOf(region)),
    segment: random.pick(["SMB", "SMB", "Mid-market", "Enterprise"]),
    createdDay,
    createdSecond: random.integer(6 * 3600, 20 * 3600),
  };
}
