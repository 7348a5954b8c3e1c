import type { DuckDBConnection } from "@duckdb/node-api";
import type { ColumnType, TableSpec } from "@/lib/contract/tables";
import type { SourceCell } from "./quick-column-sql";
import { sqlName } from "./sql-text";

export interface ParquetColumns {
  names: string[];
  /** The columns that tables have, by their name there. */
  cells: Map<string, SourceCell>;
  wrongTypes: { column: string; type: string; expected: string }[];
}

type Family = "text" | "integer" | "decimal" | "float" | "date" | "timestamp";

const NUMERIC: readonly Family[] = ["text", "integer", "decimal", "float"];
const ACCEPTED: Record<ColumnType, readonly Family[]> = {
  key: ["text", "integer"],
  text: ["text", "integer"],
  enum: ["text"],
  currency: ["text"],
  date: ["text", "date", "timestamp"],
  timestamp: ["text", "date", "timestamp"],
  integer: NUMERIC,
  number: NUMERIC,
  amount: NUMERIC,
  price: NUMERIC,
};

/** The columns of a Parquet source, or null when it is no Parquet. */
export async function readParquetColumns(
  connection: DuckDBConnection,
  source: string,
  table: TableSpec,
): Promise<ParquetColumns | null> {
  const described = await describeParquet(connection, source);
  if (!described) return null;
  const columns: ParquetColumns = { names: [], cells: new Map(), wrongTypes: [] };
  for (const [original, type] of described) {
    const name = original.trim().toLowerCase();
    columns.names.push(name);
    const spec = table.columns.find((column) => column.name === name);
    if (!spec) continue;
    const family = familyOf(type);
    if (family && ACCEPTED[spec.type].includes(family)) {
      const kind = family === "timestamp" && type !== "TIMESTAMP" ? "other" : family;
      columns.cells.set(name, { column: sqlName(original), kind, textOf: (column) => textOf(family, column) });
    } else columns.wrongTypes.push({ column: name, type, expected: `a column of ${ACCEPTED[spec.type].join(" or ")}` });
  }
  return columns;
}

/** Names and types of a Parquet source's columns, or null when it is no Parquet. */
export async function describeParquet(
  connection: DuckDBConnection,
  source: string,
): Promise<[string, string][] | null> {
  try {
    const result = await connection.runAndReadAll(`describe select * from ${source}`);
    return result.getRows().map((row) => [String(row[0]), String(row[1])]);
  } catch {
    // Whatever DuckDB says of the bytes, the caller reports one fault: this is no Parquet file.
    return null;
  }
}

function familyOf(type: string): Family | null {
  if (type === "VARCHAR" || type === "UUID" || type.startsWith("ENUM")) return "text";
  if (/^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(type)) return "integer";
  if (type.startsWith("DECIMAL")) return "decimal";
  if (type === "DOUBLE" || type === "FLOAT") return "float";
  if (type === "DATE") return "date";
  return type.startsWith("TIMESTAMP") ? "timestamp" : null;
}

/** SQL that turns a column of any type into text: lists and structures as JSON. */
export function anyTextOf(type: string, column: string): string {
  const family = familyOf(type);
  if (family) return textOf(family, column);
  return /^(STRUCT|MAP)|\[\d*\]$/.test(type) ? `cast(to_json(${column}) as varchar)` : `cast(${column} as varchar)`;
}

/** Zeros that only the column's type adds are taken off: 12.5000 of a DECIMAL(10, 4) reads as 12.5. */
function textOf(family: Family, column: string): string {
  const text = `cast(${column} as varchar)`;
  if (family === "decimal") return `regexp_replace(regexp_replace(${text}, '(\\.\\d*?)0+$', '\\1'), '\\.$', '')`;
  return family === "float" ? `regexp_replace(${text}, '\\.0$', '')` : text;
}
