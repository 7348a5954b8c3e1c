import { casesOf, type DetectOptions, detect, invoice, type Row, SHORTFALLS, subscription, type World } from "./world";

const month = (at: number, billedCents: number, more: Row = {}) =>
  invoice(`i${at}`, billedCents, {
    period_start: `2025-${String(at).padStart(2, "0")}-01`,
    period_end: `2025-${String(at + 1).padStart(2, "0")}-01`,
    issued_on: `2025-${String(at).padStart(2, "0")}-01`,
    ...more,
  });
const usage = (quantity: number, at: string, more: Row = {}): Row => ({
  event_id: `e${at}${quantity}`,
  customer_id: "c1",
  subscription_id: "s1",
  metric: "calls",
  quantity,
  occurred_at: at,
  ...more,
});
const underbilled = (claims: Record<string, number>, suffix = "") => ({ [`underbilling:s1${suffix}`]: claims });
const versions = (...rows: Row[]) =>
  rows.map((row, at) => subscription({ valid_from: at === 0 ? "2025-01-01" : null, ...row }));

const table: [string, World, Record<string, Record<string, number>>, DetectOptions?][] = [
  ["billed in full", { subscriptions: [subscription()], invoices: [invoice("i1", 10000)] }, {}],
  ["billed above", { subscriptions: [subscription()], invoices: [invoice("i1", 12000)] }, {}],
  [
    "a clear shortfall",
    { subscriptions: [subscription()], invoices: [invoice("i1", 9000)] },
    underbilled({ i1: 1000 }),
  ],
  ["exactly 2 %", { subscriptions: [subscription()], invoices: [invoice("i1", 9800)] }, {}],
  ["a cent over 2 %", { subscriptions: [subscription()], invoices: [invoice("i1", 9799)] }, underbilled({ i1: 201 })],
  ["exactly one unit", { subscriptions: [subscription({ seats: 1 })], invoices: [invoice("i1", 900)] }, {}],
  [
    "over one unit",
    { subscriptions: [subscription({ seats: 1 })], invoices: [invoice("i1", 899)] },
    underbilled({ i1: 101 }),
  ],
  [
    "a stricter tolerance",
    { subscriptions: [subscription()], invoices: [invoice("i1", 9600)] },
    {},
    { parameters: { underbilling: { tolerancePct: 5 } } },
  ],
  [
    "one case over all periods, clean months left out",
    { subscriptions: [subscription()], invoices: [month(3, 9000), month(4, 10000), month(5, 8000)] },
    underbilled({ i3: 1000, i5: 2000 }),
  ],
  [
    "a period that ends on as-of + 1",
    { subscriptions: [subscription()], invoices: [invoice("i1", 9000)] },
    underbilled({ i1: 1000 }),
    { asOf: "2026-01-31" },
  ],
  [
    "a period not closed",
    { subscriptions: [subscription()], invoices: [invoice("i1", 9000)] },
    {},
    { asOf: "2026-01-30" },
  ],
  [
    "a draft is not billed",
    { subscriptions: [subscription()], invoices: [invoice("i1", 10000, { status: "draft" })] },
    {},
  ],
  [
    "voided and reissued: only the live one counts",
    {
      subscriptions: [subscription()],
      invoices: [invoice("i1", 9000, { status: "void" }), invoice("i2", 10000, { issued_on: "2026-01-03" })],
    },
    {},
  ],
  [
    "two live invoices add up",
    {
      subscriptions: [subscription()],
      invoices: [invoice("i1", 6000), invoice("i2", 4000, { status: "uncollectible" })],
    },
    {},
  ],
  [
    "the last-issued of two carries the claim, ties by id",
    {
      subscriptions: [subscription()],
      invoices: [
        invoice("i9", 3000),
        invoice("i2", 3000, { issued_on: "2026-01-05", status: "open" }),
        invoice("i3", 2000, { issued_on: "2026-01-05" }),
      ],
    },
    underbilled({ i3: 2000 }),
  ],
  ["paused owes nothing", { subscriptions: [subscription({ status: "paused" })], invoices: [invoice("i1", 0)] }, {}],
  [
    "paused for half the period",
    {
      subscriptions: versions({ valid_to: "2026-01-16" }, { valid_from: "2026-01-16", status: "paused" }),
      invoices: [invoice("i1", 10000 - Math.floor((10000 * 16) / 31))],
    },
    {},
  ],
  [
    "trial until the middle",
    { subscriptions: [subscription({ trial_ends_on: "2026-01-17" })], invoices: [invoice("i1", 4839)] },
    {},
  ],
  [
    "trialing without an end never owes",
    {
      subscriptions: [subscription({ status: "trialing", overage_unit_price_cents: 100 })],
      invoices: [invoice("i1", 0)],
      usage_events: [usage(50, "2026-01-05")],
    },
    {},
  ],
  [
    "trialing past its end owes",
    {
      subscriptions: [subscription({ status: "trialing", trial_ends_on: "2025-12-01" })],
      invoices: [invoice("i1", 5000)],
    },
    underbilled({ i1: 5000 }),
  ],
  [
    "canceled in the middle",
    {
      subscriptions: [subscription({ status: "canceled", canceled_on: "2026-01-11" })],
      invoices: [invoice("i1", 3226)],
    },
    {},
  ],
  [
    "mid-period upgrade, prorated",
    {
      // 15/31 x 100.00 + 16/31 x 200.00 = 151.6129
      subscriptions: versions({ valid_to: "2026-01-16" }, { valid_from: "2026-01-16", seats: 20 }),
      invoices: [invoice("i1", 15161)],
    },
    {},
  ],
  [
    "mid-period upgrade billed at the old seats",
    {
      subscriptions: versions({ valid_to: "2026-01-16" }, { valid_from: "2026-01-16", seats: 20 }),
      invoices: [invoice("i1", 10000)],
    },
    { "seat_shortfall:s1": { i1: 5161 } },
  ],
  [
    "discount still runs",
    {
      subscriptions: [subscription({ discount_pct: 20, discount_ends_on: "2026-01-02" })],
      invoices: [invoice("i1", 8000)],
    },
    {},
  ],
  [
    "discount ended on the first day",
    {
      subscriptions: [subscription({ discount_pct: 20, discount_ends_on: "2026-01-01" })],
      invoices: [invoice("i1", 8000)],
    },
    { "expired_discount:s1": { i1: 2000 } },
  ],
  [
    "discount without an end",
    { subscriptions: [subscription({ discount_pct: 20 })], invoices: [invoice("i1", 8000)] },
    {},
  ],
  [
    "a year is twelve months",
    {
      subscriptions: [subscription({ billing_period: "year" })],
      invoices: [invoice("i1", 110000, { period_start: "2025-01-01", period_end: "2026-01-01" })],
    },
    underbilled({ i1: 10000 }),
  ],
  [
    "month ends clamp: 31 January to 28 February is one month",
    {
      subscriptions: [subscription()],
      invoices: [invoice("i1", 9000, { period_start: "2025-01-31", period_end: "2025-02-28" })],
    },
    underbilled({ i1: 1000 }),
  ],
  [
    "leap February: 10 of 29 days",
    // 10000 x 10 / 29 = 3448.28
    {
      subscriptions: [subscription({ started_on: "2023-01-01" })],
      invoices: [invoice("i1", 3000, { period_start: "2024-02-01", period_end: "2024-02-11" })],
    },
    underbilled({ i1: 448 }),
  ],
  [
    "a month and a bit: 1 + 14 / 28 months",
    {
      subscriptions: [subscription()],
      invoices: [invoice("i1", 14000, { period_start: "2025-01-01", period_end: "2025-02-15" })],
    },
    underbilled({ i1: 1000 }),
  ],
  [
    "overage of all metrics above the included units, once closed",
    {
      subscriptions: [subscription({ included_units: 100, overage_unit_price_cents: 50 })],
      invoices: [invoice("i1", 10000)],
      usage_events: [
        usage(80, "2026-01-01"),
        usage(60, "2026-01-31T23:59:59Z", { metric: "storage" }),
        usage(900, "2026-02-01"),
        usage(900, "2025-12-31T23:59:59Z"),
      ],
    },
    { "unbilled_usage:s1": { i1: 2000 } },
  ],
  [
    "no included units means none are free; no price means no overage",
    {
      subscriptions: [
        subscription({ overage_unit_price_cents: 50 }),
        subscription({ subscription_id: "s2", included_units: 1 }),
      ],
      invoices: [invoice("i1", 10000), invoice("i2", 10000, { subscription_id: "s2" })],
      usage_events: [usage(40, "2026-01-02"), usage(4000, "2026-01-02", { event_id: "x", subscription_id: "s2" })],
    },
    { "unbilled_usage:s1": { i1: 2000 } },
  ],
  [
    "overage at the terms of the last version, though paused",
    {
      subscriptions: versions(
        { valid_to: "2026-01-16", overage_unit_price_cents: 1 },
        { valid_from: "2026-01-16", status: "paused", overage_unit_price_cents: 100, included_units: 10 },
      ),
      invoices: [invoice("i1", 4839)],
      usage_events: [usage(30, "2026-01-03")],
    },
    { "unbilled_usage:s1": { i1: 2000 } },
  ],
  [
    "expected_amount wins over the contract, both ways",
    {
      subscriptions: [subscription(), subscription({ subscription_id: "s2" })],
      invoices: [
        invoice("i1", 10000, { expected_amount_cents: 12000 }),
        invoice("i2", 8000, { subscription_id: "s2", expected_amount_cents: 8000 }),
      ],
    },
    underbilled({ i1: 2000 }),
  ],
  [
    "the largest expected of several live invoices",
    {
      subscriptions: [subscription()],
      invoices: [
        invoice("i1", 5000, { expected_amount_cents: 12000 }),
        invoice("i2", 5000, { expected_amount_cents: 5000 }),
      ],
    },
    underbilled({ i2: 2000 }),
  ],
  [
    "an invoice in another currency is not compared",
    { subscriptions: [subscription()], invoices: [invoice("i1", 10, { currency: "EUR" })] },
    {},
  ],
  [
    "a period with two currencies is not compared",
    { subscriptions: [subscription()], invoices: [invoice("i1", 10), invoice("i2", 10, { currency: "EUR" })] },
    {},
  ],
  [
    "a currency other than the subscription's own is a case of its own",
    {
      subscriptions: [subscription()],
      invoices: [invoice("i1", 10, { currency: "EUR", expected_amount_cents: 5000 }), month(3, 9000)],
    },
    { ...underbilled({ i3: 1000 }), ...underbilled({ i1: 4990 }, ":EUR") },
  ],
  [
    "JPY: one unit is one minor unit",
    {
      subscriptions: [subscription({ currency: "JPY", seats: 1, unit_price_cents: 50 })],
      invoices: [invoice("i1", 48, { currency: "JPY" })],
    },
    underbilled({ i1: 2 }),
  ],
  [
    "KWD: one unit is 1000 minor units",
    { subscriptions: [subscription({ currency: "KWD" })], invoices: [invoice("i1", 9000, { currency: "KWD" })] },
    {},
  ],
  [
    "no version in force",
    { subscriptions: [subscription({ started_on: "2026-02-01" })], invoices: [invoice("i1", 0)] },
    {},
  ],
  [
    "a credit note against a pause",
    { subscriptions: [subscription({ status: "paused" })], invoices: [invoice("i1", -5000)] },
    {},
  ],
];

test.each(table.map(([name, world, expected, options = {}]) => [name, world, expected, options] as const))(
  "%s",
  async (...row) => {
    const [, world, expected, options] = row;
    expect(await casesOf(world, { only: SHORTFALLS, ...options })).toEqual(expected);
  },
);

test("the case says what it is about, with which price, and shows invoice and contract", async () => {
  const world = {
    subscriptions: [subscription()],
    invoices: [month(3, 9000), month(4, 9000), month(5, 9000)],
    refunds: [
      {
        refund_id: "r1",
        customer_id: "c1",
        amount_cents: 5,
        currency: "USD",
        kind: "refund",
        reason: "charged twice",
        refunded_at: "2025-02-01",
      },
    ],
  };
  const { findings } = await detect(world, { only: SHORTFALLS });
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({
    title: "Name of c1 underbilled for 3 months",
    summary:
      "Between 1 Mar 2025 and 1 Jun 2025 the contract came to $300.00 and the live invoices to $270.00: $30.00 was never " +
      "billed. The price is that of the contract versions in force.",
    moneyKind: "recoverable",
    confidence: 0.93,
    grossImpactCents: 3000,
    entity: { kind: "subscription", id: "s1", label: "Name of c1", customerId: "c1", region: "EMEA" },
    texts: ["charged twice"],
  });
  expect(findings[0]?.evidence.map(({ table, key, role }) => [table, key, role])).toEqual([
    ["invoices", "i3", "claimed"],
    ["invoices", "i4", "claimed"],
    ["invoices", "i5", "claimed"],
    ["subscriptions", "s1", "context"],
    ["refunds", "r1", "context"],
  ]);
  expect(findings[0]?.evidence[0]?.values).toMatchObject({
    claimedCents: 1000,
    basis: "contract",
    contractedCents: 10000,
  });
});
