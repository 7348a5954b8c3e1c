import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** The folder of warehouse files; each load writes a new one, so a failed load cannot touch the running one. */
export interface WarehouseFiles {
  /** A path for a new file; its folder exists. */
  create(): Promise<string>;
  remove(path: string): Promise<void>;
  /** Removes whatever an earlier process left, apart from the files named. */
  removeOthers(keep: readonly string[]): Promise<void>;
}

export function createWarehouseFiles(stateDir: string): WarehouseFiles {
  const folder = join(stateDir, "warehouse");
  const remove = async (path: string) => {
    for (const suffix of ["", ".wal", ".tmp", ".kept"]) await rm(`${path}${suffix}`, { force: true, recursive: true });
  };
  return {
    async create() {
      await mkdir(folder, { recursive: true });
      return join(folder, `${randomUUID()}.duckdb`);
    },
    remove,
    async removeOthers(keep) {
      await mkdir(folder, { recursive: true });
      for (const name of await readdir(folder)) {
        const path = join(folder, name);
        const isKept = keep.some(
          (kept) => path === kept || [".wal", ".tmp", ".kept"].some((end) => path === `${kept}${end}`),
        );
        if (!isKept && /\.duckdb(\.wal|\.tmp|\.kept)?$/.test(name)) await rm(path, { force: true, recursive: true });
      }
    },
  };
}
