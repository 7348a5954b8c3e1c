import { resetDataset } from "@/db/reset";
import type { DataStatus, Health, LoadReport } from "@/lib/contract/dataset";
import type { LoadRequest, MappingProposal, ProposeRequest } from "@/lib/contract/mapping";
import { AppError } from "@/lib/errors";
import { VERSION } from "@/lib/version";
import type { Context } from "./context";
import { runExclusive } from "./gate";

/** The running data and what the last load said. */
export function describeData({ warehouse, store }: Context): DataStatus {
  return { dataset: warehouse?.dataset ?? null, lastLoad: store.lastLoad() };
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
 * @throws AppError `conflict` during a run or another load, `not_found` when there is no such folder.
 */
export function loadFolder(context: Context, { folder, mapping }: LoadRequest): Promise<LoadReport> {
  return runExclusive("A data load", () => context.store.load(folder, { mapping }));
}

/** Proposes how to read a folder, for a person to confirm. Throws `not_found` when there is no such folder. */
export function proposeMapping(context: Context, { folder }: ProposeRequest): Promise<MappingProposal> {
  return context.proposeMapping(folder);
}

/** Stores the uploaded files in a folder of their own and loads it. Throws as `loadFolder`. */
export function loadUpload(context: Context, files: readonly File[]): Promise<LoadReport> {
  return runExclusive("A data load", async () => context.store.load(await context.saveUpload(files)));
}

/** A refused load as the API's problem, every fault named; an accepted one as it is. */
export function refuseFaults(report: LoadReport): LoadReport {
  if (report.status === "loaded") return report;
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
