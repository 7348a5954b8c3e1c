import {
  type DuckDBConnection,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBInstance,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from "@duckdb/node-api";
import { AppError, messageOf } from "@/lib/errors";
import type { QueryOptions, SqlRow, SqlValue } from "@/lib/ports";
import { createSlots } from "./slots";

/** One DuckDB file of this process. Connections are short-lived: one a query, so none is left poisoned. */
export interface DuckDb {
  query(sql: string, params?: readonly SqlValue[], options?: QueryOptions): Promise<SqlRow[]>;
  /** Runs statements that return nothing (loads, DDL) on one connection. */
  script(work: (connection: DuckDBConnection) => Promise<void>): Promise<void>;
  close(): void;
}

const MAX_CONCURRENT_QUERIES = 4;

/** How a file is opened. */
export interface OpenOptions {
  /** Also shuts the engine off from the file system and the network and locks its settings. */
  readOnly?: boolean;
  /** What the engine may hold, as `2GB`; beyond it works in files beside the warehouse. Default: the engine's own. */
  memoryLimit?: string;
}

/** Opens `path` (`:memory:` for a throw-away one). The same file shares one instance across module graphs. */
export async function openDuckDb(path: string, options: OpenOptions = {}): Promise<DuckDb> {
  const instance = await openInstance(path, options);
  const slots = createSlots(MAX_CONCURRENT_QUERIES);
  const withConnection = async <T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> => {
    const release = await slots();
    const connection = await instance.connect();
    try {
      return await work(connection);
    } finally {
      connection.closeSync();
      release();
    }
  };
  return {
    query: (sql, params = [], options = {}) =>
      withConnection((connection) => readRows(connection, sql, params, options)),
    script: (work) => withConnection(work),
    close: () => instance.closeSync(),
  };
}

async function openInstance(path: string, { readOnly = false, memoryLimit }: OpenOptions): Promise<DuckDBInstance> {
  if (path === ":memory:") return DuckDBInstance.create(path);
  const instance = await DuckDBInstance.fromCache(path, {
    ...(readOnly ? { access_mode: "READ_ONLY", enable_external_access: "false" } : {}),
    ...(memoryLimit === undefined ? {} : { memory_limit: memoryLimit }),
  });
  const connection = await instance.connect();
  try {
    // A shared instance may be locked already. As an opening option TimeZone fails: it needs icu loaded first.
    const state = await connection.runAndReadAll("select current_setting('lock_configuration')::varchar");
    if (state.getRows()[0]?.[0] === "true") return instance;
    await connection.run("set global TimeZone = 'UTC'");
    if (readOnly) await connection.run("set global lock_configuration = true");
    return instance;
  } finally {
    connection.closeSync();
  }
}

async function readRows(
  connection: DuckDBConnection,
  sql: string,
  params: readonly SqlValue[],
  { signal, maxRows = Number.POSITIVE_INFINITY }: QueryOptions,
): Promise<SqlRow[]> {
  signal?.throwIfAborted();
  const interrupt = () => connection.interrupt();
  signal?.addEventListener("abort", interrupt, { once: true });
  try {
    const result = await connection.stream(sql, [...params]);
    const names = result.deduplicatedColumnNames();
    const rows: SqlRow[] = [];
    while (rows.length < maxRows) {
      const chunk = await result.fetchChunk();
      if (!chunk || chunk.rowCount === 0) break;
      for (const values of chunk.getRows()) {
        if (rows.length >= maxRows) break;
        rows.push(Object.fromEntries(names.map((name, at) => [name, plainValue(values[at] ?? null, name)])));
      }
    }
    return rows;
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (signal?.aborted)
      throw new AppError("timeout", "The warehouse query was stopped at its time limit", { cause: error });
    throw new AppError("unavailable", `The warehouse could not answer: ${messageOf(error).split("\n")[0]}`, {
      cause: error,
    });
  } finally {
    signal?.removeEventListener("abort", interrupt);
  }
}

/** DuckDB's value as OpsIQ reads it; see `SqlRow` for the rules. */
function plainValue(value: DuckDBValue, name: string): string | number | boolean | null {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return value;
  if (typeof value === "bigint") {
    const number = Number(value);
    if (Number.isSafeInteger(number)) return number;
    throw new AppError("internal", `Column ${name} holds ${value}, past the largest exact integer`);
  }
  if (value instanceof DuckDBDecimalValue) return value.toDouble();
  if (value instanceof DuckDBDateValue) return value.toString();
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) {
    return new Date(Number(value.micros / 1000n)).toISOString();
  }
  throw new AppError("internal", `Column ${name} has a type that is not read: ${String(value)}`);
}
