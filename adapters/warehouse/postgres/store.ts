import { createHash } from "node:crypto";
import type { DataFault, LoadReport } from "@/lib/contract/dataset";
import { AppError, messageOf } from "@/lib/errors";
import type { Clock, Warehouse, WarehouseStore } from "@/lib/ports";
import { MAX_FAULTS } from "../faults";
import { findWriteFaults } from "./check-role";
import { openPostgres, type PostgresDb } from "./connection";
import { type Profile, readProfile } from "./read-profile";
import { withViews } from "./table-views";

export interface PostgresStoreOptions {
  url: string;
  /** Accepts a role that can write. */
  allowWrite: boolean;
  statementTimeoutMs: number;
  clock: Clock;
  /** How long until a warehouse that was refused or did not answer is asked again. */
  retryMs?: number;
  estimateFromRows?: number;
}

/** A store whose tables stay where they are: nothing is loaded, `refresh` looks at them again. */
export interface PostgresStore extends WarehouseStore {
  /** Looks at the tables for the first time. Never throws for what it finds there: the report says what is wrong. */
  start(): Promise<LoadReport>;
}

const RETRY_MS = 15_000;

/** The answer to everything that would bring rows in. */
export function dataIsElsewhere(): AppError {
  return new AppError(
    "conflict",
    "The data lives in the warehouse of OPSIQ_WAREHOUSE_URL; load folders and files without that setting",
  );
}

/** The store over the tables of a PostgreSQL warehouse; nothing is asked of the server before `start`. */
export function createPostgresStore(options: PostgresStoreOptions): PostgresStore {
  const { clock, retryMs = RETRY_MS } = options;
  const db = openPostgres(options.url, { statementTimeoutMs: options.statementTimeoutMs });
  let running: Warehouse | null = null;
  let last: LoadReport | null = null;
  /** Why nothing may be read at the moment: the profile that runs is that of earlier. */
  let refusal: AppError | null = null;
  let looking: Promise<LoadReport> | null = null;
  let retry: NodeJS.Timeout | null = null;
  let isClosed = false;

  const refuse = (error: AppError, faults: DataFault[]): LoadReport => {
    refusal = error;
    last = {
      status: "refused",
      folder: running?.dataset.folder ?? db.address,
      at: clock().toISOString(),
      faults: faults.slice(0, MAX_FAULTS),
      faultCount: faults.length,
    };
    if (!isClosed) retry ??= setTimeout(lookAgain, retryMs).unref();
    return last;
  };

  const look = async (): Promise<LoadReport> => {
    try {
      const writes = options.allowWrite ? [] : await findWriteFaults(db);
      const { profile, faults } =
        writes.length > 0 ? { profile: null, faults: writes } : await readProfile(db, options);
      if (!profile) return refuse(refusalOf(faults), faults);
      const at = clock().toISOString();
      running = await openWarehouse(db, profile, at, () => refusal);
      refusal = null;
      last = { status: "loaded", folder: running.dataset.folder, at, faults: [], faultCount: 0 };
      return last;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const expected = `a warehouse that answers. ${messageOf(error)}`;
      return refuse(error, [{ file: db.address, line: null, column: null, value: null, expected }]);
    }
  };
  const lookOnce = () => {
    looking ??= look().finally(() => {
      looking = null;
    });
    return looking;
  };
  const lookAgain = () => {
    retry = null;
    // What it finds is in the report; a fault of the code itself must not end the process.
    lookOnce().catch(() => undefined);
  };

  return {
    start: lookOnce,
    current: () => running,
    lastLoad: () => last,
    listDatasets: () => (running ? [running.dataset] : []),
    load: async () => {
      throw dataIsElsewhere();
    },
    refresh: async () => {
      const report = await lookOnce();
      if (refusal) throw refusal;
      return report;
    },
    async close() {
      isClosed = true;
      if (retry) clearTimeout(retry);
      await db.close();
    },
  };
}

/** A dataset is the place its tables are in: host, port, database and schemas; who reads them makes no difference. */
async function openWarehouse(
  db: PostgresDb,
  { dataset, presentColumns, differences }: Profile,
  loadedAt: string,
  refusal: () => AppError | null,
): Promise<Warehouse> {
  const [place] = await db.query("select array_to_string(current_schemas(false), ',') as schemas");
  const schemas = String(place?.schemas);
  const folder = `${db.address}/${schemas}`;
  return {
    dialect: "postgres",
    dataset: {
      id: `data_${createHash("sha256").update(folder).digest("hex").slice(0, 12)}`,
      label: `${new URL(db.address).pathname.slice(1)}.${schemas}`,
      folder,
      loadedAt,
      ...dataset,
    },
    presentColumns: new Set(presentColumns),
    query: async (sql, params = [], queryOptions = {}) => {
      const refused = refusal();
      if (refused) throw refused;
      const statement = withViews(differences, { sql, params });
      return db.query(statement.sql, statement.params, queryOptions);
    },
  };
}

function refusalOf(faults: readonly DataFault[]): AppError {
  const [first] = faults;
  const where = [first?.file, first?.column].filter(Boolean).join(".");
  const more = faults.length > 1 ? ` and ${faults.length - 1} more` : "";
  const value = first?.value ? `${first.value}; ` : "";
  return new AppError("unavailable", `The warehouse was refused. ${where}: ${value}expected ${first?.expected}${more}`);
}
