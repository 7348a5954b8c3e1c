import type { Day } from "./days";
import { contractedPrice, isClosed, versionsInForce } from "./price";
import type { Invoice, Records } from "./records";

export const LIVE = ["open", "paid", "uncollectible"];
export const isLive = (invoice: Invoice) => LIVE.includes(invoice.status);

/** A period of a subscription that a live invoice names. */
export interface BilledPeriod {
  subscription: string;
  start: Day;
  end: Day;
  /** Live invoices, by issue date and then id. */
  invoices: Invoice[];
  last: Invoice;
  billed: number;
  /** `expected_amount` where an invoice carries one, else the computed price. */
  contracted: number;
  /** False where neither an invoice nor a version in force says the price: `contracted` is then 0. */
  priced: boolean;
  closed: boolean;
}

export const byIssue = (a: Invoice, b: Invoice) => a.issued - b.issued || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Live invoices by subscription and period. */
export function invoicesByPeriod(records: Records): Invoice[][] {
  const groups = new Map<string, Invoice[]>();
  for (const invoice of records.invoices.filter(isLive)) {
    const key = [invoice.subscription, invoice.start, invoice.end].join("|");
    groups.set(key, [...(groups.get(key) ?? []), invoice]);
  }
  return [...groups.values()].map((group) => group.sort(byIssue));
}

/** Currencies of the contract in a period; of the whole subscription when nothing is in force. */
export function contractCurrencies(records: Records, subscription: string, start: Day, end: Day): Set<string> {
  const inForce = versionsInForce(records, subscription, start, end);
  const versions = inForce.length > 0 ? inForce : records.versions.filter(({ id }) => id === subscription);
  return new Set(versions.map(({ currency }) => currency));
}

/** Every period that can be compared: one currency for its invoices and its contract. */
export function billedPeriods(records: Records): BilledPeriod[] {
  return invoicesByPeriod(records).flatMap((invoices) => {
    const last = invoices.at(-1);
    if (!last) return [];
    const { subscription, start, end } = last;
    const currencies = contractCurrencies(records, subscription, start, end);
    for (const invoice of invoices) currencies.add(invoice.currency);
    if (currencies.size > 1) return [];
    const quotes = invoices.flatMap(({ expected }) => expected ?? []);
    return [
      {
        subscription,
        start,
        end,
        invoices,
        last,
        billed: invoices.reduce((sum, invoice) => sum + invoice.billed, 0),
        contracted: quotes.length > 0 ? Math.max(...quotes) : contractedPrice(records, subscription, start, end),
        priced: quotes.length > 0 || versionsInForce(records, subscription, start, end).length > 0,
        closed: isClosed(records, end),
      },
    ];
  });
}
