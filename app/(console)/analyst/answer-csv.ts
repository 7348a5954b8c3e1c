import type { Answer, ResultColumn } from "@/lib/contract/analyst";
import { currencyDigits, minorPerMajor } from "@/lib/money";

type Cell = string | number | null;

/** A spreadsheet runs text that starts like this; a quote in front makes it text again. */
function guardFormula(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

function quote(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function cellText(value: Cell, column: ResultColumn): string {
  if (value === null) return "";
  if (typeof value === "string") return quote(guardFormula(value));
  if (column.unit !== "cents") return String(value);
  const currency = column.currency ?? "USD";
  return (value / minorPerMajor(currency)).toFixed(currencyDigits(currency));
}

/** The result as CSV (RFC 4180): amounts in major units with the currency in the heading, text guarded. */
export function toCsv({ columns, rows }: Pick<Answer, "columns" | "rows">): string {
  const heading = columns.map((column) =>
    quote(guardFormula(column.currency ? `${column.label} (${column.currency})` : column.label)),
  );
  const lines = rows.map((row) => columns.map((column, at) => cellText(row[at] ?? null, column)).join(","));
  return `${[heading.join(","), ...lines].join("\r\n")}\r\n`;
}
