import { join } from "node:path";
import { openDuckDb } from "@/adapters/warehouse/duckdb";
import { readRollups } from "@/adapters/warehouse/rollups";
import type { Warehouse } from "@/lib/ports";
import { rollupsOf } from "@/lib/semantic/rollups";
import { metricModel } from "./analyst-world";
import { ingest, temporaryFolder } from "./load-folder";

/** The warehouse of a data folder, loaded as the application does; `close` ends it. */
export async function folderWarehouse(folder: string): Promise<{ warehouse: Warehouse; close: () => void }> {
  const file = join(temporaryFolder(), "w.duckdb");
  const { data, faults } = await ingest(folder, file, { planRollups: (asOf) => rollupsOf(metricModel(), asOf) });
  if (!data) throw new Error(`The folder was refused: ${JSON.stringify(faults[0])}`);
  const { presentColumns, ...tables } = data;
  const db = await openDuckDb(file, { readOnly: true });
  const dataset = { ...tables, id: "folder", label: "folder", folder, loadedAt: "2026-03-01T00:00:00.000Z" };
  return {
    warehouse: {
      dialect: "duckdb",
      dataset,
      presentColumns: new Set(presentColumns),
      query: db.query,
      rollups: await readRollups(db),
    },
    close: () => db.close(),
  };
}
