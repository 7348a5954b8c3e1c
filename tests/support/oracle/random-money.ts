import { dayOf, isoOf } from "./days";
import type { Dice } from "./dice";
import { major } from "./random-contracts";
import type { Row } from "./records";

const HOUR = 3600;

/** A timestamp `seconds` after the start of a day. */
export const instant = (day: number, seconds: number) =>
  new Date(Date.parse(`${isoOf(day)}T00:00:00Z`) + seconds * 1000).toISOString();

/** Payments of some invoices, failed ones retried or not, and payments on account. */
export function randomPayments(dice: Dice, customer: Row, invoices: readonly Row[], lastDay: number): Row[] {
  const rows: Row[] = [];
  const pay = (
    invoice: Row | null,
    amount: number,
    status: string,
    day: number,
    seconds = dice.int(0, 86_399),
  ): void => {
    rows.push({
      payment_id: `${customer.customer_id}-p${String(rows.length + 1).padStart(2, "0")}`,
      invoice_id: invoice?.invoice_id ?? null,
      customer_id: customer.customer_id ?? null,
      amount_cents: amount,
      currency: dice.chance(0.97) ? String(invoice?.currency ?? customer.currency) : "EUR",
      status,
      paid_at: instant(Math.min(day, lastDay), seconds),
    });
  };
  for (const invoice of invoices) {
    if (dice.chance(0.4)) continue;
    const billed = Number(invoice.billed_amount_cents);
    const day = dayOf(String(invoice.issued_on)) + dice.int(0, 20);
    const way = dice.int(1, 8);
    if (way <= 3) pay(invoice, billed, "succeeded", day);
    if (way === 4) pay(invoice, billed, "failed", day);
    if (way === 5) {
      pay(invoice, billed, "failed", day, 100);
      pay(invoice, billed, dice.pick(["succeeded", "failed", "pending"]), day + dice.int(0, 9), 100 + dice.int(0, 1));
    }
    if (way === 6) pay(invoice, Math.floor(billed / 2), dice.pick(["succeeded", "failed"]), day);
    if (way === 7) pay(invoice, billed, "disputed", day);
    if (way === 8) {
      pay(invoice, Math.floor(billed / 2), "succeeded", day);
      pay(invoice, billed - Math.floor(billed / 2), "failed", day + 1);
    }
  }
  if (dice.chance(0.3))
    pay(
      null,
      dice.pick([1000, 5000, 12345]),
      dice.pick(["succeeded", "succeeded", "pending"]),
      lastDay - dice.int(0, 60),
    );
  if (dice.chance(0.1)) pay(null, 3000, "succeeded", lastDay - dice.int(0, 60));
  return rows;
}

/** Refunds and credits around the edges of windows and limits. */
export function randomRefunds(
  dice: Dice,
  customer: Row,
  payments: readonly Row[],
  invoices: readonly Row[],
  lastDay: number,
): Row[] {
  const rows: Row[] = [];
  const unit = major(String(customer.currency));
  const limit = 500 * unit;
  let day = lastDay - dice.int(5, 120);
  let seconds = dice.int(0, 80_000);
  const count = dice.pick([0, 0, 2, 4, 6, 10]);
  for (let at = 0; at < count; at += 1) {
    seconds += dice.pick([0, HOUR, 24 * HOUR, 72 * HOUR, 72 * HOUR + 1, 36 * HOUR, 12 * HOUR, 300 * HOUR]);
    day = Math.min(day, lastDay - Math.ceil(seconds / 86_400));
    const credit = dice.chance(0.4);
    const payment = dice.chance(0.6) ? payments[dice.int(0, Math.max(0, payments.length - 1))] : undefined;
    const invoice = dice.chance(0.4) ? invoices[dice.int(0, Math.max(0, invoices.length - 1))] : undefined;
    const issuer = dice.pick(["ann", "ann", "bob", null]);
    const amount = credit
      ? dice.pick([20 * unit, 0.9 * limit, 0.9 * limit - 1, limit, limit + 1, 2 * limit, 75 * unit])
      : dice.pick([10 * unit, 10 * unit, 25 * unit, Number(payment?.amount_cents ?? 10 * unit), 200 * unit]);
    rows.push({
      refund_id: `${customer.customer_id}-r${String(rows.length + 1).padStart(2, "0")}`,
      payment_id: payment?.payment_id ?? null,
      invoice_id: invoice?.invoice_id ?? null,
      customer_id: customer.customer_id ?? null,
      amount_cents: Math.floor(amount),
      currency: String(dice.chance(0.95) ? (payment?.currency ?? customer.currency) : "EUR"),
      kind: credit ? "credit" : "refund",
      reason: dice.pick([null, "goodwill", "sla"]),
      issued_by: issuer,
      approved_by: dice.pick([null, null, "bob", "eve", ""]),
      refunded_at: instant(day, seconds),
    });
  }
  return rows;
}

/** Usage around the included units and the end of the subscription, now and then recorded twice. */
export function randomUsage(dice: Dice, versions: readonly Row[], lastDay: number): Row[] {
  const [first] = versions;
  if (!first || dice.chance(0.4)) return [];
  const rows: Row[] = [];
  const started = dayOf(String(first.started_on));
  const end = first.canceled_on ? dayOf(String(first.canceled_on)) : lastDay;
  for (let at = 0; at < dice.int(1, 10); at += 1) {
    const day = dice.chance(0.75) ? dice.int(started, Math.max(started, lastDay)) : end + dice.int(-1, 6);
    const row: Row = {
      event_id: `${first.subscription_id}-u${String(rows.length + 1).padStart(2, "0")}`,
      customer_id: first.customer_id ?? null,
      subscription_id: first.subscription_id ?? null,
      metric: dice.pick(["calls", "calls", "storage"]),
      quantity: dice.pick([10, 40, 100.5, 120, 300]),
      occurred_at: instant(Math.min(day, lastDay), dice.pick([0, 1, 43_200, 86_399])),
    };
    rows.push(row);
    if (dice.chance(0.15)) rows.push({ ...row, event_id: `${row.event_id}b` });
  }
  return rows;
}
