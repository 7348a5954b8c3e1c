import { addMonths, isoOf } from "@/tests/support/oracle/days";
import { AS_OF, addCustomer, addInvoice, addPayment, addUsage, addVersion, priceOf } from "./book";
import { anchor, begun, billExactly, cycles, randomTerms, type Story } from "./cycles";
import { addSeats } from "./more-seats";

const seats: Story = (book, story) => {
  const version = addVersion(book, addCustomer(book, story), { ...randomTerms(book), started_on: isoOf(anchor(book)) });
  const from = Date.parse(String(version.started_on)) / 86_400_000;
  if (book.dice.chance(0.5)) billExactly(book, version, begun(from), "advance");
  else billExactly(book, version, cycles(from), "arrears");
};

/** A change at some day of a period, billed in arrears by the days of each version. */
const upgradeInArrears: Story = (book, story) => {
  const from = anchor(book);
  const change = from + book.dice.int(100, 400);
  const customer = addCustomer(book, story);
  const old = addVersion(book, customer, {
    ...randomTerms(book),
    started_on: isoOf(from),
    valid_from: isoOf(from),
    valid_to: isoOf(change),
  });
  const now = addVersion(book, customer, {
    ...old,
    tier: "plant",
    seats: Number(old.seats) + book.dice.int(1, 20),
    unit_price_cents: "4425",
    valid_from: isoOf(change),
    valid_to: null,
  });
  for (const { start, end } of cycles(from))
    addPayment(
      book,
      addInvoice(book, end > change ? now : old, start, end, priceOf(book, String(now.subscription_id), start, end), {
        issued_on: isoOf(end),
      }),
      end + 5,
    );
};

/** The old price in advance, and the difference by a second invoice of the same period. */
const upgradeSecondInvoice: Story = (book, story) => {
  const from = anchor(book);
  const change = addMonths(from, book.dice.int(3, 12)) + book.dice.int(5, 20);
  const { now, flat, months } = addSeats(book, story, from, change, { tier: "team" });
  for (const { start, end, version, whole, mixed } of months) {
    addPayment(book, addInvoice(book, version, start, end, mixed ? flat : whole), start + 2);
    if (mixed)
      addPayment(
        book,
        addInvoice(book, now, start, end, whole - flat, { issued_on: isoOf(change), quantity: 8 }),
        change + 2,
      );
  }
};

const yearly: Story = (book, story) => {
  const from = anchor(book);
  const version = addVersion(book, addCustomer(book, story), {
    ...randomTerms(book),
    billing_period: "year",
    started_on: isoOf(from),
  });
  billExactly(
    book,
    version,
    [
      { start: from, end: addMonths(from, 12) },
      { start: addMonths(from, 12), end: addMonths(from, 24) },
    ],
    "advance",
  );
};

/** Pays by use alone: no seats, or seats of price 0. */
const usageOnly: Story = (book, story) => {
  const from = anchor(book);
  const version = addVersion(book, addCustomer(book, story), {
    tier: "meter",
    seats: book.dice.pick([0, 1]),
    unit_price_cents: "0",
    included_units: book.dice.pick([0, 200]),
    overage_unit_price_cents: book.dice.pick(["3", "0.45"]),
    started_on: isoOf(from),
  });
  const periods = cycles(from);
  for (const { start } of periods)
    for (let n = 0; n < 4; n += 1) addUsage(book, version, book.dice.int(50, 900), start + 6 * n, n);
  billExactly(book, version, periods, "arrears");
};

/** Seats in advance, and the overage after the period by an invoice of its own. */
const overageApart: Story = (book, story) => {
  const from = anchor(book);
  const version = addVersion(book, addCustomer(book, story), {
    ...randomTerms(book),
    included_units: 500,
    overage_unit_price_cents: "2.5",
    started_on: isoOf(from),
  });
  for (const { start, end } of begun(from)) {
    const base = priceOf(book, String(version.subscription_id), start, end);
    for (let n = 0; n < 3; n += 1) addUsage(book, version, book.dice.int(50, 400), start + 8 * n, n);
    const whole = priceOf(book, String(version.subscription_id), start, end);
    addPayment(book, addInvoice(book, version, start, end, base), start + 3);
    if (whole > base)
      addPayment(
        book,
        addInvoice(book, version, start, end, whole - base, { issued_on: isoOf(Math.min(end, AS_OF)), quantity: 0 }),
        end + 3,
      );
  }
};

/** Paused for two months of its cycle, or from the middle of one, billed in arrears. */
const paused: Story = (book, story) => {
  const from = anchor(book);
  const pause = addMonths(from, 6) + book.dice.pick([0, 0, 11]);
  const resume = addMonths(pause, 2);
  const customer = addCustomer(book, story);
  const first = addVersion(book, customer, {
    ...randomTerms(book),
    started_on: isoOf(from),
    valid_from: isoOf(from),
    valid_to: isoOf(pause),
  });
  addVersion(book, customer, { ...first, status: "paused", valid_from: isoOf(pause), valid_to: isoOf(resume) });
  const last = addVersion(book, customer, { ...first, valid_from: isoOf(resume), valid_to: null });
  const due = cycles(from).filter(({ start, end }) => priceOf(book, String(last.subscription_id), start, end) > 0);
  billExactly(book, last, due, "arrears");
};

export const PLAN_STORIES: readonly [string, Story][] = [
  ["seats", seats],
  ["upgrade billed in arrears", upgradeInArrears],
  ["upgrade by a second invoice", upgradeSecondInvoice],
  ["paid by the year", yearly],
  ["usage only", usageOnly],
  ["overage invoiced apart", overageApart],
  ["paused", paused],
];
