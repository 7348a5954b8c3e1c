import { addMonths, isoOf } from "@/tests/support/oracle/days";
import type { Row } from "@/tests/support/oracle/records";
import { AS_OF, addCustomer, addInvoice, addPayment, addUsage, addVersion, type Book, FROM, priceOf } from "./book";

export interface Cycle {
  start: number;
  end: number;
}

/** Whole periods from a day, in steps of months, that end by the as-of day. */
export function cycles(from: number, step = 1, until = AS_OF): Cycle[] {
  const periods: Cycle[] = [];
  for (let n = 0; addMonths(from, (n + 1) * step) <= until; n += 1)
    periods.push({ start: addMonths(from, n * step), end: addMonths(from, (n + 1) * step) });
  return periods;
}

/** The periods that began by the as-of day: those that are billed in advance. */
export const begun = (from: number): Cycle[] =>
  cycles(from, 1, addMonths(AS_OF, 1)).filter(({ start }) => start <= AS_OF);

/** Terms that differ from those of any other generator: own tiers, prices and seats. */
export function randomTerms(book: Book): Row {
  const { dice } = book;
  const tier = dice.pick(["solo", "team", "plant"]);
  const price = { solo: ["700", "850"], team: ["1900", "2150.5"], plant: ["4425", "3999"] }[tier];
  return {
    tier,
    seats: dice.int(2, 60),
    unit_price_cents: dice.pick([price?.[0] ?? "1900", price?.[1] ?? "1900"]),
    discount_pct: dice.pick([0, 0, 0, 5, 12.5, 20]),
  };
}

const anchor = (book: Book) => FROM + book.dice.int(0, 27);

/** Bills every cycle exactly; `late` days after its start, or after its end in arrears. */
export function billExactly(
  book: Book,
  version: Row,
  periods: readonly Cycle[],
  timing: "advance" | "arrears",
  more: Row = {},
): Row[] {
  const late = book.dice.pick([0, 0, 1, 3]);
  return periods.map(({ start, end }) => {
    const issued = Math.min(AS_OF, (timing === "advance" ? start : end) + late);
    const cents = priceOf(book, String(version.subscription_id), start, end);
    const invoice = addInvoice(book, version, start, end, cents, { issued_on: isoOf(issued), ...more });
    if (cents > 0 && invoice.status === "paid") addPayment(book, invoice, issued + book.dice.int(0, 20));
    return invoice;
  });
}

export type Story = (book: Book, story: string) => void;

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
  const customer = addCustomer(book, story);
  const old = addVersion(book, customer, {
    ...randomTerms(book),
    tier: "team",
    started_on: isoOf(from),
    valid_from: isoOf(from),
    valid_to: isoOf(change),
  });
  const id = String(old.subscription_id);
  const flat = priceOf(book, id, from, addMonths(from, 1));
  const now = addVersion(book, customer, {
    ...old,
    seats: Number(old.seats) + 8,
    valid_from: isoOf(change),
    valid_to: null,
  });
  for (const { start, end } of begun(from)) {
    const whole = priceOf(book, id, start, end);
    const mixed = start < change && end > change;
    addPayment(book, addInvoice(book, start < change ? old : now, start, end, mixed ? flat : whole), start + 2);
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

/** A trial in time, one that ended three days ago, and one that became paid. */
const trials: Story = (book, story) => {
  const way = book.dice.int(1, 3);
  const ends = way === 1 ? AS_OF + 9 : way === 2 ? AS_OF - 3 : AS_OF - 130;
  const version = addVersion(book, addCustomer(book, story), {
    ...randomTerms(book),
    status: way === 3 ? "active" : "trialing",
    started_on: isoOf(ends - 30),
    trial_ends_on: isoOf(ends),
  });
  for (let n = 0; n < 5; n += 1) addUsage(book, version, 12, Math.min(AS_OF, ends - 8 + 3 * n), n);
  if (way === 3) billExactly(book, version, begun(ends), "advance");
};

/** Yen and dinars, each bill a minor unit off. */
const rounding: Story = (book, story) => {
  const currency = book.dice.pick(["JPY", "KWD", "EUR"]);
  const customer = addCustomer(book, story, { currency: book.dice.pick([currency, "USD"]) });
  const from = anchor(book);
  const version = addVersion(book, customer, {
    ...randomTerms(book),
    unit_price_cents: "1234.567",
    currency,
    started_on: isoOf(from),
  });
  for (const { start, end } of begun(from))
    addInvoice(
      book,
      version,
      start,
      end,
      priceOf(book, String(version.subscription_id), start, end) + book.dice.int(-1, 1),
    );
};

/** Voided and written again, for the same or a corrected amount; drafts of the next period. */
const reissued: Story = (book, story) => {
  const from = anchor(book);
  const version = addVersion(book, addCustomer(book, story), { ...randomTerms(book), started_on: isoOf(from) });
  const periods = begun(from);
  for (const { start, end } of periods) {
    const cents = priceOf(book, String(version.subscription_id), start, end);
    if (book.dice.chance(0.3))
      addInvoice(book, version, start, end, cents + book.dice.pick([0, 5000]), { status: "void" });
    addPayment(
      book,
      addInvoice(book, version, start, end, cents, { issued_on: isoOf(Math.min(AS_OF, start + 1)) }),
      start + 4,
    );
  }
  const last = periods.at(-1);
  if (last)
    addInvoice(book, version, last.end, addMonths(last.end, 1), 100, { status: "draft", issued_on: isoOf(AS_OF) });
};

/** Failed, failed, paid; or failed a few days ago. */
const dunning: Story = (book, story) => {
  const from = anchor(book);
  const version = addVersion(book, addCustomer(book, story), {
    ...randomTerms(book),
    started_on: isoOf(from),
    status: "past_due",
  });
  const periods = begun(from);
  for (const [n, { start, end }] of periods.entries()) {
    const newest = n === periods.length - 1;
    const invoice = addInvoice(
      book,
      version,
      start,
      end,
      priceOf(book, String(version.subscription_id), start, end),
      newest ? { status: "open" } : {},
    );
    if (newest) addPayment(book, invoice, AS_OF - book.dice.int(0, 13), { status: "failed" });
    else {
      addPayment(book, invoice, start + 1, { status: "failed" });
      addPayment(book, invoice, start + 4, { status: "failed" });
      addPayment(book, invoice, start + 8);
    }
  }
};

/** Canceled at the end of a period, or within one with a last bill by the day; used in the days of grace. */
const canceled: Story = (book, story) => {
  const from = anchor(book);
  const end = addMonths(from, 9) + book.dice.pick([0, 13]);
  const version = addVersion(book, addCustomer(book, story, { status: "churned" }), {
    ...randomTerms(book),
    status: "canceled",
    started_on: isoOf(from),
    canceled_on: isoOf(end),
    overage_unit_price_cents: "5",
    included_units: 1000,
  });
  addUsage(book, version, 20, end + book.dice.int(0, 3));
  billExactly(
    book,
    version,
    cycles(from).filter(({ start }) => start < end),
    "arrears",
  );
};

/** Ended, and taken up again three months later at other terms. */
const resumed: Story = (book, story) => {
  const from = anchor(book);
  const [end, again] = [addMonths(from, 5), addMonths(from, 8)];
  const customer = addCustomer(book, story);
  const first = addVersion(book, customer, {
    ...randomTerms(book),
    status: "canceled",
    started_on: isoOf(from),
    canceled_on: isoOf(end),
    valid_from: isoOf(from),
    valid_to: isoOf(end),
  });
  const now = addVersion(book, customer, {
    ...first,
    status: "active",
    canceled_on: null,
    seats: 7,
    valid_from: isoOf(again),
    valid_to: null,
  });
  billExactly(book, first, cycles(from, 1, end), "advance");
  billExactly(book, now, begun(again), "advance");
};

/** A discount that ended and is billed in full since. */
const discountEnded: Story = (book, story) => {
  const from = anchor(book);
  const version = addVersion(book, addCustomer(book, story), {
    ...randomTerms(book),
    discount_pct: 30,
    started_on: isoOf(from),
    discount_ends_on: isoOf(addMonths(from, 6) + book.dice.pick([0, 9])),
  });
  billExactly(book, version, begun(from), "advance");
};

/** A price that the files say, other than the list's. */
const agreedPrice: Story = (book, story) => {
  const from = anchor(book);
  const version = addVersion(book, addCustomer(book, story), { ...randomTerms(book), started_on: isoOf(from) });
  for (const { start, end } of begun(from)) {
    const cents = Math.round(priceOf(book, String(version.subscription_id), start, end) * 0.7);
    addInvoice(book, version, start, end, cents, { expected_amount_cents: cents });
  }
};

export const CLEAN_STORIES: readonly [string, Story][] = [
  ["seats", seats],
  ["upgrade billed in arrears", upgradeInArrears],
  ["upgrade by a second invoice", upgradeSecondInvoice],
  ["paid by the year", yearly],
  ["usage only", usageOnly],
  ["overage invoiced apart", overageApart],
  ["paused", paused],
  ["trial in time", trials],
  ["a minor unit off", rounding],
  ["voided and reissued", reissued],
  ["dunning", dunning],
  ["canceled", canceled],
  ["taken up again", resumed],
  ["discount ended", discountEnded],
  ["agreed price", agreedPrice],
];
