import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type DuckDb, openDuckDb } from "@/adapters/warehouse/duckdb";
import { type IngestedData, type IngestResult, ingestFolder } from "@/adapters/warehouse/ingest";
import { createMappingSources } from "@/adapters/warehouse/mapping-source";
import { TABLES } from "@/lib/contract/tables";
import type { LoadOptions, SqlRow, Warehouse } from "@/lib/ports";
import { temporaryFolder } from "./load-folder";

/** Writes a folder of files by name and answers its path. */
export function writeFiles(files: Record<string, string>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** A CSV text: a header and rows of cells; cells with commas or quotes are quoted. */
export function csv(header: string, rows: readonly (readonly (string | number | null)[])[]): string {
  const cell = (value: string | number | null) =>
    /[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value ?? "");
  return `${[header, ...rows.map((row) => row.map(cell).join(","))].join("\n")}\n`;
}

/** Reads a folder through a mapping, as the store does. */
export async function ingestMapped(
  folder: string,
  mapping?: LoadOptions["mapping"],
  warehouseFile = join(temporaryFolder(), "w.duckdb"),
): Promise<IngestResult> {
  const source = await createMappingSources(temporaryFolder()).find(folder, {
    mapping,
    asBefore: false,
    datasetId: "data_test",
  });
  return ingestFolder(source, warehouseFile);
}

export interface LoadedWorld {
  data: IngestedData;
  db: DuckDb;
  warehouse: Warehouse;
}

/** Reads a folder that must have no faults and opens it as a warehouse. */
export async function loadMapped(folder: string, mapping?: LoadOptions["mapping"]): Promise<LoadedWorld> {
  const file = join(temporaryFolder(), "w.duckdb");
  const { data, faults } = await ingestMapped(folder, mapping, file);
  if (!data) throw new Error(`The folder was refused: ${JSON.stringify(faults, null, 1)}`);
  const db = await openDuckDb(file, { readOnly: true });
  const { presentColumns, leftOut: _, todayOnly: __, ...rest } = data;
  const dataset = { id: "mapped", label: "mapped", folder, loadedAt: "2025-01-01T00:00:00.000Z", ...rest };
  return {
    data,
    db,
    warehouse: { dialect: "duckdb", dataset, presentColumns: new Set(presentColumns), query: db.query },
  };
}

/** Every row of every canonical table, ordered by key, without the columns that are null throughout. */
export async function canonicalRows(db: DuckDb): Promise<Record<string, SqlRow[]>> {
  const tables: Record<string, SqlRow[]> = {};
  for (const table of TABLES) {
    const rows = await db.query(`select * from ${table.name} order by ${table.key.join(", ")}`);
    tables[table.name] = rows.map((row) =>
      Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)),
    );
  }
  return tables;
}
