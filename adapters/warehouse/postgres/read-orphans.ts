import { type DataFault, QuarantinedRow } from "@/lib/contract/dataset";
import type { ColumnSpec } from "@/lib/contract/tables";
import { sqlName } from "../sql-text";
import type { PostgresDb } from "./connection";
import type { TableLayout } from "./read-layout";
import { type TableDifference, withViews } from "./table-views";

export interface Orphans {
  rows: number;
  /** By column, the keys that are not there. */
  keys: Map<string, string[]>;
  listed: QuarantinedRow[];
  faults: DataFault[];
}

const MAX_LISTED = 200;
/** With more keys missing than this a table is not dirty, it is another one. */
const MAX_KEYS = 1000;

/**
 * The rows of a table that name a key which is not there, or one that is itself set apart by `parents`. A foreign key
 * that the server holds needs no look.
 */
export async function readOrphans(
  db: PostgresDb,
  { spec, missing, keptReferences }: TableLayout,
  parents: readonly TableDifference[],
  signal: AbortSignal | undefined,
): Promise<Orphans> {
  const found: Orphans = { rows: 0, keys: new Map(), listed: [], faults: [] };
  for (const column of spec.columns) {
    if (!column.references || missing.has(column.name)) continue;
    const parent = parents.find(({ spec: { name } }) => column.references?.startsWith(`${name}.`));
    if (keptReferences.has(column.name) && (parent?.orphans.size ?? 0) === 0) continue;
    const keys = await missingKeys(db, spec.name, column, parents, signal);
    if (keys.length > MAX_KEYS) {
      const expected = `values that ${column.references} has; more than ${MAX_KEYS} are not there`;
      found.faults.push({ file: spec.name, line: null, column: column.name, value: keys[0] ?? null, expected });
    } else if (keys.length > 0) found.keys.set(column.name, keys);
  }
  if (found.keys.size === 0) return found;
  const named = [...found.keys].map(([column, keys], at) => ({ column, keys, isNamed: namedSql(column, at + 1) }));
  const params = named.map(({ keys }) => JSON.stringify(keys));
  const any = named.map(({ isNamed }) => isNamed).join(" or ");
  const [counted] = await db.query(`select count(*) as n from ${spec.name} t where ${any}`, params, { signal });
  const which = named.map(({ column, isNamed }) => `when ${isNamed} then '${column}'`).join(" ");
  const columns = named.map(({ column }) => `t.${sqlName(column)} as ${sqlName(`named_${column}`)}`).join(", ");
  const rows = await db.query(
    `select t.${sqlName(spec.key[0] ?? "")} as row_key, case ${which} end as col, ${columns} from ${spec.name} t
     where ${any} order by 1 limit ${MAX_LISTED}`,
    params,
    { signal },
  );
  found.rows = Number(counted?.n);
  found.listed = rows.map((row) => {
    const references = spec.columns.find(({ name }) => name === row.col)?.references;
    const value = row[`named_${row.col}`];
    const reason = `${references} has no such value`;
    return QuarantinedRow.parse({ table: spec.name, key: row.row_key, column: row.col, value, reason });
  });
  return found;
}

async function missingKeys(
  db: PostgresDb,
  table: string,
  column: ColumnSpec,
  parents: readonly TableDifference[],
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const [parent = "", key = ""] = (column.references ?? "").split(".");
  const value = `t.${sqlName(column.name)}`;
  const { sql, params } = withViews(parents, {
    sql: `select distinct ${value} as missing_key from ${table} t where ${value} <> ''
      and not exists (select 1 from ${parent} k where k.${sqlName(key)} = ${value}) order by 1 limit ${MAX_KEYS + 1}`,
    params: [],
  });
  const rows = await db.query(sql, params, { signal });
  return rows.map((row) => String(row.missing_key));
}

function namedSql(column: string, position: number): string {
  return `t.${sqlName(column)} in (select json_array_elements_text(cast($${position} as json)))`;
}
