import type { Dataset, KnownDataset } from "./contract/dataset";

/** Uploads lie in folders named by the instant (UTC) they came at. */
const UPLOAD_FOLDER = /[\\/]uploads[\\/](\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)\d\d-[0-9a-f]{8}$/;

/** What people call an uploaded dataset: the time it came, UTC; null for a folder that is no upload's. */
export function uploadLabel(folder: string): string | null {
  const [, year, month, day, hour, minute] = UPLOAD_FOLDER.exec(folder) ?? [];
  return year === undefined ? null : `Upload of ${year}-${month}-${day} ${hour}:${minute}`;
}

/** A stored dataset as one that newer files may continue. */
export function describeKnown(dataset: Dataset, runningId: string | null): KnownDataset {
  const { id, label, folder, asOf, loadedAt, files, mapping } = dataset;
  return {
    id,
    label,
    folder,
    isUpload: uploadLabel(folder) !== null,
    isRunning: id === runningId,
    asOf,
    loadedAt,
    files: files ?? [],
    mapping: mapping?.label ?? null,
  };
}

/**
 * The dataset that files most likely go on with: the latest that came in files called alike, whatever the numbers and
 * dates in their names, and through the same mapping where one is given. Null when there is none. OpsIQ's own tables are
 * called alike wherever they come from, so of those only uploads count.
 */
export function findFormer(
  names: readonly string[],
  known: readonly KnownDataset[],
  mapping?: string,
): KnownDataset | null {
  const wanted = fileSet(names);
  const alike = known
    .filter((one) => one.isUpload || one.mapping !== null)
    .filter((one) => mapping === undefined || one.mapping === mapping)
    .filter(({ files }) => files.length > 0 && fileSet(files) === wanted);
  return alike.toSorted((left, right) => (left.loadedAt < right.loadedAt ? 1 : -1))[0] ?? null;
}

/** `Charges-2026-11.csv` and `charges-2026-12.csv` are one file of two months. */
function fileSet(names: readonly string[]): string {
  return names
    .map((name) =>
      name
        .toLowerCase()
        .replace(/[\W\d_]+/g, " ")
        .trim(),
    )
    .sort()
    .join("|");
}
