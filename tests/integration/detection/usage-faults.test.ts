import { casesOf, type DetectOptions, detect, invoice, type Row, subscription, usage, type World } from "./world";

const only = ["usage_after_cancel", "duplicate_usage"];
const canceled = (more: Row = {}) =>
  subscription({
    status: "canceled",
    canceled_on: "2026-02-01",
    overage_unit_price_cents: 50,
    included_units: 100,
    ...more,
  });
const after = (claims: Record<string, number>) => ({ "usage_after_cancel:s1": claims });

const late: [string, World, Record<string, Record<string, number>>, DetectOptions?][] = [
  [
    "units at the overage price, none of them included any more",
    {
      subscriptions: [canceled()],
      usage_events: [usage("u1", 30, "2026-02-05T01:00:00Z"), usage("u2", 7, "2026-02-20", { metric: "storage" })],
    },
    after({ u1: 1500, u2: 350 }),
  ],
  ["within three days", { subscriptions: [canceled()], usage_events: [usage("u1", 30, "2026-02-04T23:59:59Z")] }, {}],
  ["before the end", { subscriptions: [canceled()], usage_events: [usage("u1", 300, "2026-01-20")] }, {}],
  [
    "a longer grace",
    { subscriptions: [canceled()], usage_events: [usage("u1", 30, "2026-02-05")] },
    {},
    { parameters: { usage_after_cancel: { graceDays: 7 } } },
  ],
  [
    "a cancellation to come",
    {
      subscriptions: [canceled({ status: "active", canceled_on: "2026-03-15" })],
      usage_events: [usage("u1", 30, "2026-02-05")],
    },
    {},
  ],
  [
    "started again",
    {
      subscriptions: [canceled({ valid_from: "2025-01-01" }), subscription({ valid_from: "2026-02-10" })],
      usage_events: [usage("u1", 30, "2026-02-15")],
    },
    {},
  ],
  [
    "the whole is rounded once, then spread",
    {
      subscriptions: [canceled({ overage_unit_price_cents: 0.3 })],
      usage_events: [usage("u1", 1, "2026-02-05"), usage("u2", 1, "2026-02-06"), usage("u3", 1, "2026-02-07")],
    },
    after({ u1: 1 }),
  ],
  [
    "without a price of units: the plan's price of each day with usage",
    {
      // 100.00 / 28 days of February: 3.5714 a day
      subscriptions: [canceled({ overage_unit_price_cents: null })],
      usage_events: [
        usage("u1", 3, "2026-02-10T08:00:00Z"),
        usage("u2", 9, "2026-02-10T09:00:00Z"),
        usage("u3", 1, "2026-02-12"),
      ],
    },
    after({ u1: 357, u3: 357 }),
  ],
  [
    "the plan's price less a discount that still runs",
    {
      subscriptions: [canceled({ overage_unit_price_cents: null, discount_pct: 50 })],
      usage_events: [usage("u1", 3, "2026-02-10")],
    },
    after({ u1: 179 }),
  ],
  ["a correction below zero", { subscriptions: [canceled()], usage_events: [usage("u1", -30, "2026-02-05")] }, {}],
];

test.each(late.map(([name, world, expected, options = {}]) => [name, world, expected, options] as const))(
  "usage after cancel: %s",
  async (...row) => {
    const [, world, expected, options] = row;
    expect(await casesOf(world, { only, ...options })).toEqual(expected);
  },
);

const metered = subscription({ included_units: 100, overage_unit_price_cents: 50 });
const twice = [usage("u1", 30, "2026-01-05T10:00:00Z"), usage("u2", 30, "2026-01-05T10:00:00Z")];
const rest = (quantity: number) => usage("u9", quantity, "2026-01-20");
const repeated = (claims: Record<string, number>) => ({ "duplicate_usage:s1": claims });

const repeats: [string, World, Record<string, Record<string, number>>, DetectOptions?][] = [
  [
    "the repeat by id, when its overage was billed",
    { subscriptions: [metered], invoices: [invoice("i1", 13000)], usage_events: [...twice, rest(100)] },
    repeated({ u2: 1500 }),
  ],
  [
    "partly inside the included units",
    { subscriptions: [metered], invoices: [invoice("i1", 10500)], usage_events: [...twice, rest(50)] },
    repeated({ u2: 500 }),
  ],
  [
    "inside the included units",
    { subscriptions: [metered], invoices: [invoice("i1", 10000)], usage_events: [...twice, rest(40)] },
    {},
  ],
  [
    "not billed: it cost nobody",
    { subscriptions: [metered], invoices: [invoice("i1", 10000)], usage_events: [...twice, rest(100)] },
    {},
  ],
  [
    "billed in another currency than its price is in, whatever the files expect",
    {
      subscriptions: [metered],
      invoices: [invoice("i1", 13000, { currency: "EUR", expected_amount_cents: 13000 })],
      usage_events: [...twice, rest(100)],
    },
    {},
  ],
  [
    "billed without the repeat",
    { subscriptions: [metered], invoices: [invoice("i1", 11500)], usage_events: [...twice, rest(100)] },
    {},
  ],
  [
    "three alike: both repeats",
    {
      subscriptions: [metered],
      invoices: [invoice("i1", 14500)],
      usage_events: [...twice, usage("u3", 30, "2026-01-05T10:00:00Z"), rest(100)],
    },
    repeated({ u2: 1500, u3: 1500 }),
  ],
  [
    "another metric",
    {
      subscriptions: [metered],
      invoices: [invoice("i1", 13000)],
      usage_events: [twice[0] ?? {}, usage("u2", 30, "2026-01-05T10:00:00Z", { metric: "storage" }), rest(100)],
    },
    {},
  ],
  [
    "another quantity",
    {
      subscriptions: [metered],
      invoices: [invoice("i1", 13000)],
      usage_events: [twice[0] ?? {}, usage("u2", 31, "2026-01-05T10:00:00Z"), rest(100)],
    },
    {},
  ],
  [
    "a second later",
    {
      subscriptions: [metered],
      invoices: [invoice("i1", 13000)],
      usage_events: [twice[0] ?? {}, usage("u2", 30, "2026-01-05T10:00:01Z"), rest(100)],
    },
    {},
  ],
  [
    "a period that still runs",
    { subscriptions: [metered], invoices: [invoice("i1", 13000)], usage_events: [...twice, rest(100)] },
    {},
    { asOf: "2026-01-25" },
  ],
  [
    "no price of units",
    { subscriptions: [subscription()], invoices: [invoice("i1", 10000)], usage_events: [...twice, rest(100)] },
    {},
  ],
];

test.each(repeats.map(([name, world, expected, options = {}]) => [name, world, expected, options] as const))(
  "duplicate usage: %s",
  async (...row) => {
    const [, world, expected, options] = row;
    expect(await casesOf(world, { only, ...options })).toEqual(expected);
  },
);

test("both say what happened, and to whom the money belongs", async () => {
  const world: World = {
    subscriptions: [metered, canceled({ subscription_id: "s2" })],
    invoices: [invoice("i1", 13000)],
    usage_events: [...twice, rest(100), usage("u5", 30, "2026-02-10", { subscription_id: "s2" })],
  };
  const { findings } = await detect(world, { only });
  expect(
    findings.map(({ moneyKind, summary, evidence }) => [moneyKind, summary, evidence.map((row) => row.key)]),
  ).toEqual([
    [
      "recoverable",
      "The subscription was canceled as of 1 Feb 2026; 1 event followed, the last on 10 Feb 2026: 30 units, $15.00 at the " +
        "price of a unit above the included ones.",
      ["u5"],
    ],
    [
      "owed_to_customer",
      "1 event from 5 Jan 2026 on repeats another one in metric, quantity and instant. Their overage of $15.00 was billed.",
      ["u2"],
    ],
  ]);
});
