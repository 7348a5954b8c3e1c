import type { TableName } from "@/lib/contract/dataset";
import { TABLES } from "@/lib/contract/tables";
import type { CsvRow } from "./model";

/** The CSV text of a table in pieces of a thousand lines: canonical headers, `\n`, quotes only where needed. */
export function* csvPieces(table: TableName, rows: readonly CsvRow[]): Generator<string> {
  const spec = TABLES.find((one) => one.name === table);
  if (!spec) throw new Error(`No table is called ${table}`);
  const columns = spec.columns.map((column) => column.name);
  yield `${columns.join(",")}\n`;
  for (let at = 0; at < rows.length; at += 1000) {
    yield rows
      .slice(at, at + 1000)
      .map((row) => `${columns.map((column) => quote(row[column] ?? "")).join(",")}\n`)
      .join("");
  }
}

function quote(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
