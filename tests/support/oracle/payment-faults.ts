import { isLive } from "./billed-periods";
import type { Hit, OracleDetector } from "./ledger";
import type { Invoice, Payment, Records } from "./records";
import { canceledSubscriptions } from "./usage-faults";

const DAY_MS = 86_400_000;
const byTime = (a: Payment, b: Payment) => a.at - b.at || (a.id < b.id ? -1 : 1);

/** What is left to pay of a live invoice: nothing of a paid one. */
function openAmount(records: Records, invoice: Invoice): number {
  if (!isLive(invoice) || invoice.status === "paid") return 0;
  const paid = records.payments
    .filter((row) => row.invoice === invoice.id && row.status === "succeeded" && row.currency === invoice.currency)
    .reduce((sum, { amount }) => sum + amount, 0);
  return Math.max(0, invoice.billed - paid);
}

export const unappliedPayment: OracleDetector = {
  id: "unapplied_payment",
  needs: ["payments.invoice_id"],
  find: (records) => {
    const open = new Map<string, number>();
    for (const invoice of records.invoices.filter(({ status }) => status === "open")) {
      const key = `${invoice.customer}|${invoice.currency}`;
      open.set(key, (open.get(key) ?? 0) + openAmount(records, invoice));
    }
    const payments = records.payments.filter((row) => row.status === "succeeded" && row.invoice === null).sort(byTime);
    return payments.map((row): Hit => {
      const key = `${row.customer}|${row.currency}`;
      const cents = Math.min(row.amount, open.get(key) ?? 0);
      open.set(key, (open.get(key) ?? 0) - cents);
      return { entity: row.id, wanted: [{ table: "payments", key: row.id, cents }] };
    });
  },
};

export const unretriedPayment: OracleDetector = {
  id: "unretried_payment",
  needs: ["payments.invoice_id"],
  find: (records) => {
    const canceled = canceledSubscriptions(records);
    return records.invoices.filter(isLive).flatMap((invoice): Hit[] => {
      const end = canceled.get(invoice.subscription)?.canceled;
      if (end !== undefined && end <= records.asOf) return [];
      const tries = records.payments.filter((row) => row.invoice === invoice.id).sort(byTime);
      const failed = tries.filter(({ status }) => status === "failed");
      const unhealed = failed.filter(({ at }) => !tries.some((other) => other.status === "succeeded" && other.at > at));
      const old = unhealed.some(({ at }) => records.asOf - Math.floor(at / DAY_MS) > 14);
      if (!old) return [];
      return [
        { entity: invoice.id, wanted: [{ table: "invoices", key: invoice.id, cents: openAmount(records, invoice) }] },
      ];
    });
  },
};
