import { addMonths, isoOf } from "@/tests/support/oracle/days";
import { addCustomer, addVersion, type Book, priceOf } from "./book";
import { begun, randomTerms } from "./cycles";

/**
 * A subscription that gets eight more seats on the day `change`, within a period: its two versions, and each of its
 * months with what it costs in all (`whole`) and whether the change lies in it; `flat` is a month at the old price.
 */
export function addSeats(book: Book, story: string, from: number, change: number, terms: Record<string, string> = {}) {
  const customer = addCustomer(book, story);
  const old = addVersion(book, customer, {
    ...randomTerms(book),
    ...terms,
    started_on: isoOf(from),
    valid_from: isoOf(from),
    valid_to: isoOf(change),
  });
  const id = String(old.subscription_id);
  const flat = priceOf(book, id, from, addMonths(from, 1));
  const seats = Number(old.seats) + 8;
  const now = addVersion(book, customer, { ...old, seats, valid_from: isoOf(change), valid_to: null });
  const months = begun(from).map(({ start, end }) => ({
    start,
    end,
    version: start < change ? old : now,
    whole: priceOf(book, id, start, end),
    mixed: start < change && end > change,
  }));
  return { now, flat, months };
}
