import { isoOf } from "@/tests/support/oracle/days";
import { halfUp, minus, ratio, times } from "@/tests/support/oracle/fraction";
import { basePrice, seatPrice } from "@/tests/support/oracle/price";
import { type Row, readRecords } from "@/tests/support/oracle/records";
import {
  AS_OF,
  addCustomer,
  addInvoice,
  addPayment,
  addUsage,
  addVersion,
  type Book,
  FROM,
  plant,
  priceOf,
} from "./book";
import { begun, type Cycle, cycles, randomTerms } from "./cycles";

type Fault = (book: Book) => void;

interface Account {
  customer: Row;
  version: Row;
  id: string;
  /** Periods that ended, and those that began: what is billed in arrears and in advance. */
  periods: Cycle[];
  begun: Cycle[];
  price(period: Cycle): number;
}

function account(book: Book, more: Row = {}): Account {
  // The 28th is the day of the failed run.
  const from = FROM + book.dice.int(0, 26);
  const customer = addCustomer(book, "planted");
  const version = addVersion(book, customer, {
    ...randomTerms(book),
    seats: book.dice.int(6, 50),
    started_on: isoOf(from),
    ...more,
  });
  const id = String(version.subscription_id);
  return {
    customer,
    version,
    id,
    periods: cycles(from),
    begun: begun(from),
    price: ({ start, end }) => priceOf(book, id, start, end),
  };
}

interface WrongBill {
  cents: number;
  /** What it loses, where that is not the whole difference. */
  lost?: number;
  more?: Row;
}

/** Bills all cycles but changes the last few of them; what that loses is planted. */
function billWrong(
  book: Book,
  detector: string,
  own: Account,
  wrong: (right: number, period: Cycle) => WrongBill,
): void {
  const faulty = own.periods.slice(-book.dice.int(1, 5));
  let lostInAll = 0;
  for (const period of own.periods) {
    const right = own.price(period);
    const bill: WrongBill = faulty.includes(period) ? wrong(right, period) : { cents: right };
    lostInAll += bill.lost ?? right - bill.cents;
    addInvoice(book, own.version, period.start, period.end, bill.cents, { issued_on: isoOf(period.end), ...bill.more });
  }
  plant(book, detector, [own.id], own.version.currency, lostInAll);
}

const underbilled: Fault = (book) =>
  billWrong(book, "underbilling", account(book), (right) => ({ cents: right - Math.ceil(right * 0.083) - 201 }));

const cheapTier: Fault = (book) =>
  billWrong(book, "tier_mismatch", account(book, { tier: "plant", unit_price_cents: "4425" }), (right) => ({
    cents: Math.floor(right * 0.43),
    more: { tier: "solo" },
  }));

const endedDiscount: Fault = (book) => {
  const own = account(book, { discount_pct: 18, discount_ends_on: isoOf(FROM + 60) });
  const records = readRecords({ subscriptions: [own.version] }, { asOf: isoOf(AS_OF) });
  billWrong(book, "expired_discount", own, (right, { start, end }) => {
    const discounted = basePrice(records, own.id, start, end, true);
    const discount = halfUp(minus(basePrice(records, own.id, start, end), discounted));
    return { cents: halfUp(discounted), lost: Math.min(discount, right - halfUp(discounted)) };
  });
};

const fewSeats: Fault = (book) => {
  const own = account(book);
  const [version] = readRecords({ subscriptions: [own.version] }, { asOf: isoOf(AS_OF) }).versions;
  billWrong(book, "seat_shortfall", own, (right, { start, end }) => {
    const missing = version ? halfUp(times(ratio(3, 1), seatPrice(version, start, end))) : 0;
    return { cents: right - missing, more: { quantity: Number(own.version.seats) - 3 } };
  });
};

const usageLeftOut: Fault = (book) => {
  const own = account(book, { included_units: 100, overage_unit_price_cents: "7.5" });
  const base = new Map(own.periods.map((period) => [period, own.price(period)]));
  for (const { start } of own.periods) addUsage(book, own.version, book.dice.int(180, 900), start + 4);
  billWrong(book, "unbilled_usage", own, (_, period) => ({ cents: base.get(period) ?? 0 }));
};

const skipped: Fault = (book) => {
  const own = account(book);
  const due = own.begun.filter(({ end }) => end + 7 <= AS_OF);
  const gap = due.slice(4).at(book.dice.int(0, due.length - 5));
  for (const period of own.begun)
    if (period !== gap) addInvoice(book, own.version, period.start, period.end, own.price(period));
  if (gap) plant(book, "missed_invoice", [own.id], own.version.currency, own.price(gap));
};

const unconverted: Fault = (book) => {
  const ends = AS_OF - book.dice.int(9, 90);
  const customer = addCustomer(book, "planted");
  const version = addVersion(book, customer, {
    ...randomTerms(book),
    status: book.dice.pick(["trialing", "active"]),
    started_on: isoOf(ends - 14),
    trial_ends_on: isoOf(ends),
  });
  addUsage(book, version, 5, ends + 2);
  const id = String(version.subscription_id);
  plant(book, "trial_not_converted", [id], version.currency, priceOf(book, id, ends, AS_OF + 1));
};

const usedOn: Fault = (book) => {
  const own = account(book, { included_units: 10, overage_unit_price_cents: "12.5" });
  const billed = own.periods.slice(0, -2);
  const stop = billed.at(-1)?.end ?? AS_OF;
  Object.assign(own.version, { status: "canceled", canceled_on: isoOf(stop) });
  for (const period of billed) addInvoice(book, own.version, period.start, period.end, own.price(period));
  const units = [book.dice.int(4, 90), book.dice.int(4, 90)];
  for (const [n, quantity] of units.entries()) addUsage(book, own.version, quantity, stop + 4 + 9 * n);
  const price = times(
    ratio(
      units.reduce((a, b) => a + b),
      1,
    ),
    ratio(25, 2),
  );
  plant(book, "usage_after_cancel", [own.id], own.version.currency, halfUp(price));
};

const otherCurrency: Fault = (book) => {
  const own = account(book);
  for (const [n, period] of own.begun.entries()) {
    const foreign = n >= own.begun.length - 2;
    addInvoice(book, own.version, period.start, period.end, own.price(period), foreign ? { currency: "EUR" } : {});
  }
  plant(book, "currency_mismatch", [own.id], "EUR", null);
};

const chargedOn: Fault = (book) => {
  const own = account(book);
  const stop = own.begun.at(-3)?.end ?? AS_OF;
  Object.assign(own.version, { status: "canceled", canceled_on: isoOf(stop) });
  const flat = own.begun[0] ? own.price(own.begun[0]) : 0;
  for (const period of own.begun)
    addInvoice(book, own.version, period.start, period.end, flat, { status: period.start >= stop ? "open" : "paid" });
  plant(
    book,
    "charged_after_cancel",
    [own.id],
    own.version.currency,
    flat * own.begun.filter(({ start }) => start >= stop).length,
  );
};

const billedTwice: Fault = (book) => {
  const own = account(book);
  const twice = own.begun.at(-book.dice.int(1, 9));
  for (const period of own.begun) {
    addInvoice(book, own.version, period.start, period.end, own.price(period));
    if (period !== twice) continue;
    const again = addInvoice(book, own.version, period.start, period.end, own.price(period), {
      issued_on: isoOf(Math.min(AS_OF, period.start + 2)),
    });
    plant(book, "duplicate_invoice", [again.invoice_id], own.version.currency, own.price(period));
  }
};

const meteredTwice: Fault = (book) => {
  const own = account(book, { included_units: 50, overage_unit_price_cents: "9" });
  const faulty = own.periods.at(-book.dice.int(1, 6));
  for (const period of own.periods) {
    addUsage(book, own.version, 140, period.start + 9);
    if (period === faulty) addUsage(book, own.version, 140, period.start + 9);
    addInvoice(book, own.version, period.start, period.end, own.price(period), { issued_on: isoOf(period.end) });
  }
  plant(book, "duplicate_usage", [own.id], own.version.currency, 140 * 9);
};

/** The last invoice stays open, with a failed payment weeks ago or money on account. */
function leaveOpen(book: Book): { own: Account; invoice: Row } {
  const own = account(book);
  for (const period of own.begun.slice(0, -1))
    addInvoice(book, own.version, period.start, period.end, own.price(period));
  const last = own.begun.at(-1) ?? { start: AS_OF - 40, end: AS_OF - 10 };
  return { own, invoice: addInvoice(book, own.version, last.start, last.end, own.price(last), { status: "open" }) };
}

const failed: Fault = (book) => {
  const { own, invoice } = leaveOpen(book);
  const first = addPayment(book, invoice, AS_OF - 29, { status: "failed", failure_reason: "expired card" });
  if (book.dice.chance(0.5)) addPayment(book, invoice, AS_OF - 20, { status: "failed" });
  plant(
    book,
    "unretried_payment",
    [first.payment_id, invoice.invoice_id],
    own.version.currency,
    Number(invoice.billed_amount_cents),
  );
};

const onAccount: Fault = (book) => {
  const { own, invoice } = leaveOpen(book);
  const billed = Number(invoice.billed_amount_cents);
  const amount = book.dice.pick([billed, billed - 300, billed + 9900]);
  const row = addPayment(book, invoice, AS_OF - 12, { invoice_id: null, amount_cents: amount });
  plant(book, "unapplied_payment", [row.payment_id], own.version.currency, Math.min(amount, billed));
};

export const FAULTS: readonly Fault[] = [
  underbilled,
  cheapTier,
  endedDiscount,
  fewSeats,
  usageLeftOut,
  skipped,
  unconverted,
  usedOn,
  otherCurrency,
  chargedOn,
  billedTwice,
  meteredTwice,
  failed,
  onAccount,
];
