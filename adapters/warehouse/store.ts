import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { Dataset, LoadReport, MappingUse } from "@/lib/contract/dataset";
import { AppError } from "@/lib/errors";
import { uploadLabel } from "@/lib/known-datasets";
import type { Mapping } from "@/lib/mapping/schema";
import type { Clock, LoadOptions, Warehouse, WarehouseStore } from "@/lib/ports";
import { type IngestedData, ingestFolder } from "./ingest";
import { inheritKept } from "./kept-rows";
import { findBreaks, type KnownKeys, readKnownKeys } from "./known-keys";
import { createMappingSources, type MappingSources } from "./mapping-source";
import { type LoadedFile, type OpenWarehouse, openWarehouse, tryOpenWarehouse } from "./open-warehouse";
import type { PlanRollups } from "./rollups";
import { datasetId, resolveFolder } from "./source-files";
import type { SourceFolder } from "./source-folder";
import { createWarehouseFiles } from "./warehouse-files";

/** A loaded dataset, its warehouse file, and the source files it was read from. */
export interface DatasetRecord extends LoadedFile {
  /** Of the source files when they were read: names, sizes, times. */
  sourceFingerprint: string;
  /** Some keys of its rows, by which newer files of the same data are known; null where none were kept. */
  knownKeys: KnownKeys | null;
}

/** Where the store keeps what must survive a restart. `saveActive` makes the record the running one. */
export interface WarehousePersistence {
  readActive(): DatasetRecord | null;
  readDataset(id: string): DatasetRecord | null;
  /** Every dataset that was loaded so far, the latest first. */
  listDatasets(): Dataset[];
  /** The dataset that a folder was last loaded into; null for one that never was. */
  ownerOf(folder: string): string | null;
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

/** Which dataset a folder's rows go to, and by whose word. */
interface Identity {
  id: string;
  from: "folder" | "choice" | "guess";
}

type Find = Parameters<MappingSources["find"]>[1];

const DEMO_FOLDER = "data/demo";

/** Creates the store that owns the running dataset; no file is touched before `start` or `load`. */
export function createWarehouseStore(options: WarehouseStoreOptions): StartableWarehouseStore {
  const { clock, persistence, planRollups } = options;
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
  type Outcome = Pick<LoadReport, "faults" | "faultCount" | "dataset">;
  const report = (folder: string, { faults, faultCount, dataset }: Outcome): LoadReport => {
    const made: LoadReport = {
      status: dataset ? "loaded" : "refused",
      folder,
      at: clock().toISOString(),
      faults,
      faultCount,
      ...(dataset ? { dataset } : {}),
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

  const findSources = async (folder: string, options: Find): Promise<SourceFolder> => {
    try {
      return await mappings.find(folder, options);
    } catch (error) {
      if (error instanceof AppError) {
        const fault = { file: basename(folder), line: null, column: null, value: folder, expected: error.message };
        report(folder, { faults: [fault], faultCount: 1 });
      }
      throw error;
    }
  };

  /** Whose rows a folder's are: those of the dataset that was asked for, of the one they went to before, of the guess. */
  const identify = async (folder: string, { dataset, guess }: LoadOptions = {}): Promise<Identity> => {
    const path = await resolveFolder(folder).catch(() => resolve(folder));
    const own = datasetId(path);
    if (dataset === "own") return { id: own, from: "folder" };
    const owner = dataset ? null : persistence.ownerOf(path);
    if (owner) return { id: owner, from: "folder" };
    const wanted = dataset ?? guess;
    if (wanted === undefined) return { id: own, from: "folder" };
    if (persistence.readDataset(wanted)) return { id: wanted, from: dataset ? "choice" : "guess" };
    throw new AppError("not_found", `There is no dataset ${wanted} to go on with`);
  };

  const loadSources = async (
    source: SourceFolder,
    { id: wanted, from }: Identity,
    { signal, label }: LoadOptions = {},
  ): Promise<LoadReport> => {
    const warehouseFile = await files.create();
    let opened: OpenWarehouse<DatasetRecord> | null = null;
    try {
      const before = running?.record.dataset.id === wanted ? running.record.warehouseFile : null;
      const { data, ...refusal } = await ingestFolder(source, warehouseFile, {
        ...(signal ? { signal } : {}),
        ...(before ? { previousFile: before } : {}),
        ...(planRollups ? { planRollups } : {}),
      });
      if (!data) return report(source.path, refusal);
      const { presentColumns, leftOut, todayOnly, ...rest } = data;
      const dataset: Dataset = {
        id: wanted,
        label: label ?? labelOf(source.path),
        folder: source.path,
        loadedAt: clock().toISOString(),
        ...rest,
        ...(source.mapped ? { mapping: mappingUse(source.mapped.parsed.mapping, { leftOut, todayOnly }) } : {}),
        files: (source.mapped?.files.map(({ file }) => file) ?? source.files).map(({ name }) => name),
      };
      const record: DatasetRecord = {
        dataset,
        warehouseFile,
        sourceFingerprint: source.fingerprint,
        presentColumns,
        knownKeys: null,
      };
      opened = await openWarehouse(record);
      record.knownKeys = await readKnownKeys(opened.warehouse);
      const former = persistence.readDataset(wanted);
      const faults = from !== "folder" && former ? await findBreaks(former, opened.warehouse) : [];
      if (faults.length > 0 && from === "choice") return report(source.path, { faults, faultCount: faults.length });
      const goesOn = faults.length === 0;
      if (!goesOn) dataset.id = datasetId(source.path);
      else if (former && label === undefined) dataset.label = former.dataset.label;
      if (before && goesOn) await inheritKept(before, warehouseFile);
      await mappings.keep(source, dataset.id);
      persistence.saveActive(record);
      const next = opened;
      opened = null;
      await swap(next);
      const isContinued = goesOn && former !== null && former.dataset.folder !== source.path;
      return report(source.path, {
        faults: [],
        faultCount: 0,
        dataset: { id: dataset.id, label: dataset.label, isContinued },
      });
    } finally {
      opened?.close();
      if (running?.record.warehouseFile !== warehouseFile) await files.remove(warehouseFile);
    }
  };

  const isCurrent = (source: SourceFolder) =>
    running !== null &&
    running.record.dataset.folder === source.path &&
    running.record.sourceFingerprint === source.fingerprint;

  const store: StartableWarehouseStore = {
    current: (): Warehouse | null => running?.warehouse ?? null,
    lastLoad: () => persistence.readReport(),
    listDatasets: () => persistence.listDatasets(),
    load: (folder, how) =>
      alone(async () => {
        const identity = await identify(folder, how);
        const find = { mapping: how?.mapping, asBefore: false, datasetId: identity.id };
        return loadSources(await findSources(folder, find), identity, how);
      }),
    refresh: () =>
      alone(async () => {
        if (!running) return null;
        const { id, folder } = running.record.dataset;
        const source = await findSources(folder, { asBefore: true, datasetId: id });
        return isCurrent(source) ? null : loadSources(source, { id, from: "folder" });
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
          const identity = await identify(wanted);
          const source = await findSources(wanted, { asBefore: true, datasetId: identity.id });
          return isCurrent(source) ? null : await loadSources(source, identity);
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

function mappingUse(
  { name, label }: Mapping,
  { leftOut, todayOnly }: Pick<IngestedData, "leftOut" | "todayOnly">,
): MappingUse {
  return { name, label, leftOut, ...(todayOnly ? { todayOnly } : {}) };
}

/** What people call the data: its folder's name, or what it is for the demo that ships. */
function labelOf(path: string): string {
  return path === resolve(DEMO_FOLDER) ? "Demo data" : (uploadLabel(path) ?? basename(path));
}

async function readText(path: string): Promise<string | null> {
  return existsSync(path) ? readFile(path, "utf8") : null;
}
