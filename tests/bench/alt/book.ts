import { dayOf, isoOf } from "@/tests/support/oracle/days";
import type { Dice } from "@/tests/support/oracle/dice";
import { contractedPrice } from "@/tests/support/oracle/price";
import { type Row, readRecords } from "@/tests/support/oracle/records";

/** First and last day of every world. */
export const FROM = dayOf("2025-01-01");
export const AS_OF = dayOf("2026-06-20");

/** A fault that must be found: about `names` (any of them), worth `cents`; null where the tables cannot say. */
export interface Planted {
  detector: string;
  names: string[];
  currency: string;
  cents: number | null;
}

/** The tables of a world and what is wrong in it. Amounts are integer minor units, prices decimals of them. */
export interface Book {
  dice: Dice;
  customers: Row[];
  subscriptions: Row[];
  invoices: Row[];
  payments: Row[];
  refunds: Row[];
  usage_events: Row[];
  planted: Planted[];
  /** Why each row is here, by key: names the look-alike a wrong case fell for. */
  stories: Map<string, string>;
}

export const emptyBook = (dice: Dice): Book => ({
  dice,
  customers: [],
  subscriptions: [],
  invoices: [],
  payments: [],
  refunds: [],
  usage_events: [],
  planted: [],
  stories: new Map(),
});

const REGIONS: readonly [string, ...string[]] = ["North", "South", "Islands", "Overseas"];

export function addCustomer(book: Book, story: string, more: Row = {}): Row {
  const id = `K-${1000 + book.customers.length}`;
  const row: Row = {
    customer_id: id,
    name: `Firm ${id}`,
    region: book.dice.pick(REGIONS),
    country: "XX",
    tier: "team",
    currency: "USD",
    status: "active",
    created_at: "2024-06-01T08:00:00Z",
    ...more,
  };
  book.customers.push(row);
  book.stories.set(id, story);
  return row;
}

/** A version row of one subscription of the customer; later versions repeat the id. */
export function addVersion(book: Book, customer: Row, more: Row): Row {
  const row: Row = {
    subscription_id: `S-${customer.customer_id}`,
    customer_id: customer.customer_id ?? null,
    tier: "team",
    seats: 10,
    unit_price_cents: "1900",
    billing_period: "month",
    discount_pct: 0,
    discount_ends_on: null,
    included_units: null,
    overage_unit_price_cents: null,
    currency: customer.currency ?? "USD",
    status: "active",
    started_on: isoOf(FROM),
    trial_ends_on: null,
    canceled_on: null,
    valid_from: null,
    valid_to: null,
    ...more,
  };
  book.subscriptions.push(row);
  return row;
}

export function addInvoice(book: Book, version: Row, start: number, end: number, cents: number, more: Row = {}): Row {
  const row: Row = {
    invoice_id: `I-${book.invoices.length + 1}`,
    customer_id: version.customer_id ?? null,
    subscription_id: version.subscription_id ?? null,
    tier: version.tier ?? "team",
    quantity: version.seats ?? 0,
    period_start: isoOf(start),
    period_end: isoOf(end),
    issued_on: isoOf(start),
    due_on: isoOf(start + 30),
    billed_amount_cents: cents,
    currency: version.currency ?? "USD",
    status: "paid",
    paid_on: null,
    ...more,
  };
  book.invoices.push(row);
  return row;
}

export const at = (day: number, hour: number, second = 0) =>
  new Date(Date.parse(`${isoOf(day)}T00:00:00Z`) + hour * 3_600_000 + second * 1000).toISOString();

export function addPayment(book: Book, invoice: Row, day: number, more: Row = {}): Row {
  const row: Row = {
    payment_id: `P-${book.payments.length + 1}`,
    invoice_id: invoice.invoice_id ?? null,
    customer_id: invoice.customer_id ?? null,
    amount_cents: invoice.billed_amount_cents ?? 0,
    currency: invoice.currency ?? "USD",
    status: "succeeded",
    method: "card",
    failure_reason: null,
    paid_at: at(Math.min(day, AS_OF), book.dice.int(0, 23)),
    ...more,
  };
  book.payments.push(row);
  return row;
}

export function addRefund(book: Book, customer: Row, cents: number, time: string, more: Row = {}): Row {
  const row: Row = {
    refund_id: `R-${book.refunds.length + 1}`,
    payment_id: null,
    invoice_id: null,
    customer_id: customer.customer_id ?? null,
    amount_cents: cents,
    currency: customer.currency ?? "USD",
    kind: "refund",
    reason: null,
    issued_by: null,
    approved_by: null,
    note: null,
    refunded_at: time,
    ...more,
  };
  book.refunds.push(row);
  return row;
}

export function addUsage(book: Book, version: Row, quantity: number, day: number, second = 0): Row {
  const row: Row = {
    event_id: `U-${book.usage_events.length + 1}`,
    customer_id: version.customer_id ?? null,
    subscription_id: version.subscription_id ?? null,
    metric: "jobs",
    quantity,
    occurred_at: at(day, 9, second),
  };
  if (day <= AS_OF) book.usage_events.push(row);
  return row;
}

/** The price of a period by the contract, of versions and events that are in the book already. */
export function priceOf(book: Book, id: string, start: number, end: number): number {
  const mine = (rows: Row[]) => rows.filter((row) => row.subscription_id === id);
  // A customer's rows are written together: the last ones are enough, and keep this linear.
  const world = {
    subscriptions: mine(book.subscriptions.slice(-6)),
    usage_events: mine(book.usage_events.slice(-400)),
  };
  return contractedPrice(readRecords(world, { asOf: isoOf(AS_OF) }), id, start, end);
}

/** Remembers a planted fault; faults of no money are none. */
export function plant(book: Book, detector: string, names: unknown[], currency: unknown, cents: number | null): void {
  if (cents === 0) return;
  book.planted.push({ detector, names: names.map(String), currency: String(currency), cents });
}
