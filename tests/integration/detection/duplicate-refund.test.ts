import { casesOf, customer, detect, type Row, refund } from "./world";

const paid = (payment: string, more: Row = {}) => ({ payment_id: payment, ...more });
const monday = "2026-02-02T10:00:00Z";

const table: [string, Row[], Record<string, Record<string, number>>][] = [
  ["one refund", [refund("r1", 15000, monday)], {}],
  [
    "the same payment twice",
    [refund("r1", 15000, monday, paid("p1")), refund("r2", 15000, "2026-02-03T10:00:00Z", paid("p1"))],
    { "duplicate_refund:r1": { r2: 15000 } },
  ],
  [
    "exactly 72 hours apart",
    [refund("r1", 15000, monday), refund("r2", 15000, "2026-02-05T10:00:00Z")],
    { "duplicate_refund:r1": { r2: 15000 } },
  ],
  ["72 hours and a second", [refund("r1", 15000, monday), refund("r2", 15000, "2026-02-05T10:00:01Z")], {}],
  [
    "partial refunds of different payments",
    [refund("r1", 500, monday, paid("p1")), refund("r2", 500, monday, paid("p2"))],
    {},
  ],
  [
    "different invoices, no payment",
    [refund("r1", 500, monday, { invoice_id: "i1" }), refund("r2", 500, monday, { invoice_id: "i2" })],
    {},
  ],
  [
    "different invoices but one payment: the payment decides",
    [
      refund("r1", 500, monday, paid("p1", { invoice_id: "i1" })),
      refund("r2", 500, monday, paid("p1", { invoice_id: "i2" })),
    ],
    { "duplicate_refund:r1": { r2: 500 } },
  ],
  [
    "one names a payment, both name the invoice",
    [refund("r1", 500, monday, paid("p1", { invoice_id: "i1" })), refund("r2", 500, monday, { invoice_id: "i1" })],
    { "duplicate_refund:r1": { r2: 500 } },
  ],
  ["another amount", [refund("r1", 500, monday), refund("r2", 501, monday)], {}],
  ["another currency", [refund("r1", 500, monday), refund("r2", 500, monday, { currency: "EUR" })], {}],
  ["another customer", [refund("r1", 500, monday), refund("r2", 500, monday, { customer_id: "c2" })], {}],
  ["a credit is no refund", [refund("r1", 500, monday, { kind: "credit" }), refund("r2", 500, monday)], {}],
  ["nothing was paid", [refund("r1", 0, monday), refund("r2", 0, monday)], {}],
  [
    "at one instant the lower id is first",
    [refund("r2", 500, monday), refund("r1", 500, monday), refund("r3", 500, monday)],
    { "duplicate_refund:r1": { r2: 500, r3: 500 } },
  ],
  [
    "a chain longer than the window is one case",
    [refund("r1", 500, monday), refund("r2", 500, "2026-02-04T10:00:00Z"), refund("r3", 500, "2026-02-06T10:00:00Z")],
    { "duplicate_refund:r1": { r2: 500, r3: 500 } },
  ],
  [
    "a repeat of two chains joins them, and their firsts stay unclaimed",
    [
      refund("r1", 500, monday, paid("p1")),
      refund("r2", 500, monday, paid("p2")),
      refund("r3", 500, "2026-02-03T10:00:00Z"),
    ],
    { "duplicate_refund:r1": { r3: 500 } },
  ],
];

const world = (refunds: Row[]) => ({ customers: [customer("c1"), customer("c2")], refunds });

test.each(table)("%s", async (_name, refunds, expected) => {
  expect(await casesOf(world(refunds))).toEqual(expected);
});

test("a narrower window is one grid step stricter", async () => {
  const refunds = [refund("r1", 500, monday), refund("r2", 500, "2026-02-05T10:00:00Z")];
  expect(await casesOf(world(refunds), { parameters: { duplicate_refund: { windowHours: 48 } } })).toEqual({});
});

test("is surer when both name the payment than when nothing does", async () => {
  const confidences = async (more: Row) => {
    const refunds = [refund("r1", 15000, monday, more), refund("r2", 15000, monday, { ...more, note: "again please" })];
    return (await detect(world(refunds))).findings.map((found) => found.confidence);
  };
  expect(await confidences({ payment_id: "p1" })).toEqual([0.95]);
  expect(await confidences({ invoice_id: "i1" })).toEqual([0.95]);
  expect(await confidences({})).toEqual([0.8]);
});

test("the case tells what was paid twice and shows both rows", async () => {
  const refunds = [
    refund("r1", 15000, monday, { payment_id: "p1", reason: "charged twice" }),
    refund("r2", 15000, "2026-02-03T10:00:00Z", { payment_id: "p1", note: "furious" }),
  ];
  const { findings } = await detect(world(refunds));
  expect(findings).toMatchObject([
    {
      title: "Refund paid twice to Name of c1",
      summary:
        "$150.00 was refunded on 2 Feb 2026 and again on 3 Feb 2026, for the same payment or invoice: 1 repeat worth $150.00.",
      texts: ["furious", "charged twice"],
      moneyKind: "cash_out",
      evidence: [
        { key: "r2", role: "claimed", values: { claimedCents: 15000, customer: "Name of c1", day: "2026-02-03" } },
        { key: "r1", role: "context" },
      ],
    },
  ]);
});
