import type { z } from "zod";
import type { Dataset, DatasetChoice, LoadReport } from "./contract/dataset";
import type { IntegrationActivity, IntegrationId, IntegrationStatus, LlmStatus, Signal } from "./contract/integration";
import type { MappingChoice } from "./contract/mapping";

/** A value bound to a `$1`-style parameter. Dates are bound as `YYYY-MM-DD` text and cast in the SQL. */
export type SqlValue = string | number | boolean | null;

/**
 * A row as OpsIQ reads it on every engine: integers as safe numbers (an unsafe one is an error, never rounded),
 * decimals and doubles as numbers, dates as `YYYY-MM-DD`, timestamps as ISO 8601 UTC text with milliseconds.
 */
export type SqlRow = Record<string, string | number | boolean | null>;

export interface QueryOptions {
  signal?: AbortSignal;
  /** Rows past this are not read; the caller learns it from `truncated`. Default: all. */
  maxRows?: number;
  /** False: the caller keeps the rows for later runs itself. */
  keep?: false;
}

/** What changed between two loads of one dataset. */
export interface DataChanges {
  /** Billing periods that end by this day, `YYYY-MM-DD`, are as they were, apart from those of `subscriptions`. */
  sealedUpTo: string;
  subscriptions: ReadonlySet<string>;
}

/** Rows that runs keep, so that the next one asks only for what changed. Lost rows cost time, nothing else. */
export interface KeptRows {
  /** The rows kept under a name of exactly the data that runs; null without any. */
  read(name: string): Promise<SqlRow[] | null>;
  write(name: string, rows: readonly SqlRow[]): Promise<void>;
  /** The rows kept under a name of the data before the last load, and what changed since; null where nobody knows. */
  readPrevious(name: string): Promise<{ rows: SqlRow[]; changes: DataChanges } | null>;
}

/** A read-only view of one loaded dataset; stays valid while a load replaces the running one. */
export interface Warehouse {
  readonly dialect: "duckdb" | "postgres";
  readonly dataset: Dataset;
  /** Optional columns the files do have, as `table.column`. */
  readonly presentColumns: ReadonlySet<string>;
  /** Where the engine's file is ours: what earlier runs kept. */
  readonly kept?: KeptRows;
  /** Where the engine's file is ours: the daily totals in it, each with the statements it was made by. */
  readonly rollups?: ReadonlyMap<string, string>;
  /** @throws AppError `unavailable` when the engine fails, `timeout` when the signal fires. */
  query(sql: string, params?: readonly SqlValue[], options?: QueryOptions): Promise<SqlRow[]>;
}

/** A mapping as the text of a file, so that its faults name the file's own lines. */
export interface MappingText {
  file: string;
  text: string;
}

export interface LoadOptions {
  signal?: AbortSignal | undefined;
  label?: string | undefined;
  /** Without one the folder's own `opsiq-mapping.yml` counts, else the one it was loaded through before. */
  mapping?: MappingChoice | MappingText | undefined;
  /** Without one a folder continues the dataset that it was loaded into before. */
  dataset?: DatasetChoice | undefined;
  /**
   * What a folder that was never loaded most likely goes on with. Rows that cannot be newer ones of it become a dataset of
   * their own, where those of a dataset that was named are refused.
   */
  guess?: string | undefined;
}

/** Owns the running dataset: loads folders, refuses faulty ones whole, hands out warehouses. */
export interface WarehouseStore {
  /** The running dataset's warehouse, or null when nothing could be loaded yet. */
  current(): Warehouse | null;
  lastLoad(): LoadReport | null;
  /** Every dataset that was loaded so far, the latest first. */
  listDatasets(): Dataset[];
  /** Loads a folder; on any fault the running data stays and the report says `refused`. */
  load(folder: string, options?: LoadOptions): Promise<LoadReport>;
  /** Loads again when the folder's files changed since the running dataset was read; null when they did not. */
  refresh(): Promise<LoadReport | null>;
  close(): Promise<void>;
}

export interface StructuredCall<T> {
  purpose: string;
  promptVersion: string;
  system: string;
  user: string;
  schemaName: string;
  schema: z.ZodType<T>;
  maxTokens?: number;
  /** How often an answer that the schema refuses goes back with its faults; 1 unless told. */
  repairs?: number;
  signal?: AbortSignal;
}

export interface StructuredResult<T> {
  value: T;
  model: string;
  promptTokens: number | null;
  completionTokens: number | null;
  costUsd: number | null;
  durationMs: number;
}

/** One client for every reasoning call. Throws AppError `unavailable` or `timeout`; never returns unchecked data. */
export interface Llm {
  readonly model: string;
  status(): LlmStatus;
  structured<T>(call: StructuredCall<T>): Promise<StructuredResult<T>>;
}

export interface SentimentResult {
  score: number;
  label: "high" | "elevated" | "low";
  terms: string[];
}

/** What every integration shares: its state and the exact request it sends or would send. */
export interface Integration {
  readonly id: IntegrationId;
  status(): IntegrationStatus;
}

export interface Datadog extends Integration {
  /** Events of the window, newest first. The mock has none of its own: the data's signal_events stand in. */
  fetchSignals(window: { from: string; to: string }, signal?: AbortSignal): Promise<Signal[]>;
}

export interface LightdashMetric {
  name: string;
  label: string;
  description: string;
  table: string;
}

export interface Lightdash extends Integration {
  /** The metric catalogue: the project's own in real mode, OpsIQ's metric model in mock mode. */
  listMetrics(signal?: AbortSignal): Promise<LightdashMetric[]>;
}

export interface WorkflowRequest {
  actionId: string;
  kind: "workflow_case" | "alert" | "approval_task" | "recommended";
  title: string;
  payload: Record<string, unknown>;
}

export interface WorkflowReceipt {
  status: "sent" | "failed" | "unknown";
  externalId: string | null;
  error: string | null;
}

export interface Airia extends Integration {
  /** Starts one governed workflow. Never retried once bytes were sent: a lost answer is `unknown`. */
  execute(request: WorkflowRequest, signal?: AbortSignal): Promise<WorkflowReceipt>;
}

export interface Modulate extends Integration {
  /** Risk of each text, in order. Pure: the same text scores the same. */
  scoreTexts(texts: readonly string[], signal?: AbortSignal): Promise<SentimentResult[]>;
}

export interface Sponsors {
  datadog: Datadog;
  lightdash: Lightdash;
  airia: Airia;
  modulate: Modulate;
}

/** Where integrations write what they did; the caller owns storage. */
export type RecordActivity = (activity: Omit<IntegrationActivity, "id" | "at" | "runId">) => void;

export type Clock = () => Date;

/** Rows of SQL that a model wrote, cut at the sandbox's row limit. */
export interface SandboxResult {
  columns: string[];
  rows: (string | number | boolean | null)[][];
  truncated: boolean;
}

/** The guarded process for SQL that a model wrote: four gates, each of which holds alone. */
export interface SqlSandbox {
  /** Gate 1: the tree against the allow-lists. Null when it passes, else the reason. */
  checkTree(sql: string): Promise<string | null>;
  /** Gate 2: exactly one statement, and a SELECT. */
  checkStatements(sql: string): Promise<string | null>;
  /** Gates 3 and 4 alone: runs in the locked process, stopped by time and by rows. */
  execute(sql: string): Promise<SandboxResult>;
  /** All four gates, and a dry run between them. @throws AppError `forbidden` with the gate's reason. */
  run(sql: string): Promise<SandboxResult>;
  close(): void;
}
