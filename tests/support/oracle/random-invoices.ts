import { isoOf } from "./days";
import type { Dice } from "./dice";
import { fractionOf, halfUp, plus, ratio, times, ZERO } from "./fraction";
import { basePrice, contractedPrice, seatPrice, versionsInForce } from "./price";
import { major, randomPeriods } from "./random-contracts";
import type { Records, Row } from "./records";

/** A bill that is right, or wrong in one of the ways that people find. */
function randomBill(dice: Dice, records: Records, id: string, start: number, end: number, currency: string): number {
  const right = contractedPrice(records, id, start, end);
  const base = halfUp(basePrice(records, id, start, end));
  const discounted = halfUp(basePrice(records, id, start, end, true));
  const unit = major(currency);
  const missing = dice.int(1, 3);
  const perSeat = versionsInForce(records, id, start, end)
    .map((version) => times(ratio(missing, 1), seatPrice(version, start, end)))
    .reduce(plus, ZERO);
  const twoPercent = halfUp(times(fractionOf(right), fractionOf("0.02")));
  const bill = dice.pick([
    right,
    right,
    right,
    right,
    base,
    base,
    discounted,
    discounted,
    right - halfUp(perSeat),
    right - 1,
    right + 1,
    right - unit,
    right - unit - 1,
    right - twoPercent,
    right - twoPercent - 1,
    Math.floor(right / 2),
    right * 2,
    0,
    base + 1,
    discounted + 1,
  ]);
  return Math.max(0, bill);
}

const PREVIOUS = { tier: "basic", quantity: 1 };

/** Invoices of one subscription: most periods billed once, some never, twice, in parts, voided or reissued. */
export function randomInvoices(
  dice: Dice,
  records: Records,
  id: string,
  versions: readonly Row[],
  months: number,
): Row[] {
  const [first] = versions;
  if (!first) return [];
  const rows: Row[] = [];
  const invoice = (start: number, end: number, billed: number, more: Row = {}): void => {
    const last = versionsInForce(records, id, start, end).at(-1);
    const issued = dice.pick([start, start, end, start + dice.int(-3, 12)]);
    rows.push({
      invoice_id: `${id}-i${String(rows.length + 1).padStart(2, "0")}`,
      customer_id: first.customer_id ?? null,
      subscription_id: id,
      tier: dice.chance(0.9) ? (last?.tier ?? PREVIOUS.tier) : dice.pick(["basic", "pro", "max"]),
      quantity: dice.chance(0.85) ? (last?.seats ?? PREVIOUS.quantity) : dice.int(0, 12),
      period_start: isoOf(start),
      period_end: isoOf(end),
      issued_on: isoOf(issued),
      expected_amount_cents: dice.chance(0.1) ? dice.pick([billed, billed + 500, billed + 1, 0]) : null,
      billed_amount_cents: billed,
      currency: dice.chance(0.97) ? String(first.currency) : dice.pick(["USD", "EUR"]),
      status: dice.pick(["paid", "paid", "paid", "open", "open", "uncollectible", "draft", "void"]),
      ...more,
    });
  };
  for (const { start, end } of randomPeriods(dice, versions, months)) {
    if (dice.chance(0.12)) continue;
    const billed = randomBill(dice, records, id, start, end, String(first.currency));
    const way = dice.int(1, 20);
    if (way === 1) invoice(start, end, billed, { status: "void" });
    if (way === 2) {
      invoice(start, end, Math.floor(billed / 3));
      invoice(start, end, billed - Math.floor(billed / 3));
    } else invoice(start, end, billed);
    if (way === 3) invoice(start, end, dice.pick([billed, billed, 0, 700]));
  }
  return rows;
}
