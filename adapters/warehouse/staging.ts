import type { DuckDBConnection } from "@duckdb/node-api";
import { openMappedStaging } from "./mapping-staging";
import type { SourceFolder } from "./source-folder";
import { openQuickSource, stageTable } from "./stage-table";
import type { Staging } from "./staged";

/** Opens the source of a folder's tables; a mapping that names what the folder lacks stages nothing. */
export async function openStaging(connection: DuckDBConnection, source: SourceFolder): Promise<Staging> {
  if (source.mapped) return openMappedStaging(connection, source.mapped);
  const fileOf = (table: string) => source.files.find((candidate) => candidate.table === table) ?? null;
  return {
    openQuick: async (table) => {
      const file = fileOf(table.name);
      return file ? openQuickSource(connection, file, table) : null;
    },
    stage: async (table) => {
      const file = fileOf(table.name);
      return file ? stageTable(connection, file, table) : null;
    },
    fileOf: (table) => fileOf(table)?.name ?? null,
    leftOut: [],
    faults: [],
    faultCount: 0,
  };
}
