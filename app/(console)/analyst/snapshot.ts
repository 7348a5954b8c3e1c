import { formatDay, formatInstant } from "@/app/_components/format-time";

/** Which data an answer was made from: the dataset, the load, and its last day. */
export interface Snapshot {
  datasetId: string;
  loadedAt: string;
  asOf: string;
}

/** The snapshot as the address carries it. */
export function encodeSnapshot({ datasetId, loadedAt, asOf }: Snapshot): string {
  return [datasetId, loadedAt, asOf].join("~");
}

/** Reads a snapshot back; undefined for anything else. */
export function decodeSnapshot(text: string): Snapshot | undefined {
  const [datasetId, loadedAt, asOf, ...more] = text.split("~");
  if (!datasetId || !loadedAt || !asOf || more.length > 0 || text.length > 300) return undefined;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(asOf) || Number.isNaN(Date.parse(loadedAt))) return undefined;
  return { datasetId, loadedAt, asOf };
}

/** What to say when a link was made on other data than runs now; null when it is the same. */
export function compareSnapshots(linked: Snapshot, current: Snapshot): string | null {
  const now = `the answer below is from data through ${formatDay(current.asOf)}`;
  if (linked.datasetId !== current.datasetId)
    return `This link was made on another dataset (data through ${formatDay(linked.asOf)}); ${now} of the one that runs.`;
  if (linked.asOf !== current.asOf)
    return `This link was made on data through ${formatDay(linked.asOf)}; ${now}, so the figures may differ.`;
  if (linked.loadedAt !== current.loadedAt)
    return `This link was made on the load of ${formatInstant(linked.loadedAt)}; the data was loaded again on ${formatInstant(current.loadedAt)}, so the figures may differ.`;
  return null;
}
