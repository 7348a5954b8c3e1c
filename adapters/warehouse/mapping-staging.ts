import type { DuckDBConnection } from "@duckdb/node-api";
import type { TableSpec } from "@/lib/contract/tables";
import type { ParsedMapping } from "@/lib/mapping/parse-mapping";
import type { MappingPlan, PlannedTable } from "@/lib/mapping/plan";
import { currencyDigitsSql, DIGITS_COLUMN } from "./column-sql";
import type { ForeignSource } from "./foreign-files";
import { describeMapped } from "./mapping-faults";
import { mappedTableSql } from "./mapping-part-sql";
import { type StagedForeign, stageForeign } from "./mapping-stage";
import { sqlName } from "./sql-text";
import type { Staged } from "./stage-table";
import type { Staging } from "./staging";

/** A folder of foreign files and what a mapping does with them. */
export interface MappedFolder {
  parsed: ParsedMapping;
  /** Null when the mapping names what the folder lacks; the folder's faults say what. */
  plan: MappingPlan | null;
  files: ForeignSource[];
}

/** Reads the foreign files and stages the canonical tables from them, as texts that the usual checks then judge. */
export async function openMappedStaging(connection: DuckDBConnection, folder: MappedFolder): Promise<Staging> {
  const { plan, parsed } = folder;
  if (!plan) return { stage: async () => null, fileOf: () => null, leftOut: [], faults: [], faultCount: 0 };
  const foreign = await stageForeign(connection, plan, folder.files);
  const isWhole = plan.sources.every((source) => foreign.sources.has(source.alias));
  const tableOf = (name: string) => plan.tables.find((planned) => planned.table.name === name);
  return {
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
  return {
    isRead: true,
    present: planned.present,
    faults: [],
    faultCount: 0,
    describe: (problems) => describeMapped(connection, { planned, foreign, parsed, origins }, problems),
  };
}

function hasCurrency(table: TableSpec): boolean {
  return table.columns.some((column) => column.type === "currency");
}
