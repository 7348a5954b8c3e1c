import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTableSql } from "@/adapters/warehouse/canonical";
import { openDuckDb } from "@/adapters/warehouse/duckdb";
import { createSqlSandbox } from "@/adapters/warehouse/sql-sandbox";
import { TABLES } from "@/lib/contract/tables";
import type { SqlSandbox } from "@/lib/ports";
import { benignStatements, hostileStatements } from "@/tests/support/hostile-sql";

const folder = mkdtempSync(join(tmpdir(), "opsiq-sandbox-"));
const file = join(folder, "warehouse.duckdb");
let sandbox: SqlSandbox;

beforeAll(async () => {
  const db = await openDuckDb(file);
  await db.script(async (connection) => {
    for (const table of TABLES) await connection.run(createTableSql(table));
    await connection.run(
      "insert into customers (customer_id, name, region) values ('c1', 'Ana', 'EMEA'), ('c2', 'Ben', 'NA')",
    );
    await connection.run("checkpoint");
  });
  db.close();
  sandbox = createSqlSandbox(file, { timeoutMs: 1500 });
});
afterAll(() => {
  sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

const hostile = hostileStatements();
const benign = benignStatements();

test("there are at least 400 hostile and 300 benign statements, each different", () => {
  expect(new Set(hostile).size).toBeGreaterThanOrEqual(400);
  expect(new Set(benign).size).toBeGreaterThanOrEqual(300);
});

test("the tree gate alone refuses every hostile statement and passes every benign one", async () => {
  const passed: string[] = [];
  for (const sql of hostile) if ((await sandbox.checkTree(sql)) === null) passed.push(sql);
  expect(passed).toEqual([]);
  const refused: string[] = [];
  for (const sql of benign) {
    const reason = await sandbox.checkTree(sql);
    if (reason !== null) refused.push(`${sql}: ${reason}`);
  }
  expect(refused).toEqual([]);
});

test("the statement gate alone refuses what is not one SELECT", async () => {
  for (const sql of [
    "select 1; select 2",
    "drop table invoices",
    "insert into customers values (1)",
    "set threads = 4",
    "",
  ]) {
    expect(await sandbox.checkStatements(sql)).not.toBeNull();
  }
  expect(await sandbox.checkStatements("select count(*) from customers")).toBeNull();
});

test.each([
  "insert into customers (customer_id) values ('c3')",
  "delete from customers",
  "drop table customers",
  "select * from read_csv('/etc/passwd')",
  "select * from read_text('/etc/passwd')",
  "copy customers to '/tmp/opsiq-out.csv'",
  "attach '/tmp/opsiq-other.db' as other",
  "set memory_limit = '100GB'",
  "set enable_external_access = true",
  "install httpfs",
  "load httpfs",
])("the locked process alone refuses %s", async (sql) => {
  await expect(sandbox.execute(sql)).rejects.toMatchObject({ code: "validation" });
});

test("the clock alone stops a query that never ends, and the next one is answered", async () => {
  const endless = "select count(*) from range(100000000000) a, range(1000000) b";
  await expect(sandbox.execute(endless)).rejects.toThrow(/Interrupted|INTERRUPT|did not end in time/i);
  expect((await sandbox.execute("select count(*) as n from customers")).rows).toEqual([[2]]);
});

test("the row cap alone cuts a result", async () => {
  const result = await sandbox.execute("select * from range(1000000)");
  expect(result).toMatchObject({ truncated: true });
  expect(result.rows).toHaveLength(1000);
});

test("memory past the limit is an error of the query, not of this process", async () => {
  await expect(
    sandbox.execute("select length(repeat('x', 2000000000) || repeat('y', 2000000000))"),
  ).rejects.toMatchObject({
    code: expect.stringMatching(/validation|unavailable/),
  });
  expect((await sandbox.execute("select 1 as one")).rows).toEqual([[1]]);
});

test("through all gates an honest query answers, a wrong column is named, a hostile one is forbidden", async () => {
  expect(
    (await sandbox.run("select region, count(*) as n from customers group by region order by region")).rows,
  ).toEqual([
    ["EMEA", 1],
    ["NA", 1],
  ]);
  await expect(sandbox.run("select nope from customers")).rejects.toThrow(/nope/);
  await expect(sandbox.run("select * from duckdb_settings()")).rejects.toMatchObject({ code: "forbidden" });
});
