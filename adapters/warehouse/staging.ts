import type { DuckDBConnection } from "@duckdb/node-api";
import type { DataFault } from "@/lib/contract/dataset";
import type { TableSpec } from "@/lib/contract/tables";
import type { LeftOut } from "./mapping-stage";
import { openMappedStaging } from "./mapping-staging";
import type { SourceFolder } from "./source-files";
import { type Staged, stageTable } from "./stage-table";

/** Where the texts of the canonical tables come from: files of their own, or foreign ones through a mapping. */
export interface Staging {
  /** Makes `stage_<table>`; null when nothing is there to be read, which is a fault of the folder already. */
  stage(table: TableSpec): Promise<Staged | null>;
  /** The files that a table's rows come from. */
  fileOf(table: string): string | null;
  leftOut: LeftOut[];
  faults: DataFault[];
  faultCount: number;
}

/** Opens the source of a folder's tables; a mapping that names what the folder lacks stages nothing. */
export async function openStaging(connection: DuckDBConnection, source: SourceFolder): Promise<Staging> {
  if (source.mapped) return openMappedStaging(connection, source.mapped);
  const fileOf = (table: string) => source.files.find((candidate) => candidate.table === table) ?? null;
  return {
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
