import { dayOf } from "@/tests/support/oracle/days";
import type { Row } from "@/tests/support/oracle/records";
import { AS_OF, addPayment, addRefund, at, type Book, FROM } from "./book";

const WEEK = 7;
/** Refunds a week and region; January brings half as many again. */
const PER_WEEK = 14;

type Take = (day: number, region: unknown) => Row | null;

/** Payments of enough money, of the month before a day and a region, that no refund has touched yet. */
function untouched(book: Book, customers: ReadonlyMap<unknown, Row>): Take {
  const fitting = book.payments.filter(
    ({ status, invoice_id, amount_cents, currency }) =>
      status === "succeeded" && invoice_id !== null && isBetween(amount_cents, 20_000, 150_000) && currency === "USD",
  );
  const byMonth = Map.groupBy(
    fitting,
    (row) => `${String(row.paid_at).slice(0, 7)} ${customers.get(row.customer_id)?.region}`,
  );
  const monthOf = (day: number) => new Date((day - 20) * 86_400_000).toISOString().slice(0, 7);
  return (day, region) => {
    const pool = byMonth.get(`${monthOf(day)} ${region}`) ?? [];
    for (let row = pool.pop(); row; row = pool.pop()) if (!book.stories.has(String(row.payment_id))) return row;
    return null;
  };
}

const isBetween = (value: unknown, least: number, most: number) => Number(value) > least && Number(value) < most;

/** Everyday refunds that are no fault: parts of a payment, alike ones of different items, goodwill of usual sizes. */
export function addCleanRefunds(book: Book): void {
  const customers = new Map<unknown, Row>(book.customers.map((row) => [row.customer_id, row]));
  const take = untouched(book, customers);
  const regions = Map.groupBy(book.customers, (row) => row.region);
  for (let day = FROM + 40; day <= AS_OF; day += WEEK) {
    const peak = new Date(day * 86_400_000).getUTCMonth() === 0 ? 1.5 : 1;
    for (const [region, members] of regions) {
      for (let n = 0; n < PER_WEEK * peak + book.dice.int(-2, 2); n += 1) {
        const payment = take(day, region);
        const customer = members[book.dice.int(0, members.length - 1)] ?? {};
        if (payment) refundPayment(book, customers.get(payment.customer_id) ?? customer, payment, day);
        else addRefund(book, customer, ownAmount(book), inWeek(book, day), { reason: "no payment named" });
      }
    }
    addLookAlikes(book, day, (on) => take(on, book.dice.pick(["North", "South", "Islands", "Overseas"])), customers);
  }
}

/** Never twice the same within 8,100 refunds: 37 and 8,100 share no factor. */
const ownAmount = ({ refunds }: Book) => 900 + ((refunds.length * 37) % 8100);

const inWeek = ({ dice }: Book, day: number) =>
  at(Math.min(AS_OF, day + dice.int(0, 6)), dice.int(0, 23), dice.int(0, 3599));

function refundPayment(book: Book, customer: Row, payment: Row, day: number): void {
  const { dice } = book;
  const link = {
    payment_id: payment.payment_id ?? null,
    invoice_id: payment.invoice_id ?? null,
    reason: dice.pick(["wrong item", "outage", null]),
  };
  const whole = Number(payment.amount_cents);
  const inParts = whole < 40_000 && dice.chance(0.08);
  book.stories.set(String(payment.payment_id), inParts ? "refund in parts" : "everyday refund");
  if (!inParts) {
    addRefund(book, customer, ownAmount(book), inWeek(book, day), link);
    return;
  }
  // Parts that add up to the payment exactly, none alike.
  const first = Math.floor(whole / 3);
  for (const [n, cents] of [first, first + 7, whole - 2 * first - 7].entries())
    addRefund(book, customer, cents, inWeek(book, day + 7 * n), link);
}

function addLookAlikes(
  book: Book,
  day: number,
  take: (day: number) => Row | null,
  customers: ReadonlyMap<unknown, Row>,
): void {
  const { dice } = book;
  const payment = take(day);
  const customer = customers.get(payment?.customer_id ?? "");
  if (!payment || !customer) return;
  const cents = dice.pick([2500, 4000]);
  const link = { payment_id: payment.payment_id ?? null, invoice_id: payment.invoice_id ?? null };
  const later = (hours: number) => at(Math.min(day, AS_OF - 5), hours);
  const way = dice.int(1, 4);
  if (way === 1) {
    // The same amount for two items: another payment each.
    const other = book.payments.find(
      (row) =>
        row.customer_id === customer.customer_id &&
        row !== payment &&
        !book.stories.has(String(row.payment_id)) &&
        row.status === "succeeded" &&
        Number(row.amount_cents) > 20_000 &&
        row.invoice_id !== null,
    );
    addRefund(book, customer, cents, later(1), link);
    if (other) {
      book.stories.set(String(other.payment_id), "alike, of another item");
      addRefund(book, customer, cents, later(30), {
        payment_id: other.payment_id ?? null,
        invoice_id: other.invoice_id ?? null,
      });
    }
  }
  if (way === 2) {
    addRefund(book, customer, cents, later(1), link);
    addRefund(book, customer, cents, later(74), link);
  }
  if (way === 3) {
    addRefund(book, customer, cents, later(2), { invoice_id: payment.invoice_id ?? null });
    addRefund(book, customer, cents, later(2), {
      invoice_id: payment.invoice_id ?? null,
      kind: "credit",
      issued_by: `desk ${day % 23}`,
      approved_by: "lead",
      reason: "promo",
    });
  }
  // Credits: agreed ones of any size with approver and reason, goodwill of $50 by many issuers.
  const size = dice.pick([12_500, 40_000, 52_000, 180_000]);
  addRefund(book, customer, size, later(3), {
    kind: "credit",
    issued_by: `desk ${day % 19}`,
    approved_by: "head of desk",
    reason: "service level of the contract",
  });
  for (let n = 0; n < 6; n += 1)
    addRefund(book, customer, 5000, later(9 + n), {
      kind: "credit",
      issued_by: `clerk ${(day + n) % 41}`,
      reason: "goodwill",
    });
}

/** Payments on account of customers without an open invoice, and disputes that were won. */
export function addCleanPayments(book: Book): void {
  const open = new Set(book.invoices.filter((row) => row.status === "open").map((row) => row.customer_id));
  for (const invoice of book.invoices.filter((row) => row.status === "paid").slice(0, 4000)) {
    if (!book.dice.chance(0.02) || open.has(invoice.customer_id ?? null)) continue;
    const day = dayOf(String(invoice.issued_on)) + 3;
    const lone: Row = book.dice.chance(0.5) ? { invoice_id: null, amount_cents: 7700 } : { status: "disputed" };
    book.stories.set(
      String(addPayment(book, invoice, day, lone).payment_id),
      lone.status === "disputed" ? "disputed, not refunded" : "on account, nothing open",
    );
  }
}
