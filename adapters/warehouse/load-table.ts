import type { DuckDBConnection } from "@duckdb/node-api";
import type { DataFault } from "@/lib/contract/dataset";
import type { TableSpec } from "@/lib/contract/tables";
import { checkTable } from "./check-table";
import { fillTable } from "./fill-tables";
import type { SourceCell } from "./quick-column-sql";
import { loadQuickly } from "./quick-load";
import { sqlName } from "./sql-text";
import type { Staging } from "./staged";

/** What became of one table: without faults it is filled. */
export interface LoadedTable {
  present: ReadonlySet<string>;
  faults: DataFault[];
  faultCount: number;
}

/**
 * Fills one canonical table. The quick way reads and writes it once and knows only whether all is well; where it is
 * not, the rows are staged as texts and checked one rule at a time, which names every fault. Null: no source.
 */
export async function loadTable(
  connection: DuckDBConnection,
  staging: Staging,
  table: TableSpec,
): Promise<LoadedTable | null> {
  const quick = await staging.openQuick(table);
  if (quick && (await loadQuickly(connection, table, quick)))
    return { present: quick.present, faults: [], faultCount: 0 };
  const staged = await staging.stage(table);
  if (!staged) return null;
  const { present } = staged;
  if (!staged.isRead) return { present, faults: staged.faults, faultCount: staged.faultCount };
  const stage = `stage_${table.name}`;
  const isClean =
    !quick &&
    staged.faultCount === 0 &&
    (await loadQuickly(connection, table, { sql: stage, cells: stagedCells(present), present, countRecords: null }));
  if (isClean) {
    await connection.run(`drop table ${stage}`);
    return { present, faults: [], faultCount: 0 };
  }
  const checked = await checkTable(connection, table, staged);
  await connection.run(`drop table ${stage}`);
  const faultCount = staged.faultCount + checked.faultCount;
  if (faultCount === 0) await fillTable(connection, table);
  return { present, faults: [...staged.faults, ...checked.faults], faultCount };
}

function stagedCells(present: ReadonlySet<string>): Map<string, SourceCell> {
  const cells = [...present].map((name): [string, SourceCell] => [
    name,
    { column: sqlName(name), kind: "text", textOf: (text) => text },
  ]);
  return new Map(cells);
}
