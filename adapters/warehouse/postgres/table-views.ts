import { type ColumnSpec, type TableSpec, warehouseColumn } from "@/lib/contract/tables";
import type { SqlValue } from "@/lib/ports";
import { sqlType } from "../canonical";
import { sqlName } from "../sql-text";

/** How a canonical table differs from what the statements expect. */
export interface TableDifference {
  spec: TableSpec;
  /** Optional columns that are not there: they read as null. */
  missing: ReadonlySet<string>;
  /** Columns that hold empty texts: these read as null. */
  emptied: ReadonlySet<string>;
  /** By column, the keys it names that are not there: rows with one of them are left out. */
  orphans: ReadonlyMap<string, readonly string[]>;
}

export interface Statement {
  sql: string;
  params: readonly SqlValue[];
}

/**
 * The statement over the canonical tables: before it goes one CTE of the table's own name for each table that
 * differs. A table that is as it should be is read directly, so that its indexes and its place in a cluster serve.
 */
export function withViews(differences: readonly TableDifference[], { sql, params }: Statement): Statement {
  const bound = [...params];
  const bind = (value: SqlValue) => `$${bound.push(value)}`;
  const views = differences.flatMap((difference) => {
    const { missing, emptied, orphans } = difference;
    return missing.size + emptied.size + orphans.size === 0 ? [] : [viewSql(difference, bind)];
  });
  return views.length === 0 ? { sql, params } : { sql: behind(`with ${views.join(",\n")}`, sql), params: bound };
}

/** A query has one list of CTEs. A recursive one cannot be joined: there a view would be read as calling itself. */
function behind(views: string, sql: string): string {
  if (/^\s*with\s(?!\s*recursive\s)/i.test(sql)) return sql.replace(/^\s*with\s/i, () => `${views},\n`);
  return /^\s*select\s/i.test(sql) ? `${views}\n${sql}` : `${views}\nselect * from (\n${sql}\n) as statement`;
}

function viewSql({ spec, missing, emptied, orphans }: TableDifference, bind: (value: SqlValue) => string): string {
  const columns = spec.columns.map((column) => {
    const name = sqlName(warehouseColumn(column));
    if (missing.has(column.name)) return `cast(null as ${postgresType(column)}) as ${name}`;
    return emptied.has(column.name) ? `nullif(t.${name}, '') as ${name}` : `t.${name}`;
  });
  const conditions = [...orphans].map(
    ([column, keys]) =>
      `coalesce(t.${sqlName(column)}, '') not in
        (select json_array_elements_text(cast(${bind(JSON.stringify(keys))} as json)))`,
  );
  const where = conditions.length === 0 ? "" : ` where ${conditions.join(" and ")}`;
  return `${spec.name} as not materialized (select ${columns.join(", ")} from ${spec.name} t${where})`;
}

/** The type of a column in the DDL. */
export function postgresType(column: ColumnSpec): string {
  const type = sqlType(column);
  return type === "double" ? "double precision" : type;
}
