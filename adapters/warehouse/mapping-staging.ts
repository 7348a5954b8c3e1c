import type { DuckDBConnection } from "@duckdb/node-api";
import type { TableSpec } from "@/lib/contract/tables";
import type { ParsedMapping } from "@/lib/mapping/parse-mapping";
import type { MappingPlan, PlannedTable } from "@/lib/mapping/plan";
import { currencyDigitsSql, DIGITS_COLUMN } from "./column-sql";
import { apartTable } from "./fill-tables";
import { APART_COLUMNS } from "./mapping-apart-sql";
import { describeMapped } from "./mapping-faults";
import { createLeftOutCount } from "./mapping-left-out";
import { mappedTableSql, originColumn, PART_COLUMN } from "./mapping-part-sql";
import { type StagedForeign, stageForeign } from "./mapping-stage";
import type { MappedFolder } from "./source-folder";
import { sqlName, sqlText } from "./sql-text";
import type { Staged, Staging } from "./staged";

/** Reads the foreign files and stages the canonical tables from them, as texts that the usual checks then judge. */
export async function openMappedStaging(connection: DuckDBConnection, folder: MappedFolder): Promise<Staging> {
  const { plan, parsed } = folder;
  const openQuick = async () => null;
  if (!plan) return { openQuick, stage: async () => null, fileOf: () => null, leftOut: [], faults: [], faultCount: 0 };
  const foreign = await stageForeign(connection, plan, folder.files);
  const isWhole = plan.sources.every((source) => foreign.sources.has(source.alias));
  const countLeftOut = createLeftOutCount(plan, foreign);
  const tableOf = (name: string) => plan.tables.find((planned) => planned.table.name === name);
  return {
    openQuick,
    stage: async (table) => {
      const planned = tableOf(table.name);
      if (!isWhole || !planned) return null;
      const staged = await stageMapped(connection, planned, plan, foreign, parsed);
      foreign.leftOut.push(...(await countLeftOut(connection, planned)));
      await setApart(connection, planned, foreign);
      return staged;
    },
    fileOf: (name) => {
      const files = (tableOf(name)?.parts ?? []).map((part) => fileName(foreign, part.from));
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
  const { sql, origins } = mappedTableSql(planned, plan.minorDigits, (alias) => fileName(foreign, alias));
  const digits = hasCurrency(planned.table) ? currencyDigitsSql(sqlName("currency")) : "null";
  await connection.run(
    `create temp table stage_${planned.table.name} as select *, ${digits} as ${DIGITS_COLUMN} from (${sql})
     order by part_no, origin_0`,
  );
  return {
    isRead: true,
    present: planned.present,
    faults: [],
    faultCount: 0,
    describe: (problems) => describeMapped(connection, { planned, foreign, parsed, origins }, problems),
  };
}

/** Moves the rows that need a row which is not there out of the way of the checks, for the quarantine. */
async function setApart(
  connection: DuckDBConnection,
  { table, parts }: PlannedTable,
  foreign: StagedForeign,
): Promise<void> {
  const stage = `stage_${table.name}`;
  const found = await connection.runAndReadAll(`select 1 from ${stage} where apart_reason is not null limit 1`);
  if (found.currentRowCount === 0) return;
  const files = parts.map((part, at) => `when ${at} then ${sqlText(fileName(foreign, part.from))}`);
  const place = `case ${PART_COLUMN} ${files.join(" ")} end || ' row ' || (${originColumn(0)} + 1)`;
  await connection.run(
    `create temp table ${apartTable(table)} as
     select coalesce(${sqlName(table.key[0] ?? "")}, ${place}) as row_key, ${APART_COLUMNS.join(", ")}
     from ${stage} where apart_reason is not null order by rowid`,
  );
  await connection.run(`create temp table kept as select * from ${stage} where apart_reason is null order by rowid`);
  await connection.run(`drop table ${stage}`);
  await connection.run(`alter table kept rename to ${stage}`);
}

function fileName(foreign: StagedForeign, alias: string): string {
  return foreign.sources.get(alias)?.name ?? alias;
}

function hasCurrency(table: TableSpec): boolean {
  return table.columns.some((column) => column.type === "currency");
}
