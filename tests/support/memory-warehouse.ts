import type { DuckDBConnection } from "@duckdb/node-api";
import { createTableSql, sqlType } from "@/adapters/warehouse/canonical";
import { openDuckDb } from "@/adapters/warehouse/duckdb";
import type { Dataset, TableName } from "@/lib/contract/dataset";
import { TABLES, type TableSpec, warehouseColumn } from "@/lib/contract/tables";
import type { Warehouse } from "@/lib/ports";

type Row = Record<string, string | number | null>;

/** Rows of one statement: each alone takes a few milliseconds. */
const ROWS_AT_ONCE = 50;

async function insertRows(connection: DuckDBConnection, table: TableSpec, rows: readonly Row[]): Promise<void> {
  const names = table.columns.map(warehouseColumn);
  const values = rows.flatMap((row) => {
    const unknown = Object.keys(row).filter((name) => !names.includes(name));
    if (unknown.length > 0) throw new Error(`${table.name} has no column ${unknown.join(", ")}`);
    return names.map((name) => (row[name] === undefined || row[name] === null ? null : String(row[name])));
  });
  const tuples = rows.map(
    (_, at) => `(${table.columns.map((c, n) => `cast($${at * names.length + n + 1} as ${sqlType(c)})`).join(", ")})`,
  );
  await connection.run(`insert into ${table.name} values ${tuples.join(", ")}`, values);
}

/**
 * A real DuckDB in memory holding the canonical tables with the rows given, under their warehouse names
 * (`billed_amount_cents`, ...). Columns that a row leaves out are null. Optional columns count as present
 * unless `absent` names them as `table.column`.
 */
export async function memoryWarehouse(
  rows: Partial<Record<TableName, Row[]>>,
  options: { asOf: string; absent?: string[]; reportingCurrency?: string },
): Promise<Warehouse> {
  const db = await openDuckDb(":memory:");
  await db.script(async (connection) => {
    for (const table of TABLES) {
      await connection.run(createTableSql(table));
      const all = rows[table.name] ?? [];
      for (let from = 0; from < all.length; from += ROWS_AT_ONCE) {
        await insertRows(connection, table, all.slice(from, from + ROWS_AT_ONCE));
      }
    }
  });
  const dataset: Dataset = {
    id: "memory",
    label: "memory",
    folder: "memory",
    loadedAt: `${options.asOf}T00:00:00.000Z`,
    asOf: options.asOf,
    reportingCurrency: options.reportingCurrency ?? "USD",
    tables: [],
    quarantine: [],
    quarantinedRows: 0,
  };
  const optional = TABLES.flatMap((table) =>
    table.columns.filter((column) => column.optional).map((column) => `${table.name}.${column.name}`),
  );
  const absent = new Set(options.absent);
  return {
    dialect: "duckdb",
    dataset,
    presentColumns: new Set(optional.filter((name) => !absent.has(name))),
    query: db.query,
  };
}
