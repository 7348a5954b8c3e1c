import type { ColumnSpec, ColumnType, TableSpec } from "@/lib/contract/tables";
import { warehouseColumn } from "@/lib/contract/tables";

const SQL_TYPES: Record<ColumnType, string> = {
  key: "varchar",
  text: "varchar",
  enum: "varchar",
  currency: "varchar",
  date: "date",
  timestamp: "timestamp",
  integer: "bigint",
  number: "double",
  amount: "bigint",
  price: "double",
};

/** The SQL type of a column in the warehouse. */
export function sqlType(column: ColumnSpec): string {
  return SQL_TYPES[column.type];
}

/** `create table` for a canonical table; every column exists, absent ones hold null. */
export function createTableSql(table: TableSpec): string {
  const columns = table.columns.map((column) => `${warehouseColumn(column)} ${sqlType(column)}`);
  return `create table ${table.name} (${columns.join(", ")})`;
}
