import { toDay } from "@/data/generator/days";
import type { Contract, Customer, Version } from "@/data/generator/model";
import { contractedCents } from "@/data/generator/price";

const customer: Customer = {
  index: 0,
  id: "c",
  name: "n",
  email: "e",
  region: "NA",
  country: "US",
  segment: "SMB",
  createdDay: 0,
  createdSecond: 0,
};
const version = (more: Partial<Version>): Version => ({
  tier: "Pro",
  seats: 10,
  unitPriceCents: 3000,
  discountPct: 0,
  discountEndsOn: null,
  includedUnits: null,
  overageMicros: null,
  status: "active",
  validFrom: toDay("2025-01-01"),
  validTo: null,
  ...more,
});
const contract = (versions: Version[], more: Partial<Contract> = {}): Contract => ({
  id: "s",
  customer,
  story: "plain",
  periodMonths: 1,
  billing: "advance",
  startedOn: toDay("2025-01-01"),
  trialEndsOn: null,
  canceledOn: null,
  firstPeriod: toDay("2025-01-01"),
  versions,
  ...more,
});
const june = (one: Contract, used: number | null = null) =>
  contractedCents(one, toDay("2025-06-01"), toDay("2025-07-01"), used);

const cases: [name: string, Contract, used: number | null, cents: number][] = [
  ["seats times price", contract([version({})]), null, 30_000],
  ["a discount that runs", contract([version({ discountPct: 20, discountEndsOn: toDay("2025-06-02") })]), null, 24_000],
  [
    "a discount that ended",
    contract([version({ discountPct: 20, discountEndsOn: toDay("2025-06-01") })]),
    null,
    30_000,
  ],
  ["a discount without end", contract([version({ discountPct: 20 })]), null, 24_000],
  [
    "an upgrade after 10 of 30 days",
    contract([
      version({ validTo: toDay("2025-06-11") }),
      version({ unitPriceCents: 6000, validFrom: toDay("2025-06-11") }),
    ]),
    null,
    50_000,
  ],
  [
    "a pause of the last 15 days",
    contract([
      version({ validTo: toDay("2025-06-16") }),
      version({ status: "paused", validFrom: toDay("2025-06-16") }),
    ]),
    null,
    15_000,
  ],
  ["an end after 3 days", contract([version({})], { canceledOn: toDay("2025-06-04") }), null, 3000],
  ["a trial until the 16th", contract([version({})], { trialEndsOn: toDay("2025-06-16") }), null, 15_000],
  [
    "half a cent rounds up",
    contract([version({ seats: 1, unitPriceCents: 15, validTo: toDay("2025-06-02") })]),
    null,
    1,
  ],
  ["usage inside", contract([version({ includedUnits: 100, overageMicros: 4000 })]), 100, 30_000],
  ["usage above", contract([version({ includedUnits: 100, overageMicros: 4000 })]), 1100, 30_400],
  ["usage of an open period", contract([version({ includedUnits: 100, overageMicros: 4000 })]), null, 30_000],
  ["a year", contract([version({})], { periodMonths: 12 }), null, 360_000],
];

test.each(cases)("%s", (_name, one, used, cents) => expect(june(one, used)).toBe(cents));
