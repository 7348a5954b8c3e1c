import { createSqlParser } from "@/adapters/warehouse/sql-parser";
import type { Warehouse } from "@/lib/ports";
import { findAstFault, readParserFault } from "@/lib/sql-guard/check-ast";
import { checkYaml, detectorYaml } from "@/tests/support/custom-detector";
import { hostileStatements } from "@/tests/support/hostile-sql";
import { memoryWarehouse } from "@/tests/support/memory-warehouse";

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await memoryWarehouse({}, { asOf: "2026-02-28" });
});

test("a whole file passes, with data and without", async () => {
  expect(await checkYaml(detectorYaml(), warehouse)).toEqual([]);
  expect(await checkYaml(detectorYaml(), null)).toEqual([]);
});

const FROM = "from refunds r\n";
test.each<[string, [string, string], string]>([
  [
    "writes",
    ["  select r.refund_id", "  delete from refunds; select r.refund_id"],
    "14: one SELECT that can be read: Only SELECT",
  ],
  ["creates", ["  select r.refund_id", "  create table x as select r.refund_id"], "14: one SELECT that can be read"],
  ["reads a file", [FROM, "from refunds r, read_csv('/etc/passwd') f\n"], "15: one plain SELECT: table function"],
  ["reads a file by name", [FROM, "from refunds r, '/etc/passwd' f\n"], "15: one plain SELECT: the table /etc/passwd"],
  ["looks into the engine", [FROM, "from refunds r, duckdb_settings() f\n"], "15: one plain SELECT: table function"],
  ["calls what is not allowed", ["r.note,", "getenv('HOME') as note,"], "14: one plain SELECT: the function getenv"],
  ["is two statements", ["<= $as_of", "<= $as_of; select 1"], "14: one plain SELECT: exactly one statement"],
  [
    "is recursive",
    ["  select r.refund_id", "  with recursive t as (select 1 as n union all select n + 1 from t) select r.refund_id"],
    "14: one plain SELECT",
  ],
  [
    "is broken",
    ["where r.amount_cents", "where where r.amount_cents"],
    "17: one SELECT that can be read: syntax error",
  ],
  ["names an unknown column", ["r.note, c.name", "r.note, c.nope"], "14: SQL that the tables can answer. Binder Error"],
  [
    "names an unknown column further down",
    ["c.customer_id = r", "c.customer_key = r"],
    "16: SQL that the tables can answer. Binder Error",
  ],
  ["compares apples", ["<= $as_of", "<= $as_of + 'x'"], "17: SQL that the tables can answer."],
  ["binds a question mark", ["<= $as_of", "<= ?"], "17: a parameter by its name"],
])("SQL that %s is refused at its line", async (_, change, expected) => {
  const faults = await checkYaml(detectorYaml(change), warehouse);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toContain(expected);
});

test.each<[string, [string, string], string]>([
  [
    "a result column",
    ["amount: amount_cents", "amount: total_cents"],
    "21: a column that the sql gives, not total_cents",
  ],
  ["an entity column", ["id: customer_id", "id: account"], "24: a column that the sql gives, not account"],
  ["a text column", ["texts: [note]", "texts: [remark]"], "27: a column that the sql gives, not remark"],
  ["a word of a sentence", ["{name} got", "{nickname} got"], "29: a column that the sql gives, not nickname"],
])("%s that the SQL does not give is refused at its line", async (_, change, expected) => {
  expect(await checkYaml(detectorYaml(change), warehouse)).toEqual([expected]);
});

test("a warehouse that is lost refuses the file in words, and throws nothing", async () => {
  const lost: Warehouse = { ...warehouse, query: () => Promise.reject(new Error("the server is gone")) };
  expect(await checkYaml(detectorYaml(), lost)).toEqual([expect.stringContaining("the server is gone")]);
});

test.each<[string, string, number]>([
  ["parentheses", `${"(".repeat(4000)}1${")".repeat(4000)}`, 0],
  ["signs", `${"- ".repeat(4000)}1`, 0],
  ["not", `${"not ".repeat(2000)}true`, 1],
  ["cases", `${"case when ".repeat(400)}true${" then true end".repeat(400)}`, 1],
])(
  "SQL of thousands of nested %s breaks nothing: it is answered, and so is the next file",
  async (_, expression, count) => {
    const deep = detectorYaml(["r.note,", `${expression} as note,`]);
    expect(await checkYaml(deep, warehouse)).toHaveLength(count);
    expect(await checkYaml(detectorYaml(), warehouse)).toEqual([]);
  },
);

test("every hostile statement is refused in a detector too", async () => {
  const parser = createSqlParser();
  const passed: string[] = [];
  for (const sql of hostileStatements()) {
    const tree = await parser.serialize(sql);
    if (readParserFault(tree) === null && findAstFault(tree) === null) passed.push(sql);
  }
  await parser.close();
  expect(passed).toEqual([]);
});
