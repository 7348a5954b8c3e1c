import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { type DuckDb, openDuckDb } from "@/adapters/warehouse/duckdb";
import { sqlPath, sqlText } from "@/adapters/warehouse/sql-text";
import { TableName } from "@/lib/contract/dataset";
import { CREDITS_SQL } from "./credits-sql";
import { DUE_SQL, INVOICES_SQL } from "./invoices-sql";
import { macrosSql } from "./macros-sql";
import { AS_OF, checkWorldOptions, type WorldOptions } from "./options";
import { PAID_SQL, PAYMENTS_SQL, USAGE_SQL } from "./payments-sql";
import { PERIODS_SQL } from "./periods-sql";
import { REFUNDS_SQL } from "./refunds-sql";
import { SPIKE_TRUTH_SQL } from "./spike-truth-sql";
import { subscriptionsSql, VERSIONS_SQL } from "./subscriptions-sql";
import { tableQueries, writingMacros } from "./tables-sql";
import { LookAlikeRow, TruthClaim, type TruthFile } from "./truth-file";
import { CLAIMS_SQL, LOOK_ALIKES_SQL } from "./truth-sql";

/** Above this many invoices the truth is written as Parquet too: as JSON it would have to fit in memory. */
const LARGEST_JSON_WORLD = 1_000_000;
const MEMORY_LIMIT = "3GB";

/** What was written: the rows of each table, and where the truth is. */
export interface WrittenWorld {
  rows: Record<TableName, number>;
  truthFile: string;
}

/**
 * Writes a world into `folder`, one file a table, and the hidden truth beside the folder. Everything is computed by
 * DuckDB for whole columns, in bounded memory, from hashes of the seed.
 * @throws AppError `validation` for options that make no world, `unavailable` when the disk or the engine fails.
 */
export async function writeWorld(folder: string, options: WorldOptions): Promise<WrittenWorld> {
  checkWorldOptions(options);
  const target = resolve(folder);
  mkdirSync(target, { recursive: true });
  const work = join(dirname(target), `.${basename(target)}.work.duckdb`);
  removeWork(work);
  const db = await openDuckDb(work);
  try {
    await buildTables(db, work, options);
    const rows = await writeTables(db, target, options);
    return { rows, truthFile: await writeTruth(db, target, options) };
  } finally {
    db.close();
    removeWork(work);
  }
}

function removeWork(work: string): void {
  for (const path of [work, `${work}.wal`, `${work}.tmp`]) rmSync(path, { recursive: true, force: true });
}

async function buildTables(db: DuckDb, work: string, options: WorldOptions): Promise<void> {
  const statements = [
    `set memory_limit = '${MEMORY_LIMIT}'`,
    `set temp_directory = ${sqlText(`${work}.tmp`)}`,
    ...macrosSql(options.seed),
    ...writingMacros(options),
    ...subscriptionsSql(options),
    VERSIONS_SQL,
    ...PERIODS_SQL,
    DUE_SQL,
    INVOICES_SQL,
    PAID_SQL,
    PAYMENTS_SQL,
    USAGE_SQL,
    "drop table period",
    ...REFUNDS_SQL,
    ...CREDITS_SQL,
    ...CLAIMS_SQL,
    SPIKE_TRUTH_SQL,
    ...LOOK_ALIKES_SQL,
  ];
  await db.script(async (connection) => {
    for (const statement of statements) await connection.run(statement);
  });
}

async function writeTables(db: DuckDb, folder: string, options: WorldOptions): Promise<Record<TableName, number>> {
  const queries = tableQueries(options);
  const format = options.format === "csv" ? "format csv, header true" : "format parquet, compression zstd";
  const rows: Partial<Record<TableName, number>> = {};
  for (const table of TableName.options) {
    for (const other of ["csv", "parquet"]) rmSync(join(folder, `${table}.${other}`), { force: true, recursive: true });
    const path = join(folder, `${table}.${options.format}`);
    const [written] = await db.query(`copy (${queries[table]}) to ${sqlPath(path)} (${format})`);
    rows[table] = Number(written?.Count);
  }
  return rows as Record<TableName, number>;
}

async function writeTruth(db: DuckDb, folder: string, options: WorldOptions): Promise<string> {
  const claims = "select * from claim order by detector, rank, entity_id, row_key, row_table";
  const lookAlikes = "select * from look_alike order by kind, row_table, row_key";
  if (options.format === "parquet" || options.invoices > LARGEST_JSON_WORLD) {
    const path = `${folder}-truth.parquet`;
    await db.query(`copy (${claims}) to ${sqlPath(path)} (format parquet)`);
    await db.query(`copy (${lookAlikes}) to ${sqlPath(`${folder}-look-alikes.parquet`)} (format parquet)`);
    return path;
  }
  const path = `${folder}-truth.json`;
  const { seed, shape } = options;
  const truth: TruthFile = {
    asOf: AS_OF,
    seed,
    shape,
    claims: TruthClaim.array().parse(await db.query(claims)),
    lookAlikes: LookAlikeRow.array().parse(await db.query(lookAlikes)),
  };
  writeFileSync(path, `${JSON.stringify(truth)}\n`);
  return path;
}
