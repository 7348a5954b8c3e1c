import { mkdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { migrate } from "drizzle-orm/better-sqlite3/migrator";
import type { BaseSQLiteDatabase } from "drizzle-orm/sqlite-core";
import { AppError, messageOf } from "@/lib/errors";
import * as tables from "./tables";

/** The state database, or a transaction on it. Transactions are synchronous: do slow work before one opens. */
export type Db = BaseSQLiteDatabase<"sync", Database.RunResult, typeof tables>;

/**
 * Opens (and makes) the state database in `stateDir` and brings its schema to head.
 * @throws AppError `unavailable` when the folder cannot be written or the file is not a database.
 */
export function openState(stateDir: string, migrationsFolder: string): { db: Db; close: () => void } {
  try {
    mkdirSync(stateDir, { recursive: true });
    const opened = openDatabase(join(stateDir, "state.db"));
    migrate(opened.db, { migrationsFolder });
    return opened;
  } catch (error) {
    throw new AppError("unavailable", `The state folder ${stateDir} cannot be used: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/**
 * Runs work that stays within the process, and commits once all that it wrote, a failure's part too; the commit does not
 * wait for the disk, the next one outside waits for both. The work may await promises but no timer, disk or network: what
 * another request writes meanwhile would be part of the same commit.
 */
export async function commitTogether<T>(db: Db, work: () => Promise<T>): Promise<T> {
  db.run(sql`pragma synchronous = normal`);
  db.run(sql`begin immediate`);
  try {
    return await work();
  } finally {
    db.run(sql`commit`);
    db.run(sql`pragma synchronous = full`);
  }
}

function openDatabase(path: string) {
  const sqlite = new Database(path);
  sqlite.pragma("journal_mode = WAL");
  sqlite.pragma("synchronous = FULL");
  sqlite.pragma("busy_timeout = 1000");
  // 64 MB of pages in memory: many cases at once touch every index.
  sqlite.pragma("cache_size = -65536");
  sqlite.pragma("wal_autocheckpoint = 16384");
  const db = drizzle(sqlite, { schema: tables });
  return { db, close: () => sqlite.close() };
}

/**
 * Takes the one writer's place on a state folder: an exclusive kernel lock on `lock.db`, freed at once when the
 * process ends in any way.
 * @throws AppError `conflict` when another server holds it.
 */
export function lockState(stateDir: string): { release: () => void } {
  mkdirSync(stateDir, { recursive: true });
  const lock = new Database(join(stateDir, "lock.db"), { timeout: 0 });
  try {
    lock.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    throw new AppError("conflict", `Another OpsIQ server already uses the state folder ${stateDir}`, { cause: error });
  }
  return { release: () => lock.close() };
}
