import { existsSync } from "node:fs";
import type { Dataset } from "@/lib/contract/dataset";
import { AppError } from "@/lib/errors";
import type { Warehouse } from "@/lib/ports";
import { openDuckDb } from "./duckdb";
import { openKept } from "./kept-rows";
import { readRollups } from "./rollups";

/** The engine's share of a process that stays under 4 GB with ten million invoices. */
const MEMORY_LIMIT = "2800MB";

/** A loaded dataset's file and what it holds. */
export interface LoadedFile {
  dataset: Dataset;
  warehouseFile: string;
  /** Optional columns the files have, as `table.column`. */
  presentColumns: string[];
}

export interface OpenWarehouse<R extends LoadedFile> {
  record: R;
  warehouse: Warehouse;
  close(): void;
}

/**
 * Opens a loaded dataset's file for reading alone.
 * @throws AppError `unavailable` when the file is missing, damaged or does not hold the rows it should.
 */
export async function openWarehouse<R extends LoadedFile>(record: R): Promise<OpenWarehouse<R>> {
  // Opening would create a missing file or, read-only, fail in words that name the path.
  if (!existsSync(record.warehouseFile)) throw new AppError("unavailable", "The warehouse file is missing");
  const db = await openEngine(record.warehouseFile);
  try {
    for (const { name, rows } of record.dataset.tables) {
      const [counted] = await db.query(`select count(*) as n from ${name}`);
      if (counted?.n !== rows) throw new AppError("unavailable", `The warehouse file has lost rows of ${name}`);
    }
    const warehouse: Warehouse = {
      dialect: "duckdb",
      dataset: record.dataset,
      presentColumns: new Set(record.presentColumns),
      query: db.query,
      kept: openKept(record.warehouseFile, db),
      rollups: await readRollups(db),
    };
    return { record, warehouse, close: db.close };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** The opened warehouse, or null when its file cannot be used any more and the folder has to be read again. */
export async function tryOpenWarehouse<R extends LoadedFile>(record: R): Promise<OpenWarehouse<R> | null> {
  try {
    return await openWarehouse(record);
  } catch (error) {
    if (error instanceof AppError && error.code === "unavailable") return null;
    throw error;
  }
}

async function openEngine(path: string) {
  try {
    return await openDuckDb(path, { readOnly: true, memoryLimit: MEMORY_LIMIT });
  } catch (cause) {
    throw new AppError("unavailable", "The warehouse file cannot be opened", { cause });
  }
}
