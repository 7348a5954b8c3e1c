import {
  casesOf,
  customer,
  type DetectOptions,
  detect,
  invoice,
  payment,
  type Row,
  refund,
  subscription,
  type World,
} from "./world";

const only = [
  "refund_and_dispute",
  "refund_exceeds_payment",
  "duplicate_refund",
  "unapplied_payment",
  "unretried_payment",
];
const of = (paymentId: string) => ({ payment_id: paymentId });
const disputed = payment("p1", 10000, { status: "disputed" });
const exceeds = (claims: Record<string, number>) => ({ "refund_exceeds_payment:p1": claims });

const refunds: [string, World, Record<string, Record<string, number>>][] = [
  [
    "refunds up to the payment",
    {
      payments: [payment("p1", 10000)],
      refunds: [refund("r1", 6000, "2026-01-10", of("p1")), refund("r2", 4000, "2026-02-10", of("p1"))],
    },
    {},
  ],
  [
    "the refund that passes the sum carries the excess",
    {
      payments: [payment("p1", 10000)],
      refunds: [refund("r1", 6000, "2026-01-10", of("p1")), refund("r2", 4001, "2026-02-10", of("p1"))],
    },
    exceeds({ r2: 1 }),
  ],
  [
    "and those after it all of theirs",
    {
      payments: [payment("p1", 10000)],
      refunds: [
        refund("r1", 9000, "2026-01-10", of("p1")),
        refund("r2", 3000, "2026-02-10", of("p1")),
        refund("r3", 500, "2026-02-20", of("p1")),
      ],
    },
    exceeds({ r2: 2000, r3: 500 }),
  ],
  [
    "a full refund twice is an excess, not a duplicate as well",
    {
      payments: [payment("p1", 10000)],
      refunds: [refund("r1", 10000, "2026-01-10", of("p1")), refund("r2", 10000, "2026-01-11", of("p1"))],
    },
    exceeds({ r2: 10000 }),
  ],
  [
    "a failed payment paid nothing",
    { payments: [payment("p1", 10000, { status: "failed" })], refunds: [refund("r1", 500, "2026-01-10", of("p1"))] },
    exceeds({ r1: 500 }),
  ],
  [
    "credits are no refunds",
    { payments: [payment("p1", 100)], refunds: [refund("r1", 500, "2026-01-10", { ...of("p1"), kind: "credit" })] },
    {},
  ],
  [
    "another currency is not compared",
    { payments: [payment("p1", 100)], refunds: [refund("r1", 500, "2026-01-10", { ...of("p1"), currency: "JPY" })] },
    {},
  ],
  [
    "a disputed payment, refunded in part",
    { payments: [disputed], refunds: [refund("r1", 6000, "2026-01-10", of("p1"))] },
    { "refund_and_dispute:p1": { r1: 6000 } },
  ],
  ["disputed without a refund", { payments: [disputed] }, {}],
  [
    "disputed, and refunded past its amount: the smaller of the two, and the excess",
    {
      payments: [disputed],
      refunds: [refund("r1", 10000, "2026-01-10", of("p1")), refund("r2", 4000, "2026-02-10", of("p1"))],
    },
    { "refund_and_dispute:p1": { r1: 10000 }, ...exceeds({ r2: 4000 }) },
  ],
  [
    "disputed, and refunded twice: nothing is left for the duplicate",
    {
      payments: [disputed],
      refunds: [refund("r1", 3000, "2026-01-10", of("p1")), refund("r2", 3000, "2026-01-11", of("p1"))],
    },
    { "refund_and_dispute:p1": { r1: 3000, r2: 3000 } },
  ],
];

test.each(refunds)("refunds: %s", async (_name, world, expected) => {
  expect(await casesOf(world, { only })).toEqual(expected);
});

const open = (id: string, cents: number, more: Row = {}) => invoice(id, cents, { status: "open", ...more });
const deposit = (id: string, cents: number, more: Row = {}) => payment(id, cents, { invoice_id: null, ...more });
const failed = (id: string, at: string, more: Row = {}) =>
  payment(id, 10000, { invoice_id: "i1", status: "failed", failure_reason: "card_expired", paid_at: at, ...more });
const going = { subscriptions: [subscription()], invoices: [open("i1", 10000)] };
const idle = (cents: number, id = "f1") => ({ [`unretried_payment:${id}`]: { [id]: cents } });

const payments: [string, World, Record<string, Record<string, number>>, DetectOptions?][] = [
  [
    "a deposit beside an open invoice",
    { ...going, payments: [deposit("p1", 10000)] },
    { "unapplied_payment:p1": { p1: 10000 } },
  ],
  ["the smaller of the two", { ...going, payments: [deposit("p1", 4000)] }, { "unapplied_payment:p1": { p1: 4000 } }],
  ["or the invoice", { ...going, payments: [deposit("p1", 14000)] }, { "unapplied_payment:p1": { p1: 10000 } }],
  [
    "what is open after a part was paid",
    { ...going, payments: [deposit("p1", 14000), payment("p2", 7000, { invoice_id: "i1" })] },
    { "unapplied_payment:p1": { p1: 3000 } },
  ],
  [
    "two deposits share the invoice in order of time",
    { ...going, payments: [deposit("p2", 8000, { paid_at: "2026-01-01" }), deposit("p1", 8000)] },
    { "unapplied_payment:p1": { p1: 2000 }, "unapplied_payment:p2": { p2: 8000 } },
  ],
  [
    "all open invoices of the customer count",
    { ...going, invoices: [open("i1", 3000), open("i2", 5000)], payments: [deposit("p1", 9000)] },
    { "unapplied_payment:p1": { p1: 8000 } },
  ],
  [
    "a prepayment: nothing is open",
    { ...going, invoices: [invoice("i1", 10000)], payments: [deposit("p1", 10000)] },
    {},
  ],
  ["another currency", { ...going, payments: [deposit("p1", 10000, { currency: "EUR" })] }, {}],
  [
    "another customer",
    { ...going, customers: [customer("c1"), customer("c2")], payments: [deposit("p1", 10000, { customer_id: "c2" })] },
    {},
  ],
  ["a deposit that failed", { ...going, payments: [deposit("p1", 10000, { status: "failed" })] }, {}],
  [
    "failed over two weeks ago and never tried again",
    { ...going, payments: [failed("f1", "2026-02-13T23:00:00Z")] },
    idle(10000),
  ],
  ["failed two weeks ago", { ...going, payments: [failed("f1", "2026-02-14T01:00:00Z")] }, {}],
  [
    "a longer patience",
    { ...going, payments: [failed("f1", "2026-02-13")] },
    {},
    { parameters: { unretried_payment: { idleDays: 21 } } },
  ],
  [
    "a later success",
    {
      ...going,
      invoices: [invoice("i1", 10000)],
      payments: [failed("f1", "2026-01-13"), payment("p1", 10000, { invoice_id: "i1", paid_at: "2026-01-16" })],
    },
    {},
  ],
  [
    "a later success of a part",
    {
      ...going,
      payments: [failed("f1", "2026-01-13"), payment("p1", 4000, { invoice_id: "i1", paid_at: "2026-01-16" })],
    },
    {},
  ],
  [
    "a success before: the rest is open",
    { ...going, payments: [payment("p1", 4000, { invoice_id: "i1" }), failed("f1", "2026-01-13")] },
    idle(6000),
  ],
  ["tried again lately", { ...going, payments: [failed("f1", "2026-01-13"), failed("f2", "2026-02-25")] }, {}],
  [
    "tried again long ago: about the first attempt",
    { ...going, payments: [failed("f2", "2026-01-13"), failed("f1", "2026-01-20")] },
    idle(10000, "f2"),
  ],
  [
    "an attempt that is still pending",
    {
      ...going,
      payments: [
        failed("f1", "2026-01-13"),
        payment("p1", 10000, { invoice_id: "i1", status: "pending", paid_at: "2026-02-27" }),
      ],
    },
    {},
  ],
  [
    "canceled",
    {
      ...going,
      subscriptions: [subscription({ status: "canceled", canceled_on: "2026-02-01" })],
      payments: [failed("f1", "2026-01-13")],
    },
    {},
  ],
  [
    "written off",
    { ...going, invoices: [open("i1", 10000, { status: "uncollectible" })], payments: [failed("f1", "2026-01-13")] },
    {},
  ],
  [
    "voided",
    { ...going, invoices: [open("i1", 10000, { status: "void" })], payments: [failed("f1", "2026-01-13")] },
    {},
  ],
  [
    "the money waits unapplied: it is not asked for again",
    { ...going, payments: [failed("f1", "2026-01-13"), deposit("p1", 10000)] },
    { "unapplied_payment:p1": { p1: 10000 } },
  ],
  [
    "a part of it waits",
    { ...going, payments: [failed("f1", "2026-01-13"), deposit("p1", 4000)] },
    { "unapplied_payment:p1": { p1: 4000 }, ...idle(6000) },
  ],
];

test.each(payments.map(([name, world, expected, options = {}]) => [name, world, expected, options] as const))(
  "payments: %s",
  async (...row) => {
    const [, world, expected, options] = row;
    expect(await casesOf(world, { only, ...options })).toEqual(expected);
  },
);

test("each case says what it is about and links with the detectors that saw its rows", async () => {
  const world: World = {
    ...going,
    payments: [failed("f1", "2026-01-13"), disputed, payment("p2", 5000, { invoice_id: "i2" })],
    refunds: [
      refund("r1", 6000, "2026-01-10", of("p1")),
      refund("r2", 5000, "2026-01-10", of("p2")),
      refund("r3", 5000, "2026-01-11", of("p2")),
    ],
  };
  const { findings } = await detect(world, { only });
  expect(findings.map(({ title, moneyKind, alsoSeenBy }) => [title, moneyKind, alsoSeenBy])).toEqual([
    ["Disputed payment of Name of c1 refunded too", "cash_out", []],
    ["Name of c1 refunded for more than a payment brought", "cash_out", ["duplicate_refund"]],
    ["Failed payment of Name of c1 never tried again", "recoverable", []],
  ]);
});
