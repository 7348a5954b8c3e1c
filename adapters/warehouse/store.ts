import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { Dataset, LoadReport, MappingUse } from "@/lib/contract/dataset";
import { AppError } from "@/lib/errors";
import type { Mapping } from "@/lib/mapping/schema";
import type { Clock, LoadOptions, Warehouse, WarehouseStore } from "@/lib/ports";
import { ingestFolder } from "./ingest";
import { inheritKept } from "./kept-rows";
import { createMappingSources } from "./mapping-source";
import { type LoadedFile, type OpenWarehouse, openWarehouse, tryOpenWarehouse } from "./open-warehouse";
import type { PlanRollups } from "./rollups";
import { datasetId } from "./source-files";
import type { SourceFolder } from "./source-folder";
import { createWarehouseFiles } from "./warehouse-files";

/** A loaded dataset, its warehouse file, and the source files it was read from. */
export interface DatasetRecord extends LoadedFile {
  /** Of the source files when they were read: names, sizes, times. */
  sourceFingerprint: string;
}

/** Where the store keeps what must survive a restart. `saveActive` makes the record the running one. */
export interface WarehousePersistence {
  readActive(): DatasetRecord | null;
  readDataset(id: string): DatasetRecord | null;
  saveActive(record: DatasetRecord): void;
  saveReport(report: LoadReport): void;
  readReport(): LoadReport | null;
}

export interface WarehouseStoreOptions {
  stateDir: string;
  clock: Clock;
  persistence: WarehousePersistence;
  /** Totals that questions read instead of the rows, made with each load. */
  planRollups?: PlanRollups;
}

/** The store of one process; `start` is called once, before anything is read. */
export interface StartableWarehouseStore extends WarehouseStore {
  /**
   * Brings the data up: what ran before, unless `folder` is another one than at the last start. A warehouse file
   * whose folder is unchanged is used as it is. Never throws for bad data: the report says what is wrong.
   */
  start(folder: string): Promise<LoadReport | null>;
}

const DEMO_FOLDER = "data/demo";

/** Creates the store that owns the running dataset; no file is touched before `start` or `load`. */
export function createWarehouseStore(options: WarehouseStoreOptions): StartableWarehouseStore {
  const { clock, persistence } = options;
  const stateDir = resolve(options.stateDir);
  const files = createWarehouseFiles(stateDir);
  const mappings = createMappingSources(stateDir);
  const startFolderFile = join(stateDir, "warehouse", "start-folder.txt");
  let running: OpenWarehouse<DatasetRecord> | null = null;
  /** The one that ran before: kept open until the next swap, so that its readers finish. */
  let previous: OpenWarehouse<DatasetRecord> | null = null;
  let isLoading = false;

  const retire = async (old: OpenWarehouse<DatasetRecord> | null) => {
    if (!old) return;
    old.close();
    if (old.record.warehouseFile !== running?.record.warehouseFile) await files.remove(old.record.warehouseFile);
  };
  const swap = async (next: OpenWarehouse<DatasetRecord>) => {
    const retired = previous;
    previous = running;
    running = next;
    await retire(retired);
  };
  const report = (folder: string, refusal?: Pick<LoadReport, "faults" | "faultCount">): LoadReport => {
    const made: LoadReport = {
      status: refusal ? "refused" : "loaded",
      folder,
      at: clock().toISOString(),
      faults: refusal?.faults ?? [],
      faultCount: refusal?.faultCount ?? 0,
    };
    persistence.saveReport(made);
    return made;
  };
  const alone = async <T>(work: () => Promise<T>): Promise<T> => {
    if (isLoading) throw new AppError("conflict", "A load is running already");
    isLoading = true;
    try {
      return await work();
    } finally {
      isLoading = false;
    }
  };

  const findSources = async (
    folder: string,
    mapping?: LoadOptions["mapping"],
    asBefore = false,
  ): Promise<SourceFolder> => {
    try {
      return await mappings.find(folder, { mapping, asBefore });
    } catch (error) {
      if (error instanceof AppError) {
        const fault = { file: basename(folder), line: null, column: null, value: folder, expected: error.message };
        report(folder, { faults: [fault], faultCount: 1 });
      }
      throw error;
    }
  };

  const loadSources = async (source: SourceFolder, { signal, label }: LoadOptions = {}): Promise<LoadReport> => {
    const id = datasetId(source.path);
    const warehouseFile = await files.create();
    let isRunning = false;
    try {
      const before = running?.record.dataset.id === id ? running.record.warehouseFile : null;
      const { data, ...refusal } = await ingestFolder(source, warehouseFile, {
        ...(signal ? { signal } : {}),
        ...(before ? { previousFile: before } : {}),
        ...(options.planRollups ? { planRollups: options.planRollups } : {}),
      });
      if (!data) return report(source.path, refusal);
      const { presentColumns, leftOut, ...rest } = data;
      const dataset: Dataset = {
        id,
        label: label ?? persistence.readDataset(id)?.dataset.label ?? labelOf(source.path),
        folder: source.path,
        loadedAt: clock().toISOString(),
        ...rest,
        ...(source.mapped ? { mapping: mappingUse(source.mapped.parsed.mapping, leftOut) } : {}),
      };
      const record = { dataset, warehouseFile, sourceFingerprint: source.fingerprint, presentColumns };
      const opened = await openWarehouse(record);
      if (before) await inheritKept(before, warehouseFile);
      await mappings.keep(source);
      persistence.saveActive(record);
      isRunning = true;
      await swap(opened);
      return report(source.path);
    } finally {
      if (!isRunning) await files.remove(warehouseFile);
    }
  };

  const isCurrent = (source: SourceFolder) =>
    running !== null &&
    running.record.dataset.folder === source.path &&
    running.record.sourceFingerprint === source.fingerprint;

  const store: StartableWarehouseStore = {
    current: (): Warehouse | null => running?.warehouse ?? null,
    lastLoad: () => persistence.readReport(),
    load: (folder, how) => alone(async () => loadSources(await findSources(folder, how?.mapping), how)),
    refresh: () =>
      alone(async () => {
        if (!running) return null;
        const source = await findSources(running.record.dataset.folder, undefined, true);
        return isCurrent(source) ? null : loadSources(source);
      }),
    start: (folder) =>
      alone(async () => {
        const active = persistence.readActive();
        await files.removeOthers(active ? [active.warehouseFile] : []);
        const isSameStart = (await readText(startFolderFile)) === resolve(folder);
        if (active) running = await tryOpenWarehouse(active);
        await writeFile(startFolderFile, resolve(folder));
        const wanted = active && isSameStart ? active.dataset.folder : folder;
        try {
          const source = await findSources(wanted, undefined, true);
          return isCurrent(source) ? null : await loadSources(source);
        } catch (error) {
          // A folder that is gone is in the report already; the server comes up with what it has.
          if (error instanceof AppError && (error.code === "not_found" || error.code === "validation"))
            return persistence.readReport();
          throw error;
        }
      }),
    async close() {
      for (const open of [previous, running]) open?.close();
      const old = previous;
      previous = null;
      running = null;
      if (old) await files.remove(old.record.warehouseFile);
    },
  };
  return store;
}

function mappingUse({ name, label }: Mapping, leftOut: MappingUse["leftOut"]): MappingUse {
  return { name, label, leftOut };
}

/** What people call the data: its folder's name, or what it is for the demo that ships. */
function labelOf(path: string): string {
  return path === resolve(DEMO_FOLDER) ? "Demo data" : basename(path);
}

async function readText(path: string): Promise<string | null> {
  return existsSync(path) ? readFile(path, "utf8") : null;
}
