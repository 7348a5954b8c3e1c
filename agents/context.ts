import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { loadAccuracy } from "@/adapters/accuracy-file";
import { type DetectorFile, readDetectorFiles } from "@/adapters/detector-files";
import { createLlm } from "@/adapters/llm/client";
import { loadRates } from "@/adapters/rate-files";
import { createSponsors } from "@/adapters/sponsors";
import { proposeFolder } from "@/adapters/warehouse/mapping-propose";
import { loadMetricModel } from "@/adapters/warehouse/metric-files";
import { createPostgresStore, dataIsElsewhere } from "@/adapters/warehouse/postgres/store";
import { createSqlParser } from "@/adapters/warehouse/sql-parser";
import { createSqlSandbox } from "@/adapters/warehouse/sql-sandbox";
import { createWarehouseStore } from "@/adapters/warehouse/store";
import { type SavedUpload, saveUploads, type UploadedFile } from "@/adapters/warehouse/uploads";
import { activityRecorder } from "@/db/activity";
import { type Db, lockState, openState } from "@/db/client";
import { warehousePersistence } from "@/db/datasets";
import type { DetectorAccuracy } from "@/lib/contract/detector";
import type { MappingProposal } from "@/lib/contract/mapping";
import { llmSettings, parseSettings, type Settings } from "@/lib/env";
import type {
  Clock,
  LightdashMetric,
  Llm,
  RecordActivity,
  Sponsors,
  SqlSandbox,
  Warehouse,
  WarehouseStore,
} from "@/lib/ports";
import type { RateTable } from "@/lib/rates";
import type { MetricModel } from "@/lib/semantic/model-types";
import { rollupsOf } from "@/lib/semantic/rollups";
import { currentRunId } from "./run-scope";

/** Everything an agent works with; made once a process and passed down. */
export interface Context {
  settings: Settings;
  db: Db;
  store: WarehouseStore;
  llm: Llm | null;
  sponsors: Sponsors;
  /** The metric model that people edit under `data/metrics`. */
  model: MetricModel;
  /** Dated rates for severity and order; no claimed amount is computed with them. */
  rates: RateTable;
  /** Measured accuracy by detector id, empty where none was measured. */
  accuracy: ReadonlyMap<string, DetectorAccuracy>;
  /** The files of custom detectors as they are now. */
  readDetectorFiles: () => Promise<DetectorFile[]>;
  /** DuckDB's syntax tree of a statement as JSON; runs nothing. */
  parseSql: (sql: string) => Promise<string>;
  clock: Clock;
  /** A fresh id: `newId("run")` gives `run_…`. */
  newId: (prefix: string) => string;
  /** Writes uploaded files to a folder of their own, as they arrive. */
  saveUpload: (
    files: Iterable<UploadedFile> | AsyncIterable<UploadedFile>,
    signal?: AbortSignal,
  ) => Promise<SavedUpload>;
  /** The guarded process for SQL that a model wrote, over the running dataset's file; null without one. */
  openSandbox: () => SqlSandbox | null;
  /** Proposes how to read a folder of foreign files; loads nothing. */
  proposeMapping: (folder: string) => Promise<MappingProposal>;
  /** The running dataset, or null when no folder could be loaded. */
  readonly warehouse: Warehouse | null;
  /** The running dataset's id; `none` while nothing is loaded, so that lists are simply empty. */
  readonly datasetId: string;
  close: () => Promise<void>;
}

/** The metric model in the words of the metric layer. */
function describeCatalogue(model: MetricModel): LightdashMetric[] {
  return [...model.metrics.values()].map(({ id, label, description }) => ({ name: id, label, description, table: id }));
}

/**
 * Takes the state folder, opens every store and loads the data. A faulty data folder does not stop it: the report
 * says what is wrong, and the server comes up without data (or with the last good one).
 * @throws AppError `conflict` when another server holds the state folder, `validation` for a bad metric model.
 */
export async function createContext(settings: Settings, clock: Clock = () => new Date()): Promise<Context> {
  const stateDir = resolve(settings.OPSIQ_STATE_DIR);
  const lock = lockState(stateDir);
  const { db, close: closeState } = openState(stateDir, resolve("db/migrations"));
  const model = loadMetricModel(resolve("data/metrics"));
  const { store, start, saveUpload, openSandbox } = openStore(settings, stateDir, db, model, clock);
  const newId = (prefix: string) => `${prefix}_${randomUUID().replaceAll("-", "").slice(0, 16)}`;
  const datasetId = () => store.current()?.dataset.id ?? "none";
  const keepActivity = activityRecorder(db);
  const record: RecordActivity = (activity) =>
    keepActivity({
      ...activity,
      id: newId("activity"),
      runId: currentRunId(),
      datasetId: datasetId(),
      at: clock().toISOString(),
    });
  const accuracy = loadAccuracy(resolve("docs/accuracy.json"));
  const rates = loadRates(resolve("data/rates"));
  const parser = createSqlParser();
  const llm = llmSettings(settings);
  await start();
  return {
    settings,
    db,
    store,
    llm: llm ? createLlm(llm, { clock }) : null,
    sponsors: createSponsors(settings, { record, catalogue: () => describeCatalogue(model), clock }),
    model,
    rates,
    accuracy,
    readDetectorFiles: () => readDetectorFiles(resolve(settings.OPSIQ_DETECTORS_DIR)),
    parseSql: parser.serialize,
    clock,
    newId,
    proposeMapping: proposeFolder,
    saveUpload,
    openSandbox,
    get warehouse() {
      return store.current();
    },
    get datasetId() {
      return datasetId();
    },
    async close() {
      await store.close();
      await parser.close();
      closeState();
      lock.release();
    },
  };
}

interface OpenedStore {
  store: WarehouseStore;
  start: () => Promise<unknown>;
  saveUpload: Context["saveUpload"];
  openSandbox: Context["openSandbox"];
}

/** The tables of a warehouse where they are, or the folder's in a file of our own. */
function openStore(settings: Settings, stateDir: string, db: Db, model: MetricModel, clock: Clock): OpenedStore {
  if (settings.OPSIQ_WAREHOUSE_URL) {
    const store = createPostgresStore({
      url: settings.OPSIQ_WAREHOUSE_URL,
      allowWrite: settings.OPSIQ_WAREHOUSE_ALLOW_WRITE === "1",
      statementTimeoutMs: settings.OPSIQ_WAREHOUSE_TIMEOUT_MS,
      clock,
    });
    const saveUpload = () => Promise.reject(dataIsElsewhere());
    // SQL that a model wrote runs on a file in a process of its own, never on somebody's server.
    return { store, start: store.start, saveUpload, openSandbox: () => null };
  }
  const persistence = warehousePersistence(db);
  const store = createWarehouseStore({
    stateDir,
    clock,
    persistence,
    planRollups: (asOf) => rollupsOf(model, asOf),
  });
  return {
    store,
    start: () => store.start(resolve(settings.OPSIQ_DATA_DIR)),
    saveUpload: (files, signal) => saveUploads(stateDir, files, { clock, ...(signal ? { signal } : {}) }),
    openSandbox: createSandboxes(() => persistence.readActive()?.warehouseFile ?? null),
  };
}

/** One sandbox at a time: another file closes the one before. */
function createSandboxes(currentFile: () => string | null): () => SqlSandbox | null {
  let open: { file: string; sandbox: SqlSandbox } | null = null;
  return () => {
    const file = currentFile();
    if (open && open.file !== file) {
      open.sandbox.close();
      open = null;
    }
    if (file) open ??= { file, sandbox: createSqlSandbox(file) };
    return open?.sandbox ?? null;
  };
}

const KEY = Symbol.for("opsiq.context");
const holder = globalThis as typeof globalThis & { [KEY]?: Promise<Context> };

/** The process's one context, shared by every module graph that Next makes; opened at first use. */
export function getContext(): Promise<Context> {
  holder[KEY] ??= createContext(parseSettings(process.env));
  return holder[KEY];
}
