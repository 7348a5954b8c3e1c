import { addMonths, isoOf, mondayOf } from "@/tests/support/oracle/days";
import type { Row } from "@/tests/support/oracle/records";
import { AS_OF, addCustomer, addInvoice, addPayment, addRefund, addVersion, at, type Book, plant } from "./book";

/** A customer with one paid invoice, whose refunds go wrong. */
function payer(book: Book, status = "succeeded"): { customer: Row; payment: Row; paid: number; day: number } {
  const customer = addCustomer(book, "planted");
  const start = AS_OF - book.dice.int(30, 400);
  const end = addMonths(start, 1);
  const version = addVersion(book, customer, {
    seats: 17,
    status: "canceled",
    started_on: isoOf(start),
    canceled_on: isoOf(end),
  });
  const invoice = addInvoice(book, version, start, end, 32_300, { issued_on: isoOf(start) });
  return { customer, payment: addPayment(book, invoice, start + 1, { status }), paid: 32_300, day: start + 12 };
}

function paidTwice(book: Book): void {
  const { customer, payment, day } = payer(book);
  const links: Row[] = [{ payment_id: payment.payment_id ?? null }, { invoice_id: payment.invoice_id ?? null }, {}];
  const link = links[book.dice.int(0, 2)];
  const cents = book.dice.int(3000, 9000);
  const rows = [0, book.dice.int(1, 71)].map((hours) => addRefund(book, customer, cents, at(day, hours), link));
  plant(
    book,
    "duplicate_refund",
    rows.map((row) => row.refund_id),
    customer.currency,
    cents,
  );
}

function tooMuch(book: Book): void {
  const { customer, payment, paid, day } = payer(book);
  const link = { payment_id: payment.payment_id ?? null };
  addRefund(book, customer, paid - 1100, at(day, 3), link);
  addRefund(book, customer, 4321, at(day + 5, 3), link);
  plant(book, "refund_exceeds_payment", [payment.payment_id], customer.currency, 4321 - 1100);
}

function disputedToo(book: Book): void {
  const { customer, payment, day } = payer(book, "disputed");
  addRefund(book, customer, 12_000, at(day, 3), { payment_id: payment.payment_id ?? null });
  plant(book, "refund_and_dispute", [payment.payment_id], customer.currency, 12_000);
}

function oddCredit(book: Book): void {
  const { customer } = payer(book);
  const [cents, more] = book.dice.pick<[number, Row]>([
    [21_700, { issued_by: "Dee", approved_by: " dee" }],
    [50_001, { issued_by: "Ola", approved_by: "" }],
    [46_100, { issued_by: "Ola", approved_by: null }],
  ]);
  const row = addRefund(book, customer, cents, at(AS_OF - book.dice.int(3, 300), 5), {
    kind: "credit",
    ...more,
    issued_by: `${more.issued_by} ${customer.customer_id}`,
    approved_by: more.approved_by ? ` ${String(more.approved_by)} ${customer.customer_id}` : null,
  });
  plant(book, "manual_credit", [row.refund_id], customer.currency, cents);
}

function burst(book: Book): void {
  const { customer } = payer(book);
  const rows = [0, 11, 24, 40].map((hours) =>
    addRefund(book, customer, 6000 + hours, at(AS_OF - 40, hours), {
      kind: "credit",
      issued_by: `night ${customer.customer_id}`,
      approved_by: "lead",
      reason: "outage",
    }),
  );
  const three = rows.slice(0, 3);
  plant(
    book,
    "manual_credit",
    three.map((row) => row.refund_id),
    customer.currency,
    18_035,
  );
}

export const REFUND_FAULTS = [paidTwice, tooMuch, disputedToo, oddCredit, burst];

/** Regions with a few refunds every week and one loud week each. */
export function addSpikes(book: Book): void {
  for (const region of ["Spike A", "Spike B", "Spike C"]) {
    const customers = Array.from({ length: 25 }, () => addCustomer(book, "planted", { region }));
    const loud = mondayOf(AS_OF) - 7 * book.dice.int(1, 20);
    let turn = 0;
    const next = () => customers[turn++ % customers.length] ?? customers[0] ?? {};
    const usual: number[] = [];
    for (let week = 1; week <= 12; week += 1) {
      const sums = [4100, 5200 + 13 * week, 4700];
      for (const cents of sums) addRefund(book, next(), cents, at(loud - 7 * week, 40 + week));
      if (week <= 8) usual.push(sums.reduce((a, b) => a + b));
    }
    const rows = Array.from({ length: 16 }, (_, n) => addRefund(book, next(), 8000 + 111 * n, at(loud, 9 * n)));
    usual.sort((a, b) => a - b);
    const median = ((usual[3] ?? 0) + (usual[4] ?? 0)) / 2;
    const sum = rows.reduce((total, row) => total + Number(row.amount_cents), 0);
    plant(
      book,
      "refund_spike",
      rows.map((row) => row.refund_id),
      "USD",
      Math.floor(sum - median + 0.5),
    );
  }
}
