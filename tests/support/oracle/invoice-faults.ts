import { billedPeriods, contractCurrencies, isLive } from "./billed-periods";
import type { OracleDetector } from "./ledger";
import { versionsInForce } from "./price";

export const chargedAfterCancel: OracleDetector = {
  id: "charged_after_cancel",
  needs: ["subscriptions.canceled_on"],
  find: (records) => {
    const bySubscription = new Map<string, { table: string; key: string; cents: number }[]>();
    for (const invoice of records.invoices.filter(isLive)) {
      const ends = records.versions
        .filter(({ id }) => id === invoice.subscription)
        .flatMap(({ canceled }) => canceled ?? []);
      const ended = ends.length > 0 && invoice.start >= Math.max(...ends);
      // A subscription taken up again after its end has a version in force: that period is owed.
      if (!ended || versionsInForce(records, invoice.subscription, invoice.start, invoice.end).length > 0) continue;
      const claims = bySubscription.get(invoice.subscription) ?? [];
      claims.push({ table: "invoices", key: invoice.id, cents: invoice.billed });
      bySubscription.set(invoice.subscription, claims);
    }
    return [...bySubscription].map(([entity, wanted]) => ({ entity, wanted }));
  },
};

export const currencyMismatch: OracleDetector = {
  id: "currency_mismatch",
  needs: [],
  find: (records) => {
    const bySubscription = new Map<string, { table: string; key: string; cents: number }[]>();
    for (const { id, subscription, start, end, currency } of records.invoices.filter(isLive)) {
      if (contractCurrencies(records, subscription, start, end).has(currency)) continue;
      bySubscription.set(subscription, [
        ...(bySubscription.get(subscription) ?? []),
        { table: "invoices", key: id, cents: 0 },
      ]);
    }
    return [...bySubscription].map(([entity, wanted]) => ({ entity, wanted, known: false }));
  },
};

export const duplicateInvoice: OracleDetector = {
  id: "duplicate_invoice",
  needs: [],
  find: (records) =>
    billedPeriods(records).flatMap(({ invoices, billed, contracted, priced }) => {
      const later = invoices.slice(1);
      const laterCents = later.reduce((sum, invoice) => sum + invoice.billed, 0);
      // Invoices that only together reach the contracted price are parts of one bill.
      if (priced && (billed - contracted) * 2 <= laterCents) return [];
      const wanted = later.map(({ id, billed: cents }) => ({ table: "invoices", key: id, cents }));
      return [{ entity: invoices.map(({ id }) => id).join("+"), wanted }];
    }),
};
