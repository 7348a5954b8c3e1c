import {
  casesOf,
  type DetectOptions,
  detect,
  invoice,
  month,
  type Row,
  subscription,
  usage,
  type World,
} from "./world";

const only = ["trial_not_converted", "bill_run_gap", "missed_invoice"];
const months = (...at: number[]) => at.map((each) => month(each));
const missed = (claims: Record<string, number>, suffix = "") => ({ [`missed_invoice:s1${suffix}`]: claims });
const arrears = (at: number) => month(at, { issued_on: month(at + 1).period_start ?? null });

const table: [string, World, Record<string, Record<string, number>>, DetectOptions?][] = [
  [
    "a hole between two invoices",
    { subscriptions: [subscription()], invoices: months(9, 10, 12, 13, 14) },
    missed({ "s1:2025-11-01": 10000 }),
  ],
  [
    "two months in a row are one case of two rows",
    { subscriptions: [subscription({ status: "past_due" })], invoices: months(9, 12, 13, 14) },
    missed({ "s1:2025-10-01": 10000, "s1:2025-11-01": 10000 }),
  ],
  [
    "billing stopped: every period that ended a week before",
    { subscriptions: [subscription()], invoices: months(10, 11) },
    missed({ "s1:2025-12-01": 10000, "s1:2026-01-01": 10000 }),
  ],
  [
    "a period that ended seven days before",
    { subscriptions: [subscription()], invoices: months(11, 12) },
    missed({ "s1:2026-01-01": 10000 }),
    { asOf: "2026-02-08" },
  ],
  [
    "a period that ended six days before",
    { subscriptions: [subscription()], invoices: months(11, 12) },
    {},
    { asOf: "2026-02-07" },
  ],
  [
    "a stricter grace",
    { subscriptions: [subscription()], invoices: months(11, 12) },
    {},
    { asOf: "2026-02-08", parameters: { missed_invoice: { graceDays: 14 } } },
  ],
  [
    "paused for the period",
    {
      subscriptions: [
        subscription({ valid_from: "2025-01-01", valid_to: "2025-11-01" }),
        subscription({ valid_from: "2025-11-01", valid_to: "2025-12-01", status: "paused" }),
        subscription({ valid_from: "2025-12-01" }),
      ],
      invoices: months(9, 10, 12, 13, 14),
    },
    {},
  ],
  [
    "paused for a day of the period: not a whole one",
    {
      subscriptions: [
        subscription({ valid_from: "2025-01-01", valid_to: "2025-11-30" }),
        subscription({ valid_from: "2025-11-30", valid_to: "2025-12-01", status: "paused" }),
        subscription({ valid_from: "2025-12-01" }),
      ],
      invoices: months(9, 10, 12, 13, 14),
    },
    {},
  ],
  [
    "an upgrade within the missing period",
    {
      subscriptions: [
        subscription({ valid_from: "2025-01-01", valid_to: "2025-11-16" }),
        subscription({ valid_from: "2025-11-16", seats: 20 }),
      ],
      invoices: [...months(9, 10), ...months(12, 13, 14)],
    },
    missed({ "s1:2025-11-01": 15000 }),
  ],
  [
    "canceled: nothing is due after",
    { subscriptions: [subscription({ status: "canceled", canceled_on: "2025-12-01" })], invoices: months(10, 11) },
    {},
  ],
  ["a free plan", { subscriptions: [subscription({ unit_price_cents: 0 })], invoices: months(10) }, {}],
  [
    "a void invoice is none",
    { subscriptions: [subscription()], invoices: [...months(9, 10, 12, 13, 14), month(11, { status: "void" })] },
    missed({ "s1:2025-11-01": 10000 }),
  ],
  [
    "an invoice that touches the period",
    {
      subscriptions: [subscription()],
      invoices: [...months(9, 10, 12, 13, 14), month(11, { period_start: "2025-11-29", period_end: "2025-12-01" })],
    },
    {},
  ],
  [
    "a duplicate month does not make up for a missing one",
    {
      subscriptions: [subscription()],
      invoices: [...months(9, 10, 12, 13, 14), month(12, { invoice_id: "again" })],
    },
    missed({ "s1:2025-11-01": 10000 }),
  ],
  [
    "in arrears: the last period's invoice comes after it",
    { subscriptions: [subscription()], invoices: [9, 10, 11, 12].map(arrears) },
    {},
    { asOf: "2026-02-05" },
  ],
  [
    "in arrears: a week later it is missed",
    { subscriptions: [subscription()], invoices: [9, 10, 11, 12].map(arrears) },
    missed({ "s1:2026-01-01": 10000 }),
    { asOf: "2026-02-08" },
  ],
  [
    "before the first invoice, from the subscription's start on",
    {
      subscriptions: [subscription({ started_on: "2025-10-01" }), subscription({ subscription_id: "s0" })],
      invoices: [
        ...months(12, 13, 14),
        ...[9, 10, 11, 12, 13, 14].map((at) => month(at, { invoice_id: `n${at}`, subscription_id: "s0" })),
      ],
    },
    missed({ "s1:2025-10-01": 10000, "s1:2025-11-01": 10000 }),
  ],
  [
    "history before the first issue date is not in the data",
    {
      subscriptions: [subscription({ started_on: "2020-01-15" }), subscription({ subscription_id: "s0" })],
      invoices: [
        ...[9, 10, 11, 12, 13, 14].map((at) => month(at, {}, 15)),
        ...[8, 9, 10, 11, 12, 13].map((at) => ({ ...arrears(at), invoice_id: `n${at}`, subscription_id: "s0" })),
      ],
    },
    {},
  ],
  [
    "never invoiced at all",
    {
      subscriptions: [subscription({ started_on: "2025-11-20" }), subscription({ subscription_id: "s0" })],
      invoices: [9, 10, 11, 12, 13, 14].map((at) => month(at, { subscription_id: "s0" })),
    },
    missed({ "s1:2025-11-20": 10000, "s1:2025-12-20": 10000, "s1:2026-01-20": 10000 }),
  ],
  [
    "a year of an annual contract",
    {
      subscriptions: [subscription({ billing_period: "year", started_on: "2023-02-01" })],
      invoices: [
        invoice("y1", 120000, { period_start: "2023-02-01", period_end: "2024-02-01", issued_on: "2023-02-01" }),
      ],
    },
    missed({ "s1:2024-02-01": 120000, "s1:2025-02-01": 120000 }),
    { asOf: "2026-02-10" },
  ],
  [
    "month ends clamp",
    {
      subscriptions: [subscription({ started_on: "2025-01-31" })],
      invoices: [
        invoice("e1", 10000, { period_start: "2025-10-31", period_end: "2025-11-30", issued_on: "2025-10-31" }),
        invoice("e2", 10000, { period_start: "2025-12-31", period_end: "2026-01-31", issued_on: "2025-12-31" }),
      ],
    },
    missed({ "s1:2025-11-30": 10000 }),
    { asOf: "2026-01-31" },
  ],
  [
    "the overage of a missing period is part of its price",
    {
      subscriptions: [subscription({ included_units: 100, overage_unit_price_cents: 50 })],
      invoices: months(9, 10, 12, 13, 14),
      usage_events: [usage("u1", 130, "2025-11-05")],
    },
    missed({ "s1:2025-11-01": 11500 }),
  ],
];

test.each(table.map(([name, world, expected, options = {}]) => [name, world, expected, options] as const))(
  "missed invoice: %s",
  async (...row) => {
    const [, world, expected, options] = row;
    expect(await casesOf(world, { only, ...options })).toEqual(expected);
  },
);

const trial = (more: Row = {}) =>
  subscription({ status: "trialing", started_on: "2025-12-18", trial_ends_on: "2026-01-01", ...more });
const used = usage("u1", 5, "2026-01-20T10:00:00Z");
const unconverted = { "trial_not_converted:s1": { s1: 20000 } };

const trials: [string, World, Record<string, Record<string, number>>, DetectOptions?][] = [
  [
    "ended, used since, never invoiced: two months to the as-of day",
    { subscriptions: [trial()], usage_events: [used] },
    unconverted,
  ],
  [
    "active by name: the trial explains the missing invoices",
    { subscriptions: [trial({ status: "active" })], usage_events: [used] },
    unconverted,
  ],
  [
    "usage in the trial alone",
    { subscriptions: [trial()], usage_events: [usage("u1", 5, "2025-12-31T23:59:59Z")] },
    {},
  ],
  ["canceled", { subscriptions: [trial({ canceled_on: "2026-01-20" })], usage_events: [used] }, {}],
  ["canceled by name", { subscriptions: [trial({ status: "canceled" })], usage_events: [used] }, {}],
  ["invoiced once", { subscriptions: [trial()], invoices: [invoice("i1", 10000)], usage_events: [used] }, {}],
  [
    "only a draft and a void invoice",
    {
      subscriptions: [trial()],
      invoices: [invoice("i1", 1, { status: "draft" }), invoice("i2", 1, { status: "void" })],
      usage_events: [used],
    },
    unconverted,
  ],
  [
    "ended seven days ago",
    { subscriptions: [trial({ trial_ends_on: "2026-02-21" })], usage_events: [usage("u1", 5, "2026-02-25")] },
    {},
  ],
  [
    "ended eight days ago: the days since, of that month",
    { subscriptions: [trial({ trial_ends_on: "2026-02-20" })], usage_events: [usage("u1", 5, "2026-02-25")] },
    // 9 of 28 days
    { "trial_not_converted:s1": { s1: 3214 } },
  ],
  [
    "paused since it ended: its use above the included units alone",
    {
      subscriptions: [trial({ status: "paused", included_units: 0, overage_unit_price_cents: 50 })],
      usage_events: [used],
    },
    { "trial_not_converted:s1": { s1: 250 } },
  ],
  ["a trial without an end", { subscriptions: [trial({ trial_ends_on: null })], usage_events: [used] }, {}],
];

test.each(trials)("trial not converted: %s", async (_name, world, expected) => {
  expect(await casesOf(world, { only })).toEqual(expected);
});

test("an unconverted trial holds what the others would claim, and links with them", async () => {
  // The other subscription's invoices say that the data reaches back before the trial's end.
  const world: World = {
    subscriptions: [trial({ status: "active" }), subscription({ subscription_id: "s0" })],
    invoices: [11, 12, 13, 14].map((at) => month(at, { subscription_id: "s0" })),
    usage_events: [used],
  };
  const { findings } = await detect(world, { only });
  expect(findings).toMatchObject([
    { fingerprint: "trial_not_converted:s1", grossImpactCents: 20000, alsoSeenBy: ["missed_invoice"] },
  ]);
});
