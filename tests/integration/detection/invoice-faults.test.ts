import { casesOf, detect, invoice, type Row, subscription, type World } from "./world";

const only = ["charged_after_cancel", "currency_mismatch", "duplicate_invoice", "tier_mismatch", "underbilling"];
const canceled = (more: Row = {}) => subscription({ status: "canceled", canceled_on: "2026-01-01", ...more });
const february = { period_start: "2026-02-01", period_end: "2026-03-01", issued_on: "2026-02-01" };
const charged = (claims: Record<string, number>) => ({ "charged_after_cancel:s1": claims });
const twice = (claims: Record<string, number>) => ({ "duplicate_invoice:s1:2026-01-01:2026-02-01": claims });
const later = { issued_on: "2026-01-04" };

const table: [string, World, Record<string, Record<string, number>>][] = [
  [
    "charged from the day of cancellation on, all periods in one case",
    { subscriptions: [canceled()], invoices: [invoice("i1", 10000), invoice("i2", 10000, february)] },
    charged({ i1: 10000, i2: 10000 }),
  ],
  [
    "canceled a day into the period",
    { subscriptions: [canceled({ canceled_on: "2026-01-02" })], invoices: [invoice("i1", 323)] },
    {},
  ],
  [
    "voided after the cancellation",
    { subscriptions: [canceled()], invoices: [invoice("i1", 10000, { status: "void" })] },
    {},
  ],
  ["nothing was asked", { subscriptions: [canceled()], invoices: [invoice("i1", 0)] }, {}],
  [
    "started again before the period",
    {
      subscriptions: [
        canceled({ canceled_on: "2025-06-01", valid_from: "2025-01-01" }),
        subscription({ valid_from: "2025-09-01" }),
      ],
      invoices: [invoice("i1", 10000)],
    },
    {},
  ],
  [
    "between an end and a new start",
    {
      subscriptions: [canceled({ valid_from: "2025-01-01" }), subscription({ valid_from: "2026-02-01" })],
      invoices: [invoice("i1", 10000), invoice("i2", 10000, february)],
    },
    charged({ i1: 10000 }),
  ],
  [
    "an expected amount does not make it short: the invoice should not be there",
    { subscriptions: [canceled()], invoices: [invoice("i1", 10000, { expected_amount_cents: 12000 })] },
    charged({ i1: 10000 }),
  ],
  [
    "charged twice after the end: each invoice once",
    { subscriptions: [canceled()], invoices: [invoice("i1", 10000), invoice("i2", 9000, later)] },
    charged({ i1: 10000, i2: 9000 }),
  ],
  [
    "the later of two live invoices",
    { subscriptions: [subscription()], invoices: [invoice("i1", 10000), invoice("i2", 10000, later)] },
    twice({ i2: 10000 }),
  ],
  [
    "the same day: the higher id is the later; a third one counts too",
    { subscriptions: [subscription()], invoices: [invoice("i3", 10000), invoice("i1", 10000), invoice("i2", 10000)] },
    twice({ i2: 10000, i3: 10000 }),
  ],
  [
    "voided and reissued",
    {
      subscriptions: [subscription()],
      invoices: [invoice("i1", 10000, { status: "void" }), invoice("i2", 10000, later)],
    },
    {},
  ],
  [
    "a draft beside the live one",
    { subscriptions: [subscription()], invoices: [invoice("i1", 10000), invoice("i2", 10000, { status: "draft" })] },
    {},
  ],
  [
    "parts that make one bill together",
    { subscriptions: [subscription()], invoices: [invoice("i1", 6000), invoice("i2", 4000, later)] },
    {},
  ],
  [
    "a base invoice and the proration of an upgrade",
    {
      subscriptions: [
        subscription({ valid_from: "2025-01-01", valid_to: "2026-01-16" }),
        subscription({ valid_from: "2026-01-16", seats: 20 }),
      ],
      invoices: [invoice("i1", 10000), invoice("i2", 5161, later)],
    },
    {},
  ],
  [
    "a repeat of an invoice that was short: the repeat is owed back, the period is not short any more",
    { subscriptions: [subscription()], invoices: [invoice("i1", 9000), invoice("i2", 9000, later)] },
    twice({ i2: 9000 }),
  ],
  [
    "two invoices where no contract says the price",
    {
      subscriptions: [subscription({ started_on: "2026-03-01" })],
      invoices: [invoice("i1", 500), invoice("i2", 500, later)],
    },
    twice({ i2: 500 }),
  ],
  [
    "other periods that overlap are no repeat",
    {
      subscriptions: [subscription()],
      invoices: [invoice("i1", 10000), invoice("i2", 10400, { period_end: "2026-02-02" })],
    },
    {},
  ],
  [
    "another currency than the contract's holds the invoices, and no cent",
    {
      subscriptions: [subscription()],
      invoices: [invoice("i1", 10000, { currency: "EUR" }), invoice("i2", 10000, { ...february, currency: "EUR" })],
    },
    { "currency_mismatch:s1": { i1: 0, i2: 0 } },
  ],
  [
    "the contract's currency",
    { subscriptions: [subscription({ currency: "EUR" })], invoices: [invoice("i1", 10000, { currency: "EUR" })] },
    {},
  ],
  [
    "the currency of the version in force, not of today's",
    {
      subscriptions: [
        subscription({ currency: "EUR", valid_from: "2025-01-01", valid_to: "2026-02-01" }),
        subscription({ valid_from: "2026-02-01" }),
      ],
      invoices: [invoice("i1", 10000, { currency: "EUR" }), invoice("i2", 10000, { ...february, currency: "EUR" })],
    },
    { "currency_mismatch:s1": { i2: 0 } },
  ],
  [
    "no version in force: the latest one's currency",
    {
      subscriptions: [subscription({ started_on: "2026-03-01" })],
      invoices: [invoice("i1", 500, { currency: "EUR" })],
    },
    { "currency_mismatch:s1": { i1: 0 } },
  ],
  [
    "a void invoice in another currency",
    { subscriptions: [subscription()], invoices: [invoice("i1", 10000, { currency: "EUR", status: "void" })] },
    {},
  ],
  [
    "charged after the end in another currency: owed back, in that currency",
    { subscriptions: [canceled()], invoices: [invoice("i1", 10000, { currency: "EUR" })] },
    { "charged_after_cancel:s1:EUR": { i1: 10000 } },
  ],
  [
    "an invoice in another currency is in nobody's shortfall, whatever it expected",
    {
      subscriptions: [subscription()],
      invoices: [invoice("i1", 10, { currency: "EUR", expected_amount_cents: 5000 })],
    },
    { "currency_mismatch:s1": { i1: 0 } },
  ],
];

test.each(table)("%s", async (_name, world, expected) => {
  expect(await casesOf(world, { only })).toEqual(expected);
});

test("an unknown impact is no amount: it says so, holds its rows and is in no total", async () => {
  const world = { subscriptions: [subscription()], invoices: [invoice("i1", 12345, { currency: "EUR" })] };
  const { findings } = await detect(world, { only });
  expect(findings).toMatchObject([
    {
      impactKnown: false,
      grossImpactCents: 0,
      title: "Name of c1 invoiced in EUR, contracted in USD",
      summary:
        "1 live invoice from 1 Jan 2026 on ask for €123.45 while the contract is in USD. Without a dated rate the " +
        "difference is unknown, and so is whether it is owed by the customer or to them.",
      evidence: [{ key: "i1", role: "claimed", values: { claimedCents: 0, contractCurrency: "USD" } }],
    },
  ]);
});

test("what is owed to the customer says so", async () => {
  const world = { subscriptions: [canceled()], invoices: [invoice("i1", 10000)] };
  const { findings } = await detect(world, { only });
  expect(findings).toMatchObject([
    {
      moneyKind: "owed_to_customer",
      impactKnown: true,
      title: "Name of c1 charged for 1 period after canceling",
      evidence: [{ key: "i1", role: "claimed", values: { canceledOn: "2026-01-01" } }],
    },
  ]);
});
