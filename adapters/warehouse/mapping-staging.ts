import type { DuckDBConnection } from "@duckdb/node-api";
import type { TableSpec } from "@/lib/contract/tables";
import type { ParsedMapping } from "@/lib/mapping/parse-mapping";
import type { MappingPlan, PlannedTable } from "@/lib/mapping/plan";
import { currencyDigitsSql, DIGITS_COLUMN } from "./column-sql";
import { countRows } from "./csv-source";
import { describeMapped } from "./mapping-faults";
import { mappedTableSql, originColumn, PART_COLUMN, ROW_COLUMN, sourceView } from "./mapping-part-sql";
import { type StagedForeign, stageForeign } from "./mapping-stage";
import type { MappedFolder } from "./source-folder";
import { sqlName } from "./sql-text";
import type { LeftOut, Staged, Staging } from "./staged";

/** Reads the foreign files and stages the canonical tables from them, as texts that the usual checks then judge. */
export async function openMappedStaging(connection: DuckDBConnection, folder: MappedFolder): Promise<Staging> {
  const { plan, parsed } = folder;
  const openQuick = async () => null;
  if (!plan) return { openQuick, stage: async () => null, fileOf: () => null, leftOut: [], faults: [], faultCount: 0 };
  const foreign = await stageForeign(connection, plan, folder.files);
  const isWhole = plan.sources.every((source) => foreign.sources.has(source.alias));
  const tableOf = (name: string) => plan.tables.find((planned) => planned.table.name === name);
  return {
    openQuick,
    stage: async (table) => {
      const planned = tableOf(table.name);
      return isWhole && planned ? stageMapped(connection, planned, plan, foreign, parsed) : null;
    },
    fileOf: (name) => {
      const files = (tableOf(name)?.parts ?? []).map((part) => foreign.sources.get(part.from)?.name ?? part.from);
      return files.length > 0 ? [...new Set(files)].join(", ") : null;
    },
    leftOut: foreign.leftOut,
    faults: foreign.faults,
    faultCount: foreign.faultCount,
  };
}

async function stageMapped(
  connection: DuckDBConnection,
  planned: PlannedTable,
  plan: MappingPlan,
  foreign: StagedForeign,
  parsed: ParsedMapping,
): Promise<Staged> {
  const { sql, origins } = mappedTableSql(planned, plan.minorDigits);
  const digits = hasCurrency(planned.table) ? currencyDigitsSql(sqlName("currency")) : "null";
  await connection.run(
    `create temp table stage_${planned.table.name} as select *, ${digits} as ${DIGITS_COLUMN} from (${sql})
     order by part_no, origin_0`,
  );
  foreign.leftOut.push(...(await countNotSelected(connection, planned, foreign)));
  return {
    isRead: true,
    present: planned.present,
    faults: [],
    faultCount: 0,
    describe: (problems) => describeMapped(connection, { planned, foreign, parsed, origins }, problems),
  };
}

/** Rows of a table's files that no part of it takes, by its conditions: one-off invoices, failed refunds, and such. */
async function countNotSelected(
  connection: DuckDBConnection,
  { table, parts }: PlannedTable,
  foreign: StagedForeign,
): Promise<LeftOut[]> {
  const counts: LeftOut[] = [];
  for (const [alias, ofAlias] of Map.groupBy(parts, (part) => part.from)) {
    const isConditional = ofAlias.every((part) => part.where.length > 0 || part.unlessIn) && !ofAlias[0]?.versions;
    if (!isConditional) continue;
    const numbers = ofAlias.map((part) => parts.indexOf(part)).join(", ");
    const taken = `(select distinct ${originColumn(0)} from stage_${table.name} where ${PART_COLUMN} in (${numbers}))`;
    const rows = `(select distinct ${ROW_COLUMN} from ${sourceView(alias)})`;
    const left = (await countRows(connection, rows)) - (await countRows(connection, taken));
    if (left > 0) counts.push({ file: foreign.sources.get(alias)?.name ?? alias, reason: "not_selected", rows: left });
  }
  return counts;
}

function hasCurrency(table: TableSpec): boolean {
  return table.columns.some((column) => column.type === "currency");
}
