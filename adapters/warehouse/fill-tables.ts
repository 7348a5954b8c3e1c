import type { DuckDBConnection } from "@duckdb/node-api";
import { QuarantinedRow, type TableName } from "@/lib/contract/dataset";
import { TABLES, type TableSpec, warehouseColumn } from "@/lib/contract/tables";
import { createTableSql } from "./canonical";
import { sqlName, sqlText } from "./sql-text";

const MAX_LISTED = 200;

export interface Quarantine {
  listed: QuarantinedRow[];
  total: number;
  byTable: Map<TableName, number>;
}

/** Moves the checked rows of `clean_<table>` into the table itself. */
export async function fillTable(connection: DuckDBConnection, table: TableSpec): Promise<void> {
  const columns = table.columns.map((column) => sqlName(warehouseColumn(column))).join(", ");
  await connection.run(createTableSql(table));
  // The order of the file is kept: DuckDB inserts in the order of what it selects.
  await connection.run(`insert into ${table.name} select ${columns} from clean_${table.name}`);
  await connection.run(`drop table clean_${table.name}`);
}

/**
 * Sets rows apart, parents first: a row that names a key which is not there, or one that is itself set apart, goes to
 * quarantine with its reason.
 */
export async function quarantineOrphans(connection: DuckDBConnection): Promise<Quarantine> {
  await connection.run(
    `create temp table quarantine (table_no integer, table_name varchar, row_no bigint, row_key varchar, col varchar,
     val varchar, reason varchar)`,
  );
  for (const [at, table] of TABLES.entries()) {
    if (await hasApart(connection, table)) await connection.run(apartInsert(table, at));
    for (const sql of orphanInserts(table, at)) await connection.run(sql);
    if (await hasOrphans(connection, table))
      await connection.run(
        `delete from ${table.name} where rowid in (select row_no from quarantine where table_name = '${table.name}')`,
      );
  }
  return readQuarantine(connection);
}

/** Where a mapping put the rows of a table that need a row which is not there; it exists when there are any. */
export function apartTable(table: Pick<TableSpec, "name">): string {
  return `apart_${table.name}`;
}

async function hasApart(connection: DuckDBConnection, table: TableSpec): Promise<boolean> {
  const found = await connection.runAndReadAll(
    `select 1 from duckdb_tables() where temporary and table_name = ${sqlText(apartTable(table))}`,
  );
  return found.currentRowCount > 0;
}

/** They are no rows of the table, so their numbers are none of its. */
function apartInsert(table: TableSpec, tableNo: number): string {
  return `insert into quarantine select ${tableNo}, '${table.name}', rowid - 1000000000000000, row_key, apart_column,
    apart_value, apart_reason from ${apartTable(table)}`;
}

async function hasOrphans(connection: DuckDBConnection, table: TableSpec): Promise<boolean> {
  const found = await connection.runAndReadAll(`select 1 from quarantine where table_name = '${table.name}' limit 1`);
  return found.currentRowCount > 0;
}

/** One insert a reference; a row that an earlier reference set apart is not listed twice. */
function orphanInserts(table: TableSpec, tableNo: number): string[] {
  const [key = ""] = table.key;
  return table.columns.flatMap((column) => {
    if (!column.references) return [];
    const [parent = "", parentKey = ""] = column.references.split(".");
    const value = `c.${sqlName(column.name)}`;
    const isSetApart = `exists (select 1 from quarantine q where q.table_name = ${sqlText(parent)} and q.row_key = ${value})`;
    return [
      `insert into quarantine select ${tableNo}, '${table.name}', c.rowid, c.${sqlName(key)}, ${sqlText(column.name)},
       ${value}, case when ${isSetApart} then ${sqlText(`${column.references} with this value is itself in quarantine`)}
       else ${sqlText(`${column.references} has no such value`)} end
       from ${table.name} c anti join ${parent} k on k.${sqlName(parentKey)} = ${value}
       where ${value} is not null and c.rowid not in
       (select row_no from quarantine where table_name = '${table.name}')`,
    ];
  });
}

async function readQuarantine(connection: DuckDBConnection): Promise<Quarantine> {
  const counted = await connection.runAndReadAll("select table_name, count(*) from quarantine group by 1");
  const byTable = new Map<TableName, number>();
  for (const table of TABLES) {
    const found = counted.getRows().find((row) => row[0] === table.name);
    byTable.set(table.name, Number(found?.[1] ?? 0));
  }
  const listed = await connection.runAndReadAll(
    `select table_name, row_key, col, val, reason from quarantine order by table_no, row_no limit ${MAX_LISTED}`,
  );
  return {
    listed: listed
      .getRows()
      .map(([table, key, column, value, reason]) => QuarantinedRow.parse({ table, key, column, value, reason })),
    total: [...byTable.values()].reduce((sum, count) => sum + count, 0),
    byTable,
  };
}
