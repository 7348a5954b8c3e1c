import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openDuckDb } from "@/adapters/warehouse/duckdb";
import type { TableName } from "@/lib/contract/dataset";
import { TABLES, warehouseColumn } from "@/lib/contract/tables";
import { ingest, temporaryFolder } from "./load-folder";
import { PASSWORD, type PostgresServer } from "./postgres-server";

/** The DDL that ships: the tables alone, and what belongs after the rows are in. */
const [CREATE_TABLES = "", ...INDEXES_AND_KEYS] = readFileSync("data/warehouse/postgres.sql", "utf8").split(
  /^(?=create index)/m,
);

/** Creates a database with the canonical tables, empty, and the role `<database>_reader`, which may only read. */
export async function createPostgresWorld(server: PostgresServer, database: string): Promise<void> {
  await server.run(`create database ${database}`);
  await server.run(CREATE_TABLES, database);
  await server.run(
    `create role ${database}_reader login password '${PASSWORD}';
     grant select on all tables in schema public to ${database}_reader`,
    database,
  );
}

/** Creates such a database with the rows of a data folder, as the ingest reads them. */
export async function loadPostgresWorld(server: PostgresServer, database: string, folder: string): Promise<void> {
  await createPostgresWorld(server, database);
  const scratch = temporaryFolder();
  // The server reads the files under a user of its own.
  chmodSync(scratch, 0o755);
  const warehouseFile = join(scratch, "w.duckdb");
  const { data, faults } = await ingest(folder, warehouseFile);
  if (!data) throw new Error(`The folder was refused: ${JSON.stringify(faults)}`);
  const db = await openDuckDb(warehouseFile);
  for (const { name, columns } of TABLES) {
    const file = join(scratch, `${name}.csv`);
    const list = columns.map(warehouseColumn).join(", ");
    await db.script(async (connection) => {
      await connection.run(`copy (select ${list} from ${name}) to '${file}' (header)`);
    });
    await server.run(`copy ${name} (${list}) from '${file}' (format csv, header)`, database);
  }
  db.close();
  await server.run(INDEXES_AND_KEYS.join(""), database);
  await server.run("analyze", database);
}

/** Inserts rows under their warehouse names, as `memoryWarehouse` takes them. */
export async function insertRows(
  server: PostgresServer,
  database: string,
  rows: Partial<Record<TableName, Record<string, string | number | null>[]>>,
): Promise<void> {
  const literal = (value: string | number | null) =>
    value === null ? "null" : `'${String(value).replaceAll("'", "''")}'`;
  for (const { name } of TABLES) {
    for (const row of rows[name] ?? []) {
      const values = Object.values(row).map(literal).join(", ");
      await server.run(`insert into ${name} (${Object.keys(row).join(", ")}) values (${values})`, database);
    }
  }
}
