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
  await copyRows(server, database, folder);
  await server.run(INDEXES_AND_KEYS.join(""), database);
  await server.run("analyze", database);
}

/**
 * Spreads the rows of a data folder over `shards` databases by a hash of the customer, and joins them in `database`
 * as foreign partitions: PostgreSQL's own way past one machine. The reader sees one table each.
 */
export async function loadShardedWorld(
  server: PostgresServer,
  database: string,
  folder: string,
  shards: number,
): Promise<void> {
  await server.run(`create database ${database}`);
  const reader = `${database}_reader`;
  const parents = CREATE_TABLES.replace(/ primary key/g, "").replace(/^\);/gm, ") partition by hash (customer_id);");
  await server.run(
    `${parents}; create extension postgres_fdw; create role ${reader} login password '${PASSWORD}';
     grant select on all tables in schema public to ${reader}`,
    database,
  );
  for (let shard = 0; shard < shards; shard += 1) {
    const place = `${database}_${shard}`;
    await createPostgresWorld(server, place);
    await copyRows(server, place, folder);
    const isElsewhere = `not satisfies_hash_partition('spread'::regclass, ${shards}, ${shard}, customer_id)`;
    await server.run(
      `create table spread (customer_id text) partition by hash (customer_id);
       ${TABLES.map(({ name }) => `delete from ${name} where ${isElsewhere}`).join("; ")}; drop table spread; analyze`,
      place,
    );
    const { port } = new URL(server.url());
    const partitions = TABLES.map(
      ({ name }) =>
        `create foreign table ${name}_${shard} partition of ${name} for values with (modulus ${shards}, remainder ${shard})
         server ${place} options (table_name '${name}')`,
    );
    await server.run(
      `create server ${place} foreign data wrapper postgres_fdw
         options (host '127.0.0.1', port '${port}', dbname '${place}', async_capable 'true');
       create user mapping for ${reader} server ${place} options (user '${place}_reader', password '${PASSWORD}');
       ${partitions.join("; ")}`,
      database,
    );
  }
}

async function copyRows(server: PostgresServer, database: string, folder: string): Promise<void> {
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
