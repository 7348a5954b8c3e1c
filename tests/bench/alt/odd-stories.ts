import { addMonths, dayOf, isoOf } from "@/tests/support/oracle/days";
import { AS_OF, addCustomer, addInvoice, addPayment, addUsage, addVersion, FROM, priceOf } from "./book";
import { begun, billExactly, cycles, randomTerms, type Story } from "./cycles";
import { addSeats } from "./more-seats";

/** A first short period up to the next first of the month, then calendar months. */
const stub: Story = (book, story) => {
  const from = FROM + book.dice.int(2, 27);
  const first = addMonths(FROM, 1);
  const version = addVersion(book, addCustomer(book, story), { ...randomTerms(book), started_on: isoOf(from) });
  billExactly(book, version, [{ start: from, end: first }, ...begun(first)], "advance");
};

/** A price by the month, invoiced for three months at once. */
const quarterly: Story = (book, story) => {
  const version = addVersion(book, addCustomer(book, story), randomTerms(book));
  billExactly(book, version, cycles(FROM, 3, AS_OF + 70), "advance");
};

/** A price by the month, paid for a year and issued weeks ahead. */
const yearAhead: Story = (book, story) => {
  const from = FROM + 60;
  const version = addVersion(book, addCustomer(book, story), { ...randomTerms(book), started_on: isoOf(from) });
  for (const { start, end } of [
    { start: from, end: addMonths(from, 12) },
    { start: addMonths(from, 12), end: addMonths(from, 24) },
  ])
    addInvoice(book, version, start, end, priceOf(book, String(version.subscription_id), start, end), {
      issued_on: isoOf(start - 25),
    });
};

/** Each period in two invoices of one half. */
const halves: Story = (book, story) => {
  const from = FROM + book.dice.int(0, 27);
  const version = addVersion(book, addCustomer(book, story), { ...randomTerms(book), started_on: isoOf(from) });
  for (const { start, end } of begun(from)) {
    const whole = priceOf(book, String(version.subscription_id), start, end);
    const half = Math.floor(whole / 2);
    addPayment(book, addInvoice(book, version, start, end, half), start + 2);
    addPayment(
      book,
      addInvoice(book, version, start, end, whole - half, { issued_on: isoOf(Math.min(AS_OF, start + 15)) }),
      start + 17,
    );
  }
};

/** Costs nothing and is never invoiced. */
const free: Story = (book, story) => {
  const version = addVersion(book, addCustomer(book, story), { tier: "free", seats: 1, unit_price_cents: "0" });
  for (let n = 0; n < 9; n += 1) addUsage(book, version, 3, FROM + 50 * n);
};

/** Ended and started anew the same day under another id. */
const moved: Story = (book, story) => {
  const from = FROM + book.dice.int(0, 27);
  const change = addMonths(from, 7);
  const customer = addCustomer(book, story);
  const old = addVersion(book, customer, {
    ...randomTerms(book),
    status: "canceled",
    started_on: isoOf(from),
    canceled_on: isoOf(change),
  });
  billExactly(book, old, cycles(from, 1, change), "advance");
  const now = addVersion(book, customer, {
    ...old,
    subscription_id: `${old.subscription_id}-2`,
    status: "active",
    canceled_on: null,
    started_on: isoOf(change),
  });
  billExactly(book, now, begun(change), "advance");
};

/** Written off after failed payments; a voided invoice whose payment had failed. */
const writtenOff: Story = (book, story) => {
  const from = FROM + book.dice.int(0, 27);
  const version = addVersion(book, addCustomer(book, story), { ...randomTerms(book), started_on: isoOf(from) });
  const periods = begun(from);
  for (const [n, { start, end }] of periods.entries()) {
    const cents = priceOf(book, String(version.subscription_id), start, end);
    const status = n === 4 ? "uncollectible" : "paid";
    const invoice = addInvoice(book, version, start, end, cents, { status });
    if (n === 5)
      addPayment(book, addInvoice(book, version, start, end, cents, { status: "void" }), start, { status: "failed" });
    addPayment(book, invoice, start + 3, { status: n === 4 ? "failed" : "succeeded" });
  }
};

/** Fewer seats from the next period on; the old number stays in the period that runs. */
const downgrade: Story = (book, story) => {
  const from = FROM + book.dice.int(0, 27);
  const change = addMonths(from, 5);
  const customer = addCustomer(book, story);
  const old = addVersion(book, customer, {
    ...randomTerms(book),
    seats: 30,
    started_on: isoOf(from),
    valid_from: isoOf(from),
    valid_to: isoOf(change),
  });
  const now = addVersion(book, customer, { ...old, tier: "solo", seats: 4, valid_from: isoOf(change), valid_to: null });
  billExactly(
    book,
    old,
    begun(from).filter(({ start }) => start < change),
    "advance",
  );
  billExactly(
    book,
    now,
    begun(from).filter(({ start }) => start >= change),
    "advance",
  );
};

/** More seats within a period: the difference of its last days by an invoice of those days. */
const upgradeOwnDays: Story = (book, story) => {
  const from = dayOf("2025-03-01");
  const change = addMonths(from, book.dice.int(3, 9)) + book.dice.int(5, 20);
  const { now, flat, months } = addSeats(book, story, from, change);
  for (const { start, end, version, whole, mixed } of months) {
    addInvoice(book, version, start, end, mixed ? flat : whole);
    if (mixed) addInvoice(book, now, change, end, whole - flat, { quantity: 8 });
  }
};

/** More seats within a period, and their days on the next bill. */
const upgradeNextBill: Story = (book, story) => {
  const from = FROM + book.dice.int(0, 27);
  const change = addMonths(from, book.dice.int(3, 12)) + book.dice.int(5, 20);
  const { flat, months } = addSeats(book, story, from, change);
  let owed = 0;
  for (const { start, end, version, whole, mixed } of months) {
    const billed = mixed ? flat : whole + owed;
    addInvoice(book, version, start, end, billed);
    owed += whole - billed;
  }
};

/** Begun on a 31st: every period ends with its month and, as the files say, costs one month. */
const monthEnds: Story = (book, story) => {
  const from = dayOf("2025-01-31");
  const version = addVersion(book, addCustomer(book, story), {
    ...randomTerms(book),
    discount_pct: 0,
    started_on: isoOf(from),
  });
  const month = priceOf(book, String(version.subscription_id), dayOf("2025-07-01"), dayOf("2025-08-01"));
  for (const { start, end } of begun(from))
    addInvoice(book, version, start, end, month, { expected_amount_cents: month });
};

export const ODD_STORIES: readonly [string, Story][] = [
  ["first period cut", stub],
  ["three months at once", quarterly],
  ["a year ahead", yearAhead],
  ["two halves", halves],
  ["free plan", free],
  ["moved to a new subscription", moved],
  ["written off", writtenOff],
  ["downgrade", downgrade],
  ["upgrade invoiced for its days", upgradeOwnDays],
  ["upgrade on the next bill", upgradeNextBill],
  ["ends with the month", monthEnds],
];
