import { casesOf, detect, invoice, type Row, SHORTFALLS, subscription, usage, type World } from "./world";

const ended = (more: Row = {}) => subscription({ discount_pct: 20, discount_ends_on: "2026-01-01", ...more });
const metered = (more: Row = {}) => subscription({ included_units: 100, overage_unit_price_cents: 50, ...more });
const discount = (claims: Record<string, number>) => ({ "expired_discount:s1": claims });
const seats = (claims: Record<string, number>) => ({ "seat_shortfall:s1": claims });
const unbilled = (claims: Record<string, number>) => ({ "unbilled_usage:s1": claims });
const february = { period_start: "2026-02-01", period_end: "2026-03-01", issued_on: "2026-02-01" };

const table: [string, World, Record<string, Record<string, number>>, string?][] = [
  [
    "an ended discount still taken off, over all its periods",
    { subscriptions: [ended()], invoices: [invoice("i1", 8000), invoice("i2", 8000, february)] },
    discount({ i1: 2000, i2: 2000 }),
  ],
  [
    "the discount ends a day later",
    { subscriptions: [ended({ discount_ends_on: "2026-01-02" })], invoices: [invoice("i1", 8000)] },
    {},
  ],
  ["billed in full after it ended", { subscriptions: [ended()], invoices: [invoice("i1", 10000)] }, {}],
  [
    "short by another amount than the discount",
    { subscriptions: [ended()], invoices: [invoice("i1", 8500)] },
    { "underbilling:s1": { i1: 1500 } },
  ],
  ["a cent of rounding", { subscriptions: [ended()], invoices: [invoice("i1", 8001)] }, discount({ i1: 1999 })],
  [
    "a period not closed, whose discount is over all the same",
    { subscriptions: [ended()], invoices: [invoice("i1", 8000)] },
    discount({ i1: 2000 }),
    "2026-01-10",
  ],
  [
    "a small discount, below the tolerance of underbilling",
    { subscriptions: [ended({ discount_pct: 1 })], invoices: [invoice("i1", 9900)] },
    discount({ i1: 100 }),
  ],
  [
    "the discount of an upgraded half alone",
    {
      subscriptions: [
        subscription({ valid_from: "2025-01-01", valid_to: "2026-01-17" }),
        ended({ valid_from: "2026-01-17", discount_ends_on: "2025-12-01" }),
      ],
      // 20 % of 100.00 over 15 of 31 days
      invoices: [invoice("i1", 10000 - 968)],
    },
    discount({ i1: 968 }),
  ],
  [
    "an expected amount that keeps the discount wins",
    { subscriptions: [ended()], invoices: [invoice("i1", 8000, { expected_amount_cents: 8000 })] },
    {},
  ],
  [
    "seats in force above those invoiced",
    {
      subscriptions: [subscription()],
      invoices: [invoice("i1", 8000, { quantity: 8 }), invoice("i2", 7000, { quantity: 7, ...february })],
    },
    seats({ i1: 2000, i2: 3000 }),
  ],
  [
    "fewer seats named, and billed in full",
    { subscriptions: [subscription()], invoices: [invoice("i1", 10000, { quantity: 8 })] },
    {},
  ],
  [
    "more seats than contracted",
    { subscriptions: [subscription()], invoices: [invoice("i1", 12000, { quantity: 12 })] },
    {},
  ],
  [
    "unknown seats are nobody's",
    { subscriptions: [subscription()], invoices: [invoice("i1", 8000, { quantity: null })] },
    { "underbilling:s1": { i1: 2000 } },
  ],
  [
    "one seat of three hundred, below the tolerance of underbilling",
    { subscriptions: [subscription({ seats: 300 })], invoices: [invoice("i1", 299000, { quantity: 299 })] },
    seats({ i1: 1000 }),
  ],
  [
    "missing seats at their discounted price, and never more than is short",
    {
      subscriptions: [subscription({ discount_pct: 10 }), subscription({ subscription_id: "s2" })],
      invoices: [invoice("i1", 7200, { quantity: 8 }), invoice("i2", 8800, { subscription_id: "s2", quantity: 8 })],
    },
    { "seat_shortfall:s1": { i1: 1800 }, "seat_shortfall:s2": { i2: 1200 } },
  ],
  [
    "a shortfall that missing seats do not explain",
    { subscriptions: [subscription()], invoices: [invoice("i1", 9500, { quantity: 1 })] },
    { "underbilling:s1": { i1: 500 } },
  ],
  [
    "an upgrade within the period, prorated on the amount",
    {
      subscriptions: [
        subscription({ valid_from: "2025-01-01", valid_to: "2026-01-16" }),
        subscription({ valid_from: "2026-01-16", seats: 20 }),
      ],
      invoices: [invoice("i1", 15161)],
    },
    {},
  ],
  [
    "seats added in a period that still runs are billed later",
    {
      subscriptions: [
        subscription({ valid_from: "2025-01-01", valid_to: "2026-01-16" }),
        subscription({ valid_from: "2026-01-16", seats: 20 }),
      ],
      invoices: [invoice("i1", 10000)],
    },
    {},
    "2026-01-20",
  ],
  [
    "added seats on an invoice of their own count",
    {
      subscriptions: [subscription()],
      invoices: [invoice("i1", 8000, { quantity: 8 }), invoice("i2", 2000, { quantity: 2 })],
    },
    {},
  ],
  [
    "usage above the included units at the base price",
    { subscriptions: [metered()], invoices: [invoice("i1", 10000)], usage_events: [usage("u1", 130, "2026-01-05")] },
    unbilled({ i1: 1500 }),
  ],
  [
    "usage billed",
    { subscriptions: [metered()], invoices: [invoice("i1", 11500)], usage_events: [usage("u1", 130, "2026-01-05")] },
    {},
  ],
  [
    "usage inside the included units",
    { subscriptions: [metered()], invoices: [invoice("i1", 10000)], usage_events: [usage("u1", 100, "2026-01-05")] },
    {},
  ],
  [
    "a part of the overage was billed",
    { subscriptions: [metered()], invoices: [invoice("i1", 10500)], usage_events: [usage("u1", 130, "2026-01-05")] },
    { "underbilling:s1": { i1: 1000 } },
  ],
  [
    "short of the base price too: who knows what was billed",
    { subscriptions: [metered()], invoices: [invoice("i1", 9000)], usage_events: [usage("u1", 130, "2026-01-05")] },
    { "underbilling:s1": { i1: 2500 } },
  ],
  [
    "a period that still runs",
    { subscriptions: [metered()], invoices: [invoice("i1", 10000)], usage_events: [usage("u1", 130, "2026-01-05")] },
    {},
    "2026-01-20",
  ],
  [
    "a little overage, below the tolerance of underbilling",
    { subscriptions: [metered()], invoices: [invoice("i1", 10000)], usage_events: [usage("u1", 101, "2026-01-05")] },
    unbilled({ i1: 50 }),
  ],
  [
    "the tier explains seats and discount",
    { subscriptions: [ended({ tier: "Enterprise" })], invoices: [invoice("i1", 6400, { quantity: 8 })] },
    { "tier_mismatch:s1": { i1: 3600 } },
  ],
  [
    "seats short and usage unbilled: the seats alone are claimed, the rest stays unclaimed",
    {
      subscriptions: [metered()],
      invoices: [invoice("i1", 8000, { quantity: 8 })],
      usage_events: [usage("u1", 130, "2026-01-05")],
    },
    seats({ i1: 2000 }),
  ],
];

test.each(table.map(([name, world, expected, asOf = "2026-02-28"]) => [name, world, expected, asOf] as const))(
  "%s",
  async (...row) => {
    const [, world, expected, asOf] = row;
    expect(await casesOf(world, { asOf, only: SHORTFALLS })).toEqual(expected);
  },
);

test("the cases say what they are about, and underbilling is linked", async () => {
  const world: World = {
    subscriptions: [ended(), subscription({ subscription_id: "s2" }), metered({ subscription_id: "s3" })],
    invoices: [
      invoice("i1", 8000),
      invoice("i2", 8000, { subscription_id: "s2", quantity: 8 }),
      invoice("i3", 10000, { subscription_id: "s3" }),
    ],
    usage_events: [usage("u1", 1300, "2026-01-05", { subscription_id: "s3" })],
  };
  const { findings } = await detect(world, { only: SHORTFALLS });
  expect(findings.map(({ title, summary, alsoSeenBy }) => [title, summary, alsoSeenBy])).toEqual([
    [
      "Name of c1 still billed with an ended discount for 1 month",
      "The discount ended on 1 Jan 2026, and the invoices of 1 month still take it off: $80.00 billed, the discount is " +
        "worth $20.00. The price is that of the contract versions in force.",
      ["underbilling"],
    ],
    [
      "Name of c1 billed for 8 seats, contracted 10",
      "The invoices of 1 month name 8 seats while the contract has up to 10 in force: the missing seats are worth " +
        "$20.00. The price is that of the contract versions in force.",
      ["underbilling"],
    ],
    [
      "Usage of Name of c1 above the included units, unbilled for 1 month",
      "Over 1 month Name of c1 used 1,300 units, more than included, and was billed the base price of $100.00: the " +
        "overage of $600.00 is on no invoice. The price is that of the contract versions in force.",
      ["underbilling"],
    ],
  ]);
});
