import { DuckDBInstance } from "@duckdb/node-api";
import type { DataFault, MappingUse, QuarantinedRow, TableSummary } from "@/lib/contract/dataset";
import { TABLES, type TableSpec } from "@/lib/contract/tables";
import { AppError } from "@/lib/errors";
import { recordChanges } from "./data-changes";
import { createFaultList } from "./faults";
import { quarantineOrphans } from "./fill-tables";
import { loadTable } from "./load-table";
import { buildRollups, type PlanRollups } from "./rollups";
import type { SourceFolder } from "./source-folder";
import type { LeftOut } from "./staged";
import { openStaging } from "./staging";
import { readAsOf, readReportingCurrency, summarizeTables } from "./summarize-tables";
import { holdsTodayOnly, limitToKnown } from "./today-only";

/** What DuckDB may hold while it loads; beyond it works in files beside the warehouse. */
const MEMORY_LIMIT = "2GB";

/** What the files of a folder became. */
export interface IngestedData {
  asOf: string | null;
  reportingCurrency: string;
  tables: TableSummary[];
  quarantine: QuarantinedRow[];
  quarantinedRows: number;
  /** Optional columns the files have, as `table.column`. */
  presentColumns: string[];
  /** Rows that the mapping leaves out on purpose. */
  leftOut: LeftOut[];
  todayOnly?: MappingUse["todayOnly"];
}

export interface IngestResult {
  /** Null when the folder was refused. */
  data: IngestedData | null;
  /** The first hundred faults, in the order of tables and lines. */
  faults: DataFault[];
  faultCount: number;
}

/**
 * Reads a data folder into a new DuckDB file with the canonical tables; any fault refuses all of it.
 * The caller owns the file and removes it when the folder was refused or this throws.
 * @throws AppError `timeout` when the signal fires, `unavailable` when the engine fails.
 */
export async function ingestFolder(
  source: SourceFolder,
  warehouseFile: string,
  options: { signal?: AbortSignal; previousFile?: string; planRollups?: PlanRollups } = {},
): Promise<IngestResult> {
  if (options.signal?.aborted) throw new AppError("timeout", "The load was stopped before it began");
  const instance = await DuckDBInstance.create(warehouseFile, { memory_limit: MEMORY_LIMIT });
  const connection = await instance.connect();
  const interrupt = () => connection.interrupt();
  options.signal?.addEventListener("abort", interrupt, { once: true });
  const faults = createFaultList();
  faults.add(source.faults);
  const present = new Map<TableSpec, ReadonlySet<string>>();
  try {
    const staging = await openStaging(connection, source);
    faults.add(staging.faults, staging.faultCount);
    for (const table of TABLES) {
      const loaded = await loadTable(connection, staging, table);
      options.signal?.throwIfAborted();
      if (!loaded) continue;
      faults.add(byLine(loaded.faults), loaded.faultCount);
      present.set(table, loaded.present);
    }
    if (faults.count() > 0) return { data: null, faults: faults.kept, faultCount: faults.count() };

    const quarantine = await quarantineOrphans(connection);
    const todayOnly = holdsTodayOnly(source) ? await limitToKnown(connection) : undefined;
    const summaries = await summarizeTables(connection);
    const data: IngestedData = {
      asOf: await readAsOf(connection),
      reportingCurrency: await readReportingCurrency(connection),
      tables: summaries.map((summary, at) => ({
        ...summary,
        file: staging.fileOf(summary.name),
        quarantined: quarantine.byTable.get(summary.name) ?? 0,
        missingColumns: optionalColumns(TABLES[at]).filter((name) => !has(present, TABLES[at], name)),
      })),
      quarantine: quarantine.listed,
      quarantinedRows: quarantine.total,
      presentColumns: TABLES.flatMap((table) =>
        optionalColumns(table)
          .filter((name) => has(present, table, name))
          .map((name) => `${table.name}.${name}`),
      ),
      leftOut: staging.leftOut,
      ...(todayOnly ? { todayOnly } : {}),
    };
    await recordChanges(connection, options.previousFile ?? null);
    if (options.planRollups && data.asOf !== null)
      await buildRollups(connection, options.planRollups(data.asOf), options.signal);
    await connection.run("checkpoint");
    return { data, faults: [], faultCount: 0 };
  } catch (cause) {
    if (options.signal?.aborted) throw new AppError("timeout", "The load was stopped before it ended", { cause });
    if (cause instanceof AppError) throw cause;
    throw new AppError("unavailable", "The warehouse engine could not load the folder", { cause });
  } finally {
    options.signal?.removeEventListener("abort", interrupt);
    connection.closeSync();
    instance.closeSync();
  }
}

/** Faults of the whole file first, then by line; those without a line keep their order. */
function byLine(faults: DataFault[]): DataFault[] {
  return faults.toSorted((left, right) => (left.line ?? 0) - (right.line ?? 0));
}

function optionalColumns(table: TableSpec | undefined): string[] {
  return (table?.columns ?? []).filter((column) => column.optional).map((column) => column.name);
}

function has(
  present: ReadonlyMap<TableSpec, ReadonlySet<string>>,
  table: TableSpec | undefined,
  name: string,
): boolean {
  return table !== undefined && (present.get(table)?.has(name) ?? false);
}
