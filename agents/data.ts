import { resetDataset } from "@/db/reset";
import {
  type DataStatus,
  type DatasetChoice,
  type Health,
  type LoadReport,
  TableName,
  type UploadReply,
} from "@/lib/contract/dataset";
import type { LoadRequest, MappingProposal, ProposeRequest } from "@/lib/contract/mapping";
import { AppError } from "@/lib/errors";
import { describeKnown, findFormer } from "@/lib/known-datasets";
import { VERSION } from "@/lib/version";
import type { Context } from "./context";
import { runExclusive } from "./gate";

/** The running data and what the last load said. */
export function describeData({ warehouse, store }: Context): DataStatus {
  const running = warehouse?.dataset ?? null;
  const known = store.listDatasets().map((dataset) => describeKnown(dataset, running?.id ?? null));
  return { dataset: running, lastLoad: store.lastLoad(), datasets: known };
}

/** Health of the process: degraded while no data runs, or when the running folder's own last load was refused. */
export function describeHealth(context: Context): Health {
  const { dataset, lastLoad } = describeData(context);
  const refused = lastLoad?.status === "refused" && (!dataset || lastLoad.folder === dataset.folder);
  return {
    status: dataset && !refused ? "ok" : "degraded",
    mode: context.settings.OPSIQ_MODE,
    version: VERSION,
    asOf: dataset?.asOf ?? null,
    tables: Object.fromEntries((dataset?.tables ?? []).map((table) => [table.name, table.rows])),
    faults: refused ? lastLoad.faults : [],
  };
}

/**
 * Loads a folder the server may read, through a mapping when one is given, when the folder holds one, or when one
 * was confirmed for it before. A faulty folder is refused whole and the running data stays.
 * @throws AppError `conflict` during a run or another load, `not_found` when there is no such folder or dataset.
 */
export function loadFolder(context: Context, { folder, mapping, dataset }: LoadRequest): Promise<LoadReport> {
  return runExclusive("A data load", () => context.store.load(folder, { mapping, dataset }));
}

/** Proposes how to read a folder, for a person to confirm. Throws `not_found` when there is no such folder. */
export function proposeMapping(context: Context, { folder }: ProposeRequest): Promise<MappingProposal> {
  return context.proposeMapping(folder);
}

type UploadedFiles = Parameters<Context["saveUpload"]>[0];

/** How uploaded files are to be taken; known once the first file arrives. */
export interface UploadWish {
  mapping?: string | undefined;
  /** Without one they go on with the upload they look like, if any. */
  dataset?: DatasetChoice | undefined;
}

/**
 * Stores uploaded files in a folder of their own and loads it. Foreign files that no mapping is known for are kept
 * there for a person to confirm one; what is refused is removed again. Throws as `loadFolder`.
 */
export async function loadUpload(
  context: Context,
  files: UploadedFiles,
  { wish = () => ({}), signal }: { wish?: () => UploadWish; signal?: AbortSignal } = {},
): Promise<UploadReply> {
  // Nobody should send gigabytes to learn that a run is under way.
  await runExclusive("A data load", () => undefined);
  const { folder, names, discard } = await context.saveUpload(files, signal);
  let isKept = false;
  try {
    const { mapping, dataset } = wish();
    const known = describeData(context).datasets;
    const former = dataset === undefined ? findFormer(names, known) : known.find(({ id }) => id === dataset);
    const choice = dataset ?? former?.id ?? "own";
    const isReadable = mapping !== undefined || (former?.mapping ?? null) !== null;
    if (!isReadable && (await proposeMapping(context, { folder })).source !== "canonical" && !areTables(names)) {
      isKept = true;
      return { status: "stored", folder, dataset: choice };
    }
    const options = { mapping, dataset, guess: former?.id };
    const report = await runExclusive("A data load", () => context.store.load(folder, options));
    isKept = report.status === "loaded";
    return report;
  } finally {
    if (!isKept) await discard();
  }
}

/** Names that leave no doubt: what is wrong with such files is told as faults of the tables. */
function areTables(names: readonly string[]): boolean {
  return names.every((name) => TableName.safeParse(name.replace(/\.(csv|parquet)$/, "")).success);
}

/** A refused load as the API's problem, every fault named; an accepted one as it is. */
export function refuseFaults<R extends UploadReply>(report: R): R {
  if (report.status !== "refused") return report;
  const details = report.faults.map((fault) => ({
    pointer: [fault.file, fault.line, fault.column].filter((part) => part !== null).join(":"),
    detail: `${fault.value === null ? "" : `“${fault.value}”: `}expected ${fault.expected}`,
  }));
  const count = report.faultCount;
  throw new AppError(
    "validation",
    `The folder was refused: ${count} ${count === 1 ? "fault" : "faults"}. The running data stays as it was`,
    {
      details,
    },
  );
}

/** Clears what was found, said, learned and done on the running dataset; the data stays loaded. */
export function resetDemo(context: Context): Promise<{ status: "reset"; cases: 0 }> {
  return runExclusive("A reset", () => {
    resetDataset(context.db, context.datasetId);
    return { status: "reset", cases: 0 };
  });
}
