import type { EvidenceRow } from "@/lib/contract/case";
import { formatMoney } from "@/lib/money";
import type { SqlRow, Warehouse } from "@/lib/ports";

/** Why a case is gone from the data: a sentence for its history and the rows that say so. */
export interface Healing {
  text: string;
  evidence: EvidenceRow[];
}

const CLAIMED_INVOICES = `select i.invoice_id as claimed_id, i.status as claimed_status, i.currency,
  i.billed_amount_cents as claimed_cents, o.invoice_id, o.issued_on, o.billed_amount_cents, o.status
from invoices i
left join invoices o on o.subscription_id = i.subscription_id and o.period_start = i.period_start
  and o.period_end = i.period_end and o.status in ('open', 'paid', 'uncollectible')
where i.invoice_id in (%)
order by i.invoice_id collate "C", o.issued_on desc nulls last, o.invoice_id collate "C" desc nulls last`;

const CLAIMED_REFUNDS = `select refund_id, kind, amount_cents, currency from refunds where refund_id in (%) order by refund_id collate "C"`;

/** Reads what became of the rows a case claimed. Few cases heal in one run, so this asks once a case. */
export async function explainHealing(
  warehouse: Warehouse,
  claims: readonly { table: string; key: string }[],
  signal: AbortSignal,
): Promise<Healing> {
  const keysOf = (table: string) => claims.filter((claim) => claim.table === table).map((claim) => claim.key);
  const ask = (sql: string, keys: string[]) =>
    keys.length === 0
      ? Promise.resolve([])
      : warehouse.query(sql.replace("%", keys.map((_, at) => `$${at + 1}`).join(", ")), keys, { signal });
  const invoices = keysOf("invoices");
  const refunds = keysOf("refunds");
  const [billed, refunded] = [await ask(CLAIMED_INVOICES, invoices), await ask(CLAIMED_REFUNDS, refunds)];
  const gone = [
    ...invoices.filter((key) => !billed.some((row) => row.claimed_id === key)).map((key) => ["invoice", key] as const),
    ...refunds.filter((key) => !refunded.some((row) => row.refund_id === key)).map((key) => ["refund", key] as const),
  ];
  const latest = [...new Map([...billed].reverse().map((row) => [row.claimed_id, row])).values()].reverse();
  const sentences = [
    ...latest.map(invoiceSentence),
    ...gone.map(([kind, key]) => `${kind} ${key} is no longer in the data`),
  ];
  const text =
    sentences.length > 0 ? sentences.slice(0, 3).join("; ") : "the rows that raised it no longer meet the rule";
  return { text: `Healed: ${text}`, evidence: latest.flatMap(invoiceEvidence) };
}

function invoiceSentence(row: SqlRow): string {
  const money = (cents: SqlRow[string] | undefined) => formatMoney(Number(cents), String(row.currency));
  if (row.invoice_id === null) return `invoice ${row.claimed_id} is ${row.claimed_status}`;
  if (row.invoice_id === row.claimed_id) return `invoice ${row.claimed_id} now bills ${money(row.billed_amount_cents)}`;
  return `invoice ${row.invoice_id} of ${row.issued_on} bills ${money(row.billed_amount_cents)} for the same period`;
}

function invoiceEvidence(row: SqlRow): EvidenceRow[] {
  if (row.invoice_id === null) return [];
  const values = {
    healedInvoice: row.claimed_id ?? null,
    issuedOn: row.issued_on ?? null,
    billedCents: row.billed_amount_cents ?? null,
    currency: row.currency ?? null,
    status: row.status ?? null,
  };
  return [{ table: "invoices", key: String(row.invoice_id), role: "context", values }];
}
