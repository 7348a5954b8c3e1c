import { addMonths, isoOf } from "@/tests/support/oracle/days";
import type { Row } from "@/tests/support/oracle/records";
import { AS_OF, addInvoice, addPayment, type Book, FROM, priceOf } from "./book";

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

export const anchor = (book: Book) => FROM + book.dice.int(0, 27);

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

/** Writes one customer whose rows tell the story given. */
export type Story = (book: Book, story: string) => void;
