import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckDb, openDuckDb } from "@/adapters/warehouse/duckdb";
import { type IngestedData, type IngestResult, ingestFolder } from "@/adapters/warehouse/ingest";
import { findSourceFiles } from "@/adapters/warehouse/source-files";

/** A fresh folder under the machine's temporary one. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "opsiq-test-"));
}

/** Reads a folder as the store does and returns what the ingest says. */
export async function ingest(
  folder: string,
  warehouseFile = join(temporaryFolder(), "w.duckdb"),
  options: Parameters<typeof ingestFolder>[2] = {},
): Promise<IngestResult> {
  return ingestFolder(await findSourceFiles(folder), warehouseFile, options);
}

/** Reads a folder that must have no faults and opens its warehouse file. */
export async function loadFolder(folder: string): Promise<{ data: IngestedData; db: DuckDb }> {
  const file = join(temporaryFolder(), "w.duckdb");
  const { data, faults } = await ingest(folder, file);
  if (!data) throw new Error(`The folder was refused: ${JSON.stringify(faults)}`);
  return { data, db: await openDuckDb(file, { readOnly: true }) };
}
