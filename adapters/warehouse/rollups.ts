import type { DuckDBConnection } from "@duckdb/node-api";
import type { Rollup } from "@/lib/semantic/rollup-types";
import type { DuckDb } from "./duckdb";
import { sqlName } from "./sql-text";

/** The rollups that the metric model wants of data up to a day. */
export type PlanRollups = (asOf: string) => Rollup[];

/**
 * Makes the daily totals in the warehouse file and notes each with its definition in `opsiq.rollups`. One that fails, as
 * with a metric file whose SQL does not run, is left out: answers then read the rows, and that metric says its fault.
 */
export async function buildRollups(
  connection: DuckDBConnection,
  rollups: readonly Rollup[],
  signal?: AbortSignal,
): Promise<void> {
  await connection.run("create table opsiq.rollups (name varchar, definition varchar)");
  const made = new Set<string>();
  for (const { table, sql, params, relations, definition } of rollups) {
    try {
      for (const { name, sql: relation } of relations) {
        if (made.has(name)) continue;
        await connection.run(`create temp table ${sqlName(name)} as ${relation}`);
        made.add(name);
      }
      await connection.run(`create table opsiq.${sqlName(table)} as ${sql}`, [...params]);
      await connection.run("insert into opsiq.rollups values ($1, $2)", [table, definition]);
    } catch (error) {
      if (signal?.aborted) throw error;
    }
  }
  for (const name of made) await connection.run(`drop table ${sqlName(name)}`);
}

/** The rollups of an opened warehouse file: name to definition; none in a file of another making. */
export async function readRollups(db: DuckDb): Promise<ReadonlyMap<string, string>> {
  const known = "select 1 from duckdb_tables() where schema_name = 'opsiq' and table_name = 'rollups'";
  if ((await db.query(known)).length === 0) return new Map();
  const rows = await db.query("select name, definition from opsiq.rollups");
  return new Map(rows.map(({ name, definition }) => [String(name), String(definition)]));
}
