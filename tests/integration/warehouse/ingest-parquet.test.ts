import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openDuckDb } from "@/adapters/warehouse/duckdb";
import { TableName } from "@/lib/contract/dataset";
import { writeFolder } from "@/tests/support/data-folder";
import { ingest, loadFolder, temporaryFolder } from "@/tests/support/load-folder";

const run = async (...statements: string[]) => {
  const db = await openDuckDb(":memory:");
  await db.script(async (connection) => {
    for (const sql of statements) await connection.run(sql);
  });
};

/** The demo as typed Parquet: what DuckDB makes of each CSV column, usage in a folder of two files. */
async function writeParquetDemo(): Promise<string> {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "usage_events"));
  await run(
    ...TableName.options
      .filter((table) => table !== "usage_events")
      .map(
        (table) =>
          `copy (select * from read_csv('data/demo/${table}.csv')) to '${folder}/${table}.parquet' (format parquet)`,
      ),
    ...[0, 1].map(
      (half) =>
        `copy (select * from read_csv('data/demo/usage_events.csv') where (event_id > 'evt_010000')::integer = ${half})
         to '${folder}/usage_events/part-${half}.parquet' (format parquet)`,
    ),
  );
  return folder;
}

test("a Parquet folder is the same data as the CSV folder", async () => {
  const csv = await loadFolder("data/demo");
  const parquet = await loadFolder(await writeParquetDemo());
  for (const table of TableName.options) {
    const sql = `select * from ${table} order by all`;
    expect(await parquet.db.query(sql)).toEqual(await csv.db.query(sql));
  }
  expect({ ...parquet.data, tables: [] }).toEqual({ ...csv.data, tables: [] });
});

const payment = (columns: string) =>
  `select 'p1' as payment_id, 'i1' as invoice_id, 'c1' as customer_id, 'USD' as currency, 'succeeded' as status, ${columns}`;
const TYPES: [name: string, columns: string][] = [
  ["decimal and timestamp", "cast(90 as decimal(12, 4)) as amount, timestamp '2025-01-02 03:04:05' as paid_at"],
  ["double and instant", "cast(90 as double) as amount, timestamptz '2025-01-02 04:04:05+01' as paid_at"],
  ["integer and nanoseconds", "90 as amount, timestamp_ns '2025-01-02 03:04:05.000000001' as paid_at"],
  ["float and text", "cast(90 as float) as amount, '2025-01-02T03:04:05Z' as paid_at"],
];

test.each(TYPES)("reads amounts and times as %s", async (_name, columns) => {
  const folder = writeFolder({ payments: null });
  await run("set timezone = 'UTC'", `copy (${payment(columns)}) to '${folder}/payments.parquet' (format parquet)`);
  const { db } = await loadFolder(folder);
  expect(await db.query("select amount_cents, paid_at from payments")).toEqual([
    { amount_cents: 9000, paid_at: "2025-01-02T03:04:05.000Z" },
  ]);
});

test("a column of a wrong type is named with its type, a bad value without a line", async () => {
  const folder = writeFolder({ payments: null, refunds: null });
  const refund =
    "select 'r1' as refund_id, 'c1' as customer_id, 1.005 as amount, 'USD' as currency, 'refund' as kind, date '2025-01-01' as refunded_at";
  await run(
    `copy (${payment("true as amount, [1, 2] as paid_at")}) to '${folder}/payments.parquet' (format parquet)`,
    `copy (${refund}) to '${folder}/refunds.parquet' (format parquet)`,
  );
  const { faults, faultCount } = await ingest(folder);
  expect(faultCount).toBe(3);
  expect(faults).toEqual([
    expect.objectContaining({ file: "payments.parquet", line: null, column: "amount", value: "BOOLEAN" }),
    expect.objectContaining({ file: "payments.parquet", line: null, column: "paid_at", value: "INTEGER[]" }),
    { file: "refunds.parquet", line: null, column: "amount", value: "1.005", expected: "at most 2 decimals for USD" },
  ]);
});
