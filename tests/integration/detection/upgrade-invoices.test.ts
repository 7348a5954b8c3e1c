import { casesOf, invoice, type Row, SHORTFALLS, subscription, type World } from "./world";

/** 10 seats at $10.00, 16 from 17 January on: January comes to $129.03, the difference of its 15 days to $29.03. */
const versions = [
  subscription({ valid_from: "2025-01-01", valid_to: "2026-01-17" }),
  subscription({ seats: 16, valid_from: "2026-01-17" }),
];
const difference = (cents: number, more: Row = {}) =>
  invoice("i2", cents, { period_start: "2026-01-17", issued_on: "2026-01-17", quantity: 6, ...more });

const table: [string, World, Record<string, Record<string, number>>][] = [
  ["the difference for its own days", { invoices: [invoice("i1", 10000), difference(2903)] }, {}],
  ["a cent less than the difference", { invoices: [invoice("i1", 10000), difference(2902)] }, {}],
  [
    "half of the difference: the rest is missing, once",
    { invoices: [invoice("i1", 10000), difference(1400)] },
    { "seat_shortfall:s1": { i2: 1503 } },
  ],
  [
    "voided: the whole difference is missing",
    { invoices: [invoice("i1", 10000), difference(2903, { status: "void" })] },
    { "seat_shortfall:s1": { i1: 2903 } },
  ],
  [
    "no period around it: its days are billed at the whole price",
    { invoices: [difference(2903)] },
    { "seat_shortfall:s1": { i2: 4839 } },
  ],
  ["a credit for the rest of the old price", { invoices: [invoice("i1", 16000), difference(-3097)] }, {}],
];

test.each(table)("upgrade within a period: %s", async (_name, world, expected) => {
  expect(await casesOf({ subscriptions: versions, ...world }, { only: SHORTFALLS })).toEqual(expected);
});

/** February, billed in advance at the new price of $160.00 and more. */
const february = (cents: number, more: Row = {}) =>
  invoice("i3", cents, {
    period_start: "2026-02-01",
    period_end: "2026-03-01",
    issued_on: "2026-02-01",
    quantity: 16,
    ...more,
  });

const later: [string, World, Record<string, Record<string, number>>][] = [
  ["the difference on the next bill", { invoices: [invoice("i1", 10000), february(18903)] }, {}],
  ["prorated by the hour: a few cents less", { invoices: [invoice("i1", 10000), february(18880)] }, {}],
  [
    "the next bill asks for its own price alone",
    { invoices: [invoice("i1", 10000), february(16000)] },
    { "seat_shortfall:s1": { i1: 2903 } },
  ],
  [
    "a part of the difference on the next bill",
    { invoices: [invoice("i1", 10000), february(17000)] },
    { "seat_shortfall:s1": { i1: 2903 } },
  ],
  [
    "a next bill that is void",
    { invoices: [invoice("i1", 10000), february(18903, { status: "void" })] },
    { "seat_shortfall:s1": { i1: 2903 } },
  ],
];

test.each(later)("upgrade within a period, later: %s", async (_name, world, expected) => {
  expect(await casesOf({ subscriptions: versions, ...world }, { only: SHORTFALLS })).toEqual(expected);
});
