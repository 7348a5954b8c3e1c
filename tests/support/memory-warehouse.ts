import { createTableSql, sqlType } from "@/adapters/warehouse/canonical";
import { openDuckDb } from "@/adapters/warehouse/duckdb";
import type { Dataset, TableName } from "@/lib/contract/dataset";
import { TABLES, warehouseColumn } from "@/lib/contract/tables";
import type { Warehouse } from "@/lib/ports";

type Row = Record<string, string | number | null>;

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
      for (const row of rows[table.name] ?? []) {
        const names = table.columns.map(warehouseColumn);
        const unknown = Object.keys(row).filter((name) => !names.includes(name));
        if (unknown.length > 0) throw new Error(`${table.name} has no column ${unknown.join(", ")}`);
        const casts = table.columns.map((column, at) => `cast($${at + 1} as ${sqlType(column)})`);
        const values = names.map((name) => (row[name] === undefined || row[name] === null ? null : String(row[name])));
        await connection.run(`insert into ${table.name} select ${casts.join(", ")}`, values);
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
