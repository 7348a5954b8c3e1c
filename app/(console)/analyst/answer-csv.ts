import { waterfallOf } from "@/app/_components/waterfall-figure";
import type { Answer, ChartSpec, ResultColumn } from "@/lib/contract/analyst";
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

/** What a waterfall shows as CSV: its levels and its signed steps, the rest included. */
export function toStepsCsv(spec: ChartSpec): string {
  const rows = waterfallOf(spec).map(({ label, from, to }) => [
    label,
    from === null ? "level" : "step",
    Math.round((from === null ? to : to - from) * 1e6) / 1e6,
  ]);
  return toCsv({
    columns: [
      { name: "part", label: "Part", unit: "text", currency: null },
      { name: "kind", label: "Level or step", unit: "text", currency: null },
      { name: "amount", label: "Amount", unit: spec.unit, currency: spec.currency },
    ],
    rows,
  });
}
