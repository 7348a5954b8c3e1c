import { sentence } from "@/app/_components/chips";
import { formatDay, formatInstant } from "@/app/_components/format-time";
import { wordsOf } from "@/app/_components/learning-change";
import { ScrollArea } from "@/app/_components/scroll-area";
import type { Case, EvidenceRow } from "@/lib/contract/case";
import { formatMoney } from "@/lib/money";
import styles from "./case-detail.module.css";
import { More } from "./more";

const SHOWN = 8;
/** Rows on the page in all: a case may have thousands. */
const MAX_CLAIMED = 30;
const MAX_CONTEXT = 20;
/** Columns of a table that is not in the list below. */
const MAX_COLUMNS = 5;

/** The columns that prove something, per table; the text under the first of them explains it. */
const COLUMNS: Readonly<Record<string, { show: readonly string[]; under: readonly string[] }>> = {
  refunds: { show: ["customer", "day", "amountCents"], under: ["reason", "note"] },
  invoices: { show: ["periodStart", "billedCents", "contractedCents"], under: ["tier"] },
  subscriptions: { show: ["tier", "seats", "unitPrice", "inForceFrom", "inForceTo"], under: [] },
  payments: { show: ["customer", "status", "paidAt", "amountCents"], under: ["failureReason"] },
  refund_weeks: { show: ["week", "refunds", "sumCents", "medianCents"], under: [] },
  signal_events: { show: ["title", "severity", "at"], under: ["message"] },
};

/** The base rows behind a case: claimed ones with the cents the case takes, then what they are compared with. */
export function Evidence({ one }: { one: Case }) {
  if (one.evidence.length === 0) return <p className="muted">No rows are kept with this case.</p>;
  const claimed = one.evidence.filter((row) => row.role === "claimed");
  const context = one.evidence.filter((row) => row.role === "context");
  return (
    <>
      <Tables one={one} rows={claimed.slice(0, MAX_CLAIMED)} />
      <More count={claimed.length - MAX_CLAIMED} what="claimed rows" caseId={one.id} />
      {context.length > 0 && (
        <details>
          <summary className="sm muted">Context: {countByTable(context)}</summary>
          <Tables one={one} rows={context.slice(0, MAX_CONTEXT)} />
          <More count={context.length - MAX_CONTEXT} what="context rows" caseId={one.id} />
        </details>
      )}
    </>
  );
}

function Tables({ one, rows }: { one: Case; rows: EvidenceRow[] }) {
  return [...Map.groupBy(rows, (row) => row.table)].map(([table, own]) => (
    <EvidenceTable key={table} one={one} rows={own} table={table} />
  ));
}

function countByTable(rows: readonly EvidenceRow[]): string {
  return [...Map.groupBy(rows, (row) => row.table)]
    .map(([table, own]) => `${own.length} ${own.length === 1 ? singular(wordsOf(table)) : wordsOf(table)}`)
    .join(", ");
}

function EvidenceTable({ one, rows, table }: { one: Case; rows: EvidenceRow[]; table: string }) {
  const { show, under } = columnsOf(table, rows);
  const claimed = rows.some((row) => row.role === "claimed");
  const label = claimed ? "Rows" : "Context rows";
  const rest = rows.slice(SHOWN);
  const head = (
    <thead>
      <tr>
        <th>{sentence(singular(wordsOf(table)))}</th>
        {show.map((name, at) => (
          <th key={name} className={columnClass(rows, name, at)}>
            {sentence(wordsOf(name))}
          </th>
        ))}
        {claimed && <th className="n">Claimed</th>}
      </tr>
    </thead>
  );
  const body = (part: EvidenceRow[]) => (
    <tbody>
      {part.map((row) => (
        <tr key={row.key}>
          <td className={`mono ${styles.key}`}>{shortKey(row)}</td>
          {show.map((name, at) => (
            <td key={name} className={columnClass(rows, name, at)}>
              {formatEvidence(name, row.values[name], rowCurrency(row, one))}
              {at === 0 && <Under row={row} names={under} rest={show.slice(1)} currency={rowCurrency(row, one)} />}
            </td>
          ))}
          {claimed && <td className="n">{claimedOf(one, row)}</td>}
        </tr>
      ))}
    </tbody>
  );
  return (
    <>
      <ScrollArea label={`${label} of ${wordsOf(table)}`}>
        <table className={`tight ${styles.rows}`}>
          {head}
          {body(rows.slice(0, SHOWN))}
        </table>
      </ScrollArea>
      {rest.length > 0 && (
        <details>
          <summary className="sm faint">and {rest.length} more</summary>
          <ScrollArea label={`More ${label.toLowerCase()} of ${wordsOf(table)}`}>
            <table className={`tight ${styles.rows}`}>
              {head}
              {body(rest)}
            </table>
          </ScrollArea>
        </details>
      )}
    </>
  );
}

interface UnderProps {
  row: EvidenceRow;
  names: readonly string[];
  /** Columns that a phone has no room for: there they are said in words. */
  rest: readonly string[];
  currency: string;
}

function Under({ row, names, rest, currency }: UnderProps) {
  const text = names.map((name) => row.values[name]).filter((value) => typeof value === "string" && value !== "");
  const others = rest.map((name) => `${wordsOf(name)} ${formatEvidence(name, row.values[name], currency)}`);
  return (
    <>
      {text.length > 0 && (
        <span className={`xs faint ${styles.under}`}>{text.map((part) => plain(String(part))).join(", ")}</span>
      )}
      {others.length > 0 && <span className="xs faint only-small">{sentence(others.join(", "))}</span>}
    </>
  );
}

/** A code as words, `charged_twice` -> `charged twice`; what a person wrote stays as it is. */
function plain(text: string): string {
  return /^[a-z]+(_[a-z]+)+$/.test(text) ? text.replaceAll("_", " ") : text;
}

/** The listed columns that the rows have; for an unknown table, the first ones that say more than the key. */
function columnsOf(table: string, rows: readonly EvidenceRow[]): { show: string[]; under: readonly string[] } {
  const has = (name: string) => rows.some((row) => row.values[name] !== null && row.values[name] !== undefined);
  const listed = COLUMNS[table];
  if (listed) return { show: listed.show.filter(has), under: listed.under };
  const names = [...new Set(rows.flatMap((row) => Object.keys(row.values)))];
  const telling = names.filter(
    (name) =>
      has(name) &&
      name !== "claimedCents" &&
      (name !== "currency" || new Set(rows.map((row) => row.values.currency)).size > 1) &&
      !rows.every((row) => String(row.values[name]) === row.key),
  );
  return { show: telling.slice(0, MAX_COLUMNS), under: [] };
}

/** The key without what its own columns repeat: `EMEA:USD:2026-01-05` beside a week is `EMEA`. */
function shortKey(row: EvidenceRow): string {
  return row.table === "refund_weeks" ? (row.key.split(":")[0] ?? row.key) : row.key;
}

function singular(words: string): string {
  return words.endsWith("s") ? words.slice(0, -1) : words;
}

function rowCurrency(row: EvidenceRow, one: Case): string {
  return typeof row.values.currency === "string" ? row.values.currency : one.currency;
}

function claimedOf(one: Case, row: EvidenceRow): string {
  const claim = one.claims.find((candidate) => candidate.table === row.table && candidate.key === row.key);
  return claim ? formatMoney(claim.cents, one.currency) : "none";
}

function columnClass(rows: EvidenceRow[], name: string, at: number): string {
  const isDate = rows.some((row) => /^\d{4}-\d{2}-\d{2}/.test(String(row.values[name])));
  const kind = isNumeric(rows, name) ? "n" : isDate ? "num" : "";
  return at === 0 ? kind : `${kind} hide-small`;
}

function isNumeric(rows: EvidenceRow[], name: string): boolean {
  return rows.some((row) => typeof row.values[name] === "number");
}

/** A value of an evidence row: `…Cents` as money of `currency`, ISO dates as days, absent ones as a word. */
export function formatEvidence(
  name: string,
  value: string | number | boolean | null | undefined,
  currency: string,
): string {
  if (value === null || value === undefined || value === "") return "absent";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") {
    return /cents$/i.test(name) ? formatMoney(value, currency) : value.toLocaleString("en-US");
  }
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return formatDay(value);
  return /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value) ? formatInstant(value) : value;
}
