import { desc, eq } from "drizzle-orm";
import type { Dataset, LoadReport } from "@/lib/contract/dataset";
import type { Db } from "./client";
import { datasetFolders, datasets, loads } from "./tables";

/** A loaded dataset and the DuckDB file that holds it. */
export interface DatasetRecord {
  dataset: Dataset;
  warehouseFile: string;
  sourceFingerprint: string;
  presentColumns: string[];
  knownKeys: { customers: string[]; invoices: string[] } | null;
}

const ONLY_ROW = 1;

/** Storage for the warehouse store: which dataset runs, where it lies, and what the last load said. */
export function warehousePersistence(db: Db) {
  const readDataset = (id: string): DatasetRecord | null => {
    const row = db.select().from(datasets).where(eq(datasets.id, id)).get();
    if (!row) return null;
    const { profile, warehouseFile, sourceFingerprint, presentColumns, knownKeys } = row;
    return { dataset: profile, warehouseFile, sourceFingerprint, presentColumns, knownKeys };
  };
  return {
    readDataset,
    listDatasets(): Dataset[] {
      const rows = db.select({ profile: datasets.profile }).from(datasets).orderBy(desc(datasets.loadedAt)).all();
      return rows.map(({ profile }) => profile);
    },
    ownerOf(folder: string): string | null {
      const link = db.select().from(datasetFolders).where(eq(datasetFolders.folder, folder)).get();
      return link?.datasetId ?? null;
    },
    readActive(): DatasetRecord | null {
      const row = db.select().from(loads).where(eq(loads.id, ONLY_ROW)).get();
      return row?.activeDatasetId ? readDataset(row.activeDatasetId) : null;
    },
    saveActive(record: DatasetRecord): void {
      const { id, folder, label, loadedAt } = record.dataset;
      const values = {
        id,
        folder,
        label,
        loadedAt,
        profile: record.dataset,
        warehouseFile: record.warehouseFile,
        sourceFingerprint: record.sourceFingerprint,
        presentColumns: record.presentColumns,
        knownKeys: record.knownKeys,
      };
      db.transaction((tx) => {
        tx.insert(datasets).values(values).onConflictDoUpdate({ target: datasets.id, set: values }).run();
        tx.insert(datasetFolders)
          .values({ folder, datasetId: id })
          .onConflictDoUpdate({ target: datasetFolders.folder, set: { datasetId: id } })
          .run();
        tx.insert(loads)
          .values({ id: ONLY_ROW, activeDatasetId: id })
          .onConflictDoUpdate({ target: loads.id, set: { activeDatasetId: id } })
          .run();
      });
    },
    saveReport(report: LoadReport): void {
      db.insert(loads).values({ id: ONLY_ROW, report }).onConflictDoUpdate({ target: loads.id, set: { report } }).run();
    },
    readReport(): LoadReport | null {
      return db.select().from(loads).where(eq(loads.id, ONLY_ROW)).get()?.report ?? null;
    },
  };
}
