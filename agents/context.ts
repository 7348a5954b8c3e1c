import type { Db } from "@/db/client";
import type { Settings } from "@/lib/env";
import type { Clock, Llm, Sponsors, Warehouse, WarehouseStore } from "@/lib/ports";

/** Everything an agent works with; made once a process and passed down. */
export interface Context {
  settings: Settings;
  db: Db;
  store: WarehouseStore;
  llm: Llm | null;
  sponsors: Sponsors;
  clock: Clock;
  /** A fresh id: `newId("run")` gives `run_…`. */
  newId: (prefix: string) => string;
  /** The running dataset, or null when no folder could be loaded. */
  readonly warehouse: Warehouse | null;
  /** The running dataset's id; `none` while nothing is loaded, so that lists are simply empty. */
  readonly datasetId: string;
}
