import type { DuckDBConnection } from "@duckdb/node-api";
import { type TableSpec, warehouseColumn } from "@/lib/contract/tables";
import { createTableSql } from "./canonical";
import { breaksRules } from "./check-table";
import { currencyDigitsSql, DIGITS_COLUMN } from "./column-sql";
import { type QuickSource, quickColumnSql } from "./quick-column-sql";
import { sqlName } from "./sql-text";

/**
 * Reads a source straight into its table, in one statement. False when anything about it is not as it should be: then
 * the table does not exist, and the slower way says what is wrong, where.
 */
export async function loadQuickly(
  connection: DuckDBConnection,
  table: TableSpec,
  source: QuickSource,
): Promise<boolean> {
  await connection.run(createTableSql(table));
  const counting = source.countRecords?.() ?? null;
  const [inserted, counted] = await Promise.allSettled([connection.run(insertSql(table, source)), counting]);
  const isWhole =
    inserted.status === "fulfilled" &&
    counted.status === "fulfilled" &&
    (counting === null || counted.value === inserted.value.rowsChanged) &&
    !(await breaksRules(connection, table));
  if (!isWhole) await connection.run(`drop table ${table.name}`);
  return isWhole;
}

function insertSql(table: TableSpec, { sql, cells }: QuickSource): string {
  const columns = table.columns.map((column, at) => {
    const cell = cells.get(column.name);
    return cell ? { at, name: column.name, ...quickColumnSql(column, cell, at) } : null;
  });
  const present = columns.filter((column) => column !== null);
  const reads = present.map(({ at, read }) => `${read} as in_${at}`);
  const guesses = present.flatMap(({ at, guess }) => (guess === null ? [] : [`${guess} as guess_${at}`]));
  const currency = present.find(({ name }) => name === "currency");
  const digits = currency
    ? [`r.in_${currency.at} as currency`, `${currencyDigitsSql(`r.in_${currency.at}`)} as ${DIGITS_COLUMN}`]
    : [];
  const names = table.columns.map((column) => sqlName(warehouseColumn(column))).join(", ");
  return `insert into ${table.name} (${names})
    select ${columns.map((column) => column?.value ?? "null").join(", ")} from (
      select r.*, ${[...guesses, ...digits, "1"].join(", ")} from (select ${reads.join(", ")} from ${sql}) r) s`;
}
