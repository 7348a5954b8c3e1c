import { DETECTORS } from "@/lib/detection/registry";
import { casesOf, detect, invoice, subscription, type World } from "./world";

const enterprise = subscription({ tier: "Enterprise", unit_price_cents: 2000 });
const mismatch = (claims: Record<string, number>) => ({ "tier_mismatch:s1": claims });

const table: [string, World, Record<string, Record<string, number>>, string?][] = [
  [
    "billed at another tier for less",
    { subscriptions: [enterprise], invoices: [invoice("i1", 10000)] },
    mismatch({ i1: 10000 }),
  ],
  ["a cent less is enough", { subscriptions: [enterprise], invoices: [invoice("i1", 19999)] }, mismatch({ i1: 1 })],
  ["another tier but billed in full", { subscriptions: [enterprise], invoices: [invoice("i1", 20000)] }, {}],
  [
    "the same tier, written otherwise",
    { subscriptions: [enterprise], invoices: [invoice("i1", 20000, { tier: " ENTERPRISE " })] },
    {},
  ],
  [
    "periods not closed count",
    { subscriptions: [enterprise], invoices: [invoice("i1", 10000)] },
    mismatch({ i1: 10000 }),
    "2026-01-10",
  ],
  [
    "an invoice without a tier is unknown",
    { subscriptions: [enterprise], invoices: [invoice("i1", 10000, { tier: null })] },
    { "underbilling:s1": { i1: 10000 } },
  ],
  [
    "the tier of any version in force will do, a paused one included",
    {
      subscriptions: [
        subscription({ valid_from: "2025-01-01", valid_to: "2026-01-10", tier: "pro", status: "paused" }),
        subscription({ valid_from: "2026-01-10", tier: "Enterprise" }),
      ],
      invoices: [invoice("i1", 7000)],
    },
    {},
  ],
  [
    "a version of another time does not explain it",
    {
      subscriptions: [
        subscription({ valid_from: "2025-01-01", valid_to: "2026-01-01", tier: "pro" }),
        subscription({ valid_from: "2026-01-01", tier: "Enterprise", unit_price_cents: 2000 }),
      ],
      invoices: [invoice("i1", 10000)],
    },
    mismatch({ i1: 10000 }),
  ],
  [
    "no version in force",
    {
      subscriptions: [subscription({ started_on: "2026-03-01" })],
      invoices: [invoice("i1", 0, { tier: "basic", expected_amount_cents: 50 })],
    },
    {},
  ],
  [
    "its periods are not underbilled as well, other periods are",
    {
      subscriptions: [enterprise],
      invoices: [
        invoice("i1", 10000),
        invoice("i2", 15000, { tier: "enterprise", period_start: "2025-12-01", period_end: "2026-01-01" }),
      ],
    },
    { ...mismatch({ i1: 10000 }), "underbilling:s1": { i2: 5000 } },
  ],
];

test.each(table.map(([name, world, expected, asOf = "2026-02-28"]) => [name, world, expected, asOf] as const))(
  "%s",
  async (...row) => {
    const [, world, expected, asOf] = row;
    expect(await casesOf(world, { asOf })).toEqual(expected);
  },
);

test("names both tiers and links with underbilling, which saw the same rows", async () => {
  const { findings, reports } = await detect({ subscriptions: [enterprise], invoices: [invoice("i1", 10000)] });
  expect(findings).toMatchObject([
    { title: "Name of c1 billed at pro, contracted Enterprise", alsoSeenBy: ["underbilling"], confidence: 0.94 },
  ]);
  expect(reports.filter(({ cases }) => cases > 0).map(({ id }) => id)).toEqual(["tier_mismatch"]);
  expect(reports.map(({ status }) => status)).toEqual(DETECTORS.map(() => "ok"));
});
