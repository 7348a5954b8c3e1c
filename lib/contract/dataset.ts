import { z } from "zod";

export const TableName = z.enum([
  "customers",
  "subscriptions",
  "invoices",
  "payments",
  "refunds",
  "usage_events",
  "signal_events",
]);
export type TableName = z.infer<typeof TableName>;

/** One fault of a data file. `line` counts from 1 with the header as line 1; null where a file has no lines. */
export const DataFault = z.object({
  file: z.string(),
  line: z.number().int().nullable(),
  column: z.string().nullable(),
  value: z.string().nullable(),
  expected: z.string(),
});
export type DataFault = z.infer<typeof DataFault>;

/** Rows set apart because they name a key that is not there. */
export const QuarantinedRow = z.object({
  table: TableName,
  key: z.string(),
  column: z.string(),
  value: z.string(),
  reason: z.string(),
});
export type QuarantinedRow = z.infer<typeof QuarantinedRow>;

export const TableSummary = z.object({
  name: TableName,
  file: z.string().nullable(),
  rows: z.number().int(),
  /** Set for a table too large to be counted: `rows` is what the engine's planner says. */
  rowsAreEstimated: z.boolean().optional(),
  quarantined: z.number().int(),
  /** Optional columns that the file does not have. */
  missingColumns: z.array(z.string()),
  firstDay: z.string().nullable(),
  lastDay: z.string().nullable(),
});
export type TableSummary = z.infer<typeof TableSummary>;

/** The mapping that foreign files were read through, and the rows it left out on purpose. */
export const MappingUse = z.object({
  name: z.string(),
  label: z.string(),
  leftOut: z.array(
    z.object({ file: z.string(), reason: z.enum(["deleted", "superseded", "not_selected"]), rows: z.number().int() }),
  ),
  /** Contracts of which the files tell today's state alone, and how far back they are known. */
  todayOnly: z
    .object({
      subscriptions: z.number().int(),
      /** Billed at less before: known from the first period billed at today's price. */
      knownInPart: z.number().int(),
      /** Never billed at today's price: known from the end of what was billed. */
      unknown: z.number().int(),
    })
    .optional(),
});
export type MappingUse = z.infer<typeof MappingUse>;

/** What the running data is, and what the last attempt to load said. */
export const Dataset = z.object({
  id: z.string(),
  label: z.string(),
  folder: z.string(),
  loadedAt: z.string(),
  /** The last day with data (domain: as-of day), `YYYY-MM-DD`; null when there is no dated row. */
  asOf: z.string().nullable(),
  reportingCurrency: z.string(),
  tables: z.array(TableSummary),
  quarantine: z.array(QuarantinedRow),
  quarantinedRows: z.number().int(),
  mapping: MappingUse.optional(),
  /** The names of the files it was read from. */
  files: z.array(z.string()).optional(),
});
export type Dataset = z.infer<typeof Dataset>;

/** A dataset that was loaded once, to be continued by newer files: its cases, verdicts and memory are kept under its id. */
export const KnownDataset = z.object({
  id: z.string(),
  label: z.string(),
  folder: z.string(),
  isUpload: z.boolean(),
  isRunning: z.boolean(),
  asOf: z.string().nullable(),
  loadedAt: z.string(),
  files: z.array(z.string()),
  /** The label of the mapping it is read through; null for OpsIQ's own tables. */
  mapping: z.string().nullable(),
});
export type KnownDataset = z.infer<typeof KnownDataset>;

/** Where rows go: `own` makes a dataset of the folder's own, an id makes them new data of that dataset. */
export const DatasetChoice = z.string().regex(/^(own|data_[0-9a-f]{12})$/, "expected “own” or the id of a dataset");
export type DatasetChoice = z.infer<typeof DatasetChoice>;

/** The last load that was asked for. A refused load leaves the running data as it was. */
export const LoadReport = z.object({
  status: z.enum(["loaded", "refused"]),
  folder: z.string(),
  at: z.string(),
  faults: z.array(DataFault),
  /** All faults found; `faults` holds the first 100. */
  faultCount: z.number().int(),
  /** Which dataset the rows became; `isContinued` when it had been loaded from other files before. */
  dataset: z.object({ id: z.string(), label: z.string(), isContinued: z.boolean() }).optional(),
});
export type LoadReport = z.infer<typeof LoadReport>;

/** Uploaded files that wait in a folder until a person confirms a mapping for them: nothing is loaded yet. */
export const StoredUpload = z.object({ status: z.literal("stored"), folder: z.string(), dataset: DatasetChoice });
export type StoredUpload = z.infer<typeof StoredUpload>;

export const UploadReply = z.union([LoadReport, StoredUpload]);
export type UploadReply = z.infer<typeof UploadReply>;

export const DataStatus = z.object({
  dataset: Dataset.nullable(),
  lastLoad: LoadReport.nullable(),
  /** Every dataset that was loaded so far, the latest first. */
  datasets: z.array(KnownDataset),
});
export type DataStatus = z.infer<typeof DataStatus>;

export const Health = z.object({
  status: z.enum(["ok", "degraded"]),
  mode: z.enum(["mock", "real"]),
  version: z.string(),
  asOf: z.string().nullable(),
  tables: z.record(z.string(), z.number().int()),
  faults: z.array(DataFault),
});
export type Health = z.infer<typeof Health>;
