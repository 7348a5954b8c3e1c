import { Client, Pool, type PoolClient } from "pg";
import { AppError, messageOf } from "@/lib/errors";
import type { QueryOptions, SqlRow, SqlValue } from "@/lib/ports";
import { createSlots } from "../slots";
import { sqlText } from "../sql-text";
import { ROW_TYPES } from "./read-value";

/** A server that speaks PostgreSQL. Every statement runs alone, in a read-only transaction that is rolled back. */
export interface PostgresDb {
  /** `postgres://host:port/database`: what people may see of the URL. */
  readonly address: string;
  /** @throws AppError `unavailable` when the server does not answer, `timeout` at a limit or a fired signal. */
  query(sql: string, params?: readonly SqlValue[], options?: QueryOptions): Promise<SqlRow[]>;
  close(): Promise<void>;
}

const MAX_CONNECTIONS = 4;
const CONNECT_LIMIT_MS = 10_000;
const IDLE_MS = 30_000;
const QUERY_CANCELED = "57014";

/** Opens nothing yet: the first query connects. The URL's password stays inside. */
export function openPostgres(url: string, limits: { statementTimeoutMs: number }): PostgresDb {
  const config = {
    connectionString: url,
    types: ROW_TYPES,
    application_name: "opsiq",
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
  };
  const { host, port, database } = new Client(config);
  const pool = new Pool({
    ...config,
    max: MAX_CONNECTIONS,
    idleTimeoutMillis: IDLE_MS,
    allowExitOnIdle: true,
    onConnect: async (client) => {
      // A connection lost under a statement says so twice: to the statement, and as an event that must be heard.
      client.on("error", () => undefined);
      await client.query("set default_transaction_read_only = on");
    },
  });
  // A connection that dies while idle is dropped by the pool; the next query says what is wrong.
  pool.on("error", () => undefined);
  const slots = createSlots(MAX_CONNECTIONS);
  const begin = beginSql(limits.statementTimeoutMs);

  const run = async (sql: string, params: readonly SqlValue[], { signal, maxRows }: QueryOptions) => {
    const release = await slots();
    try {
      signal?.throwIfAborted();
      const client = await pool.connect();
      let isClean = false;
      try {
        await client.query(begin);
        const rows = await readRows(client, limitRows(sql, maxRows), params, signal);
        await client.query("rollback");
        isClean = true;
        return rows;
      } finally {
        // A connection that failed in any way is not used again: its state is unknown.
        client.release(!isClean);
      }
    } finally {
      release();
    }
  };

  const readRows = async (
    client: PoolClient,
    sql: string,
    params: readonly SqlValue[],
    signal: AbortSignal | undefined,
  ): Promise<SqlRow[]> => {
    const backend = signal && (await client.query<{ pid: number }>("select pg_backend_pid() as pid"));
    // Always the extended protocol: it takes one statement and no second one behind a semicolon.
    const statement = { text: sql, values: [...params], queryMode: "extended" };
    const work = client.query<SqlRow>(statement);
    if (!signal) return (await work).rows;
    let stop = () => {};
    const stopped = new Promise<never>((_, reject) => {
      stop = () => {
        cancelBackend(config, backend?.rows[0]?.pid);
        reject(signal.reason);
      };
      signal.addEventListener("abort", stop, { once: true });
    });
    try {
      return (await Promise.race([work, stopped])).rows;
    } finally {
      signal.removeEventListener("abort", stop);
      // After a stop the connection is closed under the statement, and its end is of no interest.
      work.catch(() => undefined);
    }
  };

  return {
    address: `postgres://${host}:${port}/${database ?? ""}`,
    query: async (sql, params = [], options = {}) => {
      try {
        return await run(sql, params, options);
      } catch (error) {
        throw asAppError(error, limits.statementTimeoutMs, options.signal);
      }
    },
    close: () => pool.end(),
  };
}

/**
 * Settings of one transaction: nothing outlives it, so a pooler between here and the server does no harm. The planner
 * takes a CTE for a handful of rows and then joins it row by row, which turned one detector's 80 ms into minutes:
 * row-by-row joins are its last resort here. Settings that an engine does not know are left out.
 */
function beginSql(statementTimeoutMs: number): string {
  const settings = {
    timezone: "UTC",
    datestyle: "ISO, YMD",
    extra_float_digits: "1",
    statement_timeout: String(Math.floor(statementTimeoutMs)),
    enable_nestloop: "off",
    jit: "off",
  };
  const values = Object.entries(settings).map(([name, value]) => `(${sqlText(name)}, ${sqlText(value)})`);
  return `begin transaction read only; select set_config(v.name, v.value, true)
    from (values ${values.join(", ")}) as v(name, value) join pg_settings s on lower(s.name) = v.name`;
}

function limitRows(sql: string, maxRows: number | undefined): string {
  return maxRows === undefined ? sql : `select * from (\n${sql}\n) as limited limit ${Math.floor(maxRows)}`;
}

/** Asks the server to end a statement, over a connection of its own: the statement's is busy. */
function cancelBackend(config: { connectionString: string }, pid: number | undefined): void {
  if (pid === undefined) return;
  const client = new Client(config);
  client.on("error", () => undefined);
  const work = async () => {
    await client.connect();
    try {
      await client.query("select pg_cancel_backend($1)", [pid]);
    } finally {
      await client.end();
    }
  };
  // Best effort: the statement's own connection is closed as well, and its time limit ends it in any case.
  work().catch(() => undefined);
}

function asAppError(error: unknown, limitMs: number, signal: AbortSignal | undefined): AppError {
  if (error instanceof AppError) return error;
  if (signal?.aborted)
    return new AppError("timeout", "The warehouse query was stopped at its time limit", { cause: error });
  if (codeOf(error) === QUERY_CANCELED)
    return new AppError("timeout", `The warehouse query ran into its limit of ${limitMs} ms`, { cause: error });
  return new AppError("unavailable", `The warehouse could not answer: ${describe(error)}`, { cause: error });
}

/** One line; a refused connection to a name with several addresses has its words in its parts. */
function describe(error: unknown): string {
  const first = error instanceof AggregateError && error.message === "" ? error.errors[0] : error;
  return messageOf(first).split("\n")[0] ?? "";
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}
