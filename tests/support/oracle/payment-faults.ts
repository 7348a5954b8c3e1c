import { byIssue } from "./billed-periods";
import type { Hit, OracleDetector } from "./ledger";
import type { Invoice, Payment, Records } from "./records";

const DAY_MS = 86_400_000;
const byTime = (a: Payment, b: Payment) => a.at - b.at || (a.id < b.id ? -1 : 1);

/** What is left to pay of an open invoice: nothing of one that is paid or written off. */
function openAmount(records: Records, invoice: Invoice): number {
  if (invoice.status !== "open") return 0;
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

/** Whether the last try of an invoice failed over 14 days ago: a later one of any other outcome is a retry. */
function isGivenUp(records: Records, tries: readonly Payment[]): boolean {
  const failed = tries.filter(({ status }) => status === "failed").at(-1);
  if (!failed || records.asOf - Math.floor(failed.at / DAY_MS) <= 14) return false;
  return !tries.some(({ status, at }) => status !== "failed" && at >= failed.at);
}

export const unretriedPayment: OracleDetector = {
  id: "unretried_payment",
  needs: ["payments.invoice_id"],
  find: (records, held) => {
    const waiting = new Map<string, number>();
    for (const row of records.payments.filter(({ invoice }) => invoice === null)) {
      const account = `${row.customer}|${row.currency}`;
      waiting.set(account, (waiting.get(account) ?? 0) + held.cents("payments", row.id));
    }
    return [...records.invoices].sort(byIssue).flatMap((invoice): Hit[] => {
      if (isEnded(records, invoice.subscription)) return [];
      const tries = records.payments.filter((row) => row.invoice === invoice.id).sort(byTime);
      const failed = tries.filter(({ status, amount }) => status === "failed" && amount > 0);
      const [first] = failed;
      if (!first || !isGivenUp(records, tries)) return [];
      // Money that waits on the customer's account needs no retry.
      const account = `${invoice.customer}|${invoice.currency}`;
      const settled = Math.min(openAmount(records, invoice), waiting.get(account) ?? 0);
      waiting.set(account, (waiting.get(account) ?? 0) - settled);
      const open = Math.min(openAmount(records, invoice) - settled, first.amount);
      return [{ entity: first.id, wanted: [{ table: "payments", key: first.id, cents: open }] }];
    });
  },
};

/** Whether the subscription's last version is canceled by the as-of day. */
function isEnded(records: Records, id: string): boolean {
  const last = records.versions
    .filter((version) => version.id === id)
    .sort((a, b) => (a.validFrom ?? a.started) - (b.validFrom ?? b.started))
    .at(-1);
  return (
    last !== undefined && (last.status === "canceled" || (last.canceled !== null && last.canceled <= records.asOf))
  );
}
