import type { DuckDBConnection } from "@duckdb/node-api";
import type { MappingPlan, PlannedTable } from "@/lib/mapping/plan";
import { countRows } from "./csv-source";
import { originColumn, PART_COLUMN, ROW_COLUMN, sourceView } from "./mapping-part-sql";
import type { StagedForeign } from "./mapping-stage";
import { sqlName } from "./sql-text";
import type { LeftOut } from "./staged";

/**
 * Counts the rows of files that no table takes, by the conditions of its parts: one-off invoices, failed refunds, and
 * such. A file that several tables are made of is counted once the last of them is staged.
 */
export function createLeftOutCount(plan: MappingPlan, foreign: StagedForeign) {
  const waiting = new Map<string, PlannedTable[]>();
  for (const planned of plan.tables)
    for (const alias of new Set(planned.parts.map((part) => part.from)))
      waiting.set(alias, [...(waiting.get(alias) ?? []), planned]);
  for (const [alias, tables] of waiting) {
    const parts = tables.flatMap((planned) => planned.parts.filter((part) => part.from === alias));
    const isConditional = parts.every((part) => (part.where.length > 0 || part.unlessIn) && !part.versions);
    if (!isConditional) waiting.delete(alias);
  }
  return async (connection: DuckDBConnection, { table, parts }: PlannedTable): Promise<LeftOut[]> => {
    const counts: LeftOut[] = [];
    for (const alias of new Set(parts.map((part) => part.from))) {
      const tables = waiting.get(alias);
      if (!tables) continue;
      const numbers = parts.flatMap((part, at) => (part.from === alias ? [at] : [])).join(", ");
      const taken = `select distinct ${originColumn(0)} as row_no from stage_${table.name}
        where ${PART_COLUMN} in (${numbers})`;
      const kept = sqlName(`taken_${alias}`);
      if (tables.length > 1) {
        const isFirst = tables[0]?.table === table;
        await connection.run(isFirst ? `create temp table ${kept} as ${taken}` : `insert into ${kept} ${taken}`);
        if (tables.at(-1)?.table !== table) continue;
      }
      const all = await countRows(connection, `(select distinct ${ROW_COLUMN} from ${sourceView(alias)})`);
      const found = tables.length > 1 ? `(select distinct row_no from ${kept})` : `(${taken})`;
      const rows = all - (await countRows(connection, found));
      const file = foreign.sources.get(alias)?.name ?? alias;
      if (rows > 0) counts.push({ file, reason: "not_selected", rows });
    }
    return counts;
  };
}
