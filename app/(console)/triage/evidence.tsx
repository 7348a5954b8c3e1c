import { formatDay, formatInstant } from "@/app/_components/format-time";
import { wordsOf } from "@/app/_components/learning-change";
import type { Case, EvidenceRow } from "@/lib/contract/case";
import { formatMoney } from "@/lib/money";

const SHOWN = 8;

/** The base rows behind a case, a table each; claimed rows first, and the cents the case takes from each. */
export function Evidence({ one }: { one: Case }) {
  if (one.evidence.length === 0) return <p className="muted">No rows are kept with this case.</p>;
  const tables = [...new Set(one.evidence.map((row) => row.table))];
  return tables.map((table) => (
    <EvidenceTable key={table} one={one} rows={one.evidence.filter((row) => row.table === table)} table={table} />
  ));
}

function EvidenceTable({ one, rows, table }: { one: Case; rows: EvidenceRow[]; table: string }) {
  const ordered = [...rows.filter((row) => row.role === "claimed"), ...rows.filter((row) => row.role === "context")];
  const names = [...new Set(ordered.flatMap((row) => Object.keys(row.values)))].filter(
    (name) => name !== "currency" || new Set(ordered.map((row) => row.values.currency)).size > 1,
  );
  const rest = ordered.slice(SHOWN);
  const head = (
    <thead>
      <tr>
        <th>{wordsOf(table)}</th>
        {names.map((name) => (
          <th key={name} className={isNumeric(ordered, name) ? "n" : undefined}>
            {wordsOf(name)}
          </th>
        ))}
        <th className="n">claimed</th>
      </tr>
    </thead>
  );
  const body = (part: EvidenceRow[]) => (
    <tbody>
      {part.map((row) => (
        <tr key={`${row.role} ${row.key}`}>
          <td className="mono">{row.key}</td>
          {names.map((name) => (
            <td key={name} className={isNumeric(ordered, name) ? "n" : undefined}>
              {formatEvidence(name, row.values[name], rowCurrency(row, one))}
            </td>
          ))}
          <td className="n">{row.role === "context" ? <span className="faint">context</span> : claimedOf(one, row)}</td>
        </tr>
      ))}
    </tbody>
  );
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className="scroll-x" aria-label={`Rows of ${wordsOf(table)}`} tabIndex={0}>
        <table className="tight">
          {head}
          {body(ordered.slice(0, SHOWN))}
        </table>
      </section>
      {rest.length > 0 && (
        <details>
          <summary className="sm faint">and {rest.length} more</summary>
          <div className="scroll-x">
            <table className="tight">
              {head}
              {body(rest)}
            </table>
          </div>
        </details>
      )}
    </>
  );
}

function rowCurrency(row: EvidenceRow, one: Case): string {
  return typeof row.values.currency === "string" ? row.values.currency : one.currency;
}

function claimedOf(one: Case, row: EvidenceRow): string {
  const claim = one.claims.find((candidate) => candidate.table === row.table && candidate.key === row.key);
  return claim ? formatMoney(claim.cents, one.currency) : "none";
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
