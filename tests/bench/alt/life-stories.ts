import { addMonths, isoOf } from "@/tests/support/oracle/days";
import { AS_OF, addCustomer, addInvoice, addPayment, addUsage, addVersion, priceOf } from "./book";
import { anchor, begun, billExactly, cycles, randomTerms, type Story } from "./cycles";

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

export const LIFE_STORIES: readonly [string, Story][] = [
  ["trial in time", trials],
  ["a minor unit off", rounding],
  ["voided and reissued", reissued],
  ["dunning", dunning],
  ["canceled", canceled],
  ["taken up again", resumed],
  ["discount ended", discountEnded],
  ["agreed price", agreedPrice],
];
