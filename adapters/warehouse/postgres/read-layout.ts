import type { DataFault } from "@/lib/contract/dataset";
import { type ColumnType, TABLES, type TableSpec, warehouseColumn } from "@/lib/contract/tables";
import { sqlText } from "../sql-text";
import type { PostgresDb } from "./connection";

/** What a canonical table is in the warehouse. */
export interface TableLayout {
  spec: TableSpec;
  /** Optional columns that it does not have. */
  missing: ReadonlySet<string>;
  /** Rows as the planner estimates them; null where it never looked, as for a view. */
  estimatedRows: number | null;
  /** Columns whose foreign key the server holds itself. */
  keptReferences: ReadonlySet<string>;
  /** The server keeps the table's key unique. */
  hasUniqueKey: boolean;
}

export interface Layout {
  tables: TableLayout[];
  faults: DataFault[];
}

const WHOLE = ["bigint", "integer", "smallint"];
const TEXT = ["text", "character varying"];
const REAL = ["double precision", "numeric", "real", ...WHOLE];

/** Types that each kind of column may have; the first is that of the DDL. */
const ACCEPTED: Record<ColumnType, readonly string[]> = {
  key: TEXT,
  text: TEXT,
  enum: TEXT,
  currency: [...TEXT, "character"],
  date: ["date"],
  timestamp: ["timestamp without time zone", "timestamp with time zone"],
  integer: WHOLE,
  amount: WHOLE,
  number: REAL,
  price: REAL,
};

/** Reads which canonical tables and columns the search path has, and says what is missing or of another type. */
export async function readLayout(db: PostgresDb): Promise<Layout> {
  const found = await readColumns(db);
  const faults: DataFault[] = [];
  const tables = TABLES.map((spec): TableLayout => {
    const columns = found.get(spec.name);
    faults.push(...tableFaults(spec, columns));
    const first = columns?.values().next().value;
    const missing = spec.columns.filter((column) => column.optional && !columns?.has(warehouseColumn(column)));
    const kept = spec.columns.filter((column) => columns?.get(warehouseColumn(column))?.isKeptReference);
    return {
      spec,
      missing: new Set(missing.map((column) => column.name)),
      estimatedRows: first?.estimatedRows ?? null,
      keptReferences: new Set(kept.map((column) => column.name)),
      hasUniqueKey: first?.hasUniqueKey ?? false,
    };
  });
  return { tables, faults };
}

interface FoundColumn {
  type: string;
  isReadable: boolean;
  isKeptReference: boolean;
  estimatedRows: number | null;
  hasUniqueKey: boolean;
}

/** Names resolve as they will in the queries: by the session's search path. */
async function readColumns(db: PostgresDb): Promise<Map<string, Map<string, FoundColumn>>> {
  const keys = TABLES.map(({ name, key }) => `(${sqlText(name)}, ${sqlText(`,${key.join(",")},`)})`).join(", ");
  const rows = await db.query(
    `with wanted as (select name, key_columns, to_regclass(name) as relation from (values ${keys}) as v(name, key_columns))
     select w.name as table_name, a.attname as column_name,
       format_type(case when t.typtype = 'd' then t.typbasetype else a.atttypid end, null) as type,
       has_column_privilege(w.relation, a.attnum, 'SELECT') as is_readable,
       case when c.relkind in ('r', 'p', 'm') and c.reltuples >= 0 then cast(c.reltuples as double precision) end
         as estimated_rows,
       exists (select 1 from pg_constraint f where f.conrelid = w.relation and f.contype = 'f' and f.convalidated
         and f.conkey = array[a.attnum]) as is_kept_reference,
       exists (select 1 from pg_index i where i.indrelid = w.relation and i.indisunique and i.indisvalid
         and i.indpred is null and i.indexprs is null and not exists (
           select 1 from pg_attribute k where k.attrelid = w.relation and k.attnum = any(i.indkey)
             and position(',' || k.attname || ',' in w.key_columns) = 0)) as has_unique_key
     from wanted w
     join pg_class c on c.oid = w.relation
     join pg_attribute a on a.attrelid = w.relation and a.attnum > 0 and not a.attisdropped
     join pg_type t on t.oid = a.atttypid`,
  );
  const tables = new Map<string, Map<string, FoundColumn>>();
  for (const row of rows) {
    const columns = tables.get(String(row.table_name)) ?? new Map<string, FoundColumn>();
    tables.set(String(row.table_name), columns);
    columns.set(String(row.column_name), {
      type: String(row.type),
      isReadable: row.is_readable === true,
      isKeptReference: row.is_kept_reference === true,
      estimatedRows: typeof row.estimated_rows === "number" ? row.estimated_rows : null,
      hasUniqueKey: row.has_unique_key === true,
    });
  }
  return tables;
}

function tableFaults(spec: TableSpec, columns: ReadonlyMap<string, FoundColumn> | undefined): DataFault[] {
  const fault = (column: string | null, value: string | null, expected: string): DataFault => ({
    file: spec.name,
    line: null,
    column,
    value,
    expected,
  });
  if (!columns) return [fault(null, null, `a table or view ${spec.name} in the search path`)];
  return spec.columns.flatMap((column) => {
    const name = warehouseColumn(column);
    const found = columns.get(name);
    const accepted = ACCEPTED[column.type];
    if (!found) return column.optional ? [] : [fault(name, null, `a column ${name} of type ${accepted[0]}`)];
    if (!found.isReadable) return [fault(name, null, "a column that the role may read")];
    return accepted.includes(found.type) ? [] : [fault(name, found.type, `a column of type ${accepted.join(" or ")}`)];
  });
}
