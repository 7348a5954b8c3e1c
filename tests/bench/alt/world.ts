import { isoOf } from "@/tests/support/oracle/days";
import { createDice } from "@/tests/support/oracle/dice";
import { addCustomer, addInvoice, addPayment, addVersion, type Book, emptyBook, FROM, plant, priceOf } from "./book";
import { addCleanPayments, addCleanRefunds } from "./clean-refunds";
import { begun } from "./cycles";
import { FAULTS } from "./faults";
import { LIFE_STORIES } from "./life-stories";
import { ODD_STORIES } from "./odd-stories";
import { PLAN_STORIES } from "./plan-stories";
import { addSpikes, REFUND_FAULTS } from "./refund-stories";

export interface AltOptions {
  seed: number;
  /** Customers of each clean story. */
  each: number;
  /** How often each fault is planted: 0 makes a world in which every case is a false one. */
  faults: number;
}

/** A world of another style than `data/world`: told customer by customer, each with one story. */
export function alternativeWorld({ seed, each, faults }: AltOptions): Book {
  const book = emptyBook(createDice(seed));
  for (let n = 0; n < each; n += 1)
    for (const [story, tell] of [...PLAN_STORIES, ...LIFE_STORIES, ...ODD_STORIES]) tell(book, story);
  addCleanPayments(book);
  addCleanRefunds(book);
  for (let n = 0; n < faults; n += 1) for (const fault of [...FAULTS, ...REFUND_FAULTS]) fault(book);
  if (faults > 0) {
    addSpikes(book);
    addFailedRun(book);
  }
  return book;
}

/** Forty subscriptions of one cycle, from the 28th on; on one of its days nothing was invoiced. */
function addFailedRun(book: Book): void {
  const from = FROM + 27;
  const periods = begun(from);
  const gap = periods.at(-4);
  let cents = 0;
  for (let n = 0; n < 40; n += 1) {
    const version = addVersion(book, addCustomer(book, "planted"), { started_on: isoOf(from), seats: 3 + n });
    for (const { start, end } of periods) {
      const price = priceOf(book, String(version.subscription_id), start, end);
      if (start === gap?.start) cents += price;
      else addPayment(book, addInvoice(book, version, start, end, price), start + 1);
    }
  }
  plant(book, "bill_run_gap", [gap ? isoOf(gap.start) : ""], "USD", cents);
}
