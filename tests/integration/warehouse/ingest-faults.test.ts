import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findSourceFiles } from "@/adapters/warehouse/source-files";
import type { DataFault, TableName } from "@/lib/contract/dataset";
import { smallTable, writeFolder } from "@/tests/support/data-folder";
import { ingest } from "@/tests/support/load-folder";

const replace = (table: TableName, from: string, to: string) => {
  expect(smallTable(table)).toContain(from);
  return { [table]: smallTable(table).replace(from, to) };
};
const add = (table: TableName, row: string) => ({ [table]: `${smallTable(table)}${row}\n` });
const I1 = "i1,c1,s1,Pro,3,2025-01-01,2025-02-01,2025-01-01,90.00,USD,paid";

type Case = [
  name: string,
  change: Parameters<typeof writeFolder>[0],
  fault: Partial<Omit<DataFault, "expected">> & { expected: RegExp | string },
];
const cases: Case[] = [
  [
    "a missing file",
    { refunds: null },
    { file: "refunds.csv", line: null, column: null, expected: /a file refunds\.csv/ },
  ],
  ["an empty file", { refunds: "" }, { file: "refunds.csv", line: null, column: null, expected: /empty/ }],
  [
    "a missing column",
    replace("refunds", "amount,", "amnt,"),
    { file: "refunds.csv", line: 1, column: "amount", expected: /a column amount/ },
  ],
  [
    "a column twice",
    { customers: smallTable("customers").replace("name,region", "name,region,Region").replace("EMEA", "EMEA,NA") },
    { file: "customers.csv", line: 1, column: "region", expected: /one column region/ },
  ],
  [
    "letters in an amount",
    replace("invoices", I1, I1.replace("90.00", "9O.00")),
    { file: "invoices.csv", line: 2, column: "billed_amount", value: "9O.00", expected: /an amount such as/ },
  ],
  [
    "thousands separators",
    replace("invoices", I1, I1.replace("90.00", '"1,090.00"')),
    { file: "invoices.csv", line: 2, column: "billed_amount", value: "1,090.00", expected: /no thousands separators/ },
  ],
  [
    "more decimals than the currency has",
    replace("payments", "90.00", "90.005"),
    { file: "payments.csv", line: 2, column: "amount", value: "90.005", expected: "at most 2 decimals for USD" },
  ],
  [
    "decimals in yen",
    replace("payments", "90.00,USD", "90.5,JPY"),
    { file: "payments.csv", line: 2, column: "amount", value: "90.5", expected: "at most 0 decimals for JPY" },
  ],
  [
    "an impossible date",
    replace("invoices", "2025-03-01,2025-02-01", "2025-03-01,2026-02-30"),
    { file: "invoices.csv", line: 3, column: "issued_on", value: "2026-02-30", expected: /a date that exists/ },
  ],
  [
    "a time in a date",
    replace("invoices", "2025-03-01,2025-02-01", "2025-03-01,2025-02-01T10:00:00Z"),
    { file: "invoices.csv", line: 3, column: "issued_on", value: "2025-02-01T10:00:00Z", expected: /YYYY-MM-DD/ },
  ],
  [
    "a bad timestamp",
    replace("usage_events", "2025-01-03T00:00:00Z", "2025-01-03T25:00:00Z"),
    {
      file: "usage_events.csv",
      line: 2,
      column: "occurred_at",
      value: "2025-01-03T25:00:00Z",
      expected: /a timestamp/,
    },
  ],
  [
    "an unknown word",
    replace("refunds", ",refund,", ",gift,"),
    { file: "refunds.csv", line: 2, column: "kind", value: "gift", expected: "one of refund, credit" },
  ],
  [
    "an unknown currency",
    replace("refunds", "USD", "UDS"),
    { file: "refunds.csv", line: 2, column: "currency", value: "UDS", expected: /ISO 4217/ },
  ],
  [
    "a fraction of a seat",
    replace("subscriptions", "Pro,3,", "Pro,3.5,"),
    { file: "subscriptions.csv", line: 2, column: "seats", value: "3.5", expected: "an integer" },
  ],
  [
    "a number below its least",
    replace("subscriptions", "Pro,3,", "Pro,-3,"),
    { file: "subscriptions.csv", line: 2, column: "seats", value: "-3", expected: "an integer of at least 0" },
  ],
  [
    "a number above its most",
    replace("subscriptions", "month,0,", "month,120,"),
    { file: "subscriptions.csv", line: 2, column: "discount_pct", value: "120", expected: "a number of at most 100" },
  ],
  [
    "not a number",
    replace("usage_events", "calls,5,", "calls,NaN,"),
    { file: "usage_events.csv", line: 2, column: "quantity", value: "NaN", expected: "a number" },
  ],
  [
    "an empty cell",
    replace("refunds", "10.00", " "),
    { file: "refunds.csv", line: 2, column: "amount", value: null, expected: /the cell is empty/ },
  ],
  [
    "a key twice",
    add("payments", "p1,i1,c1,1.00,USD,failed,2025-01-02T03:04:05Z"),
    { file: "payments.csv", line: 3, column: "payment_id", value: "p1", expected: /line 2 has it too/ },
  ],
  [
    "a version twice",
    add("subscriptions", "s1,c1,Pro,4,30,month,,USD,active,2025-01-01,2025-06-01,"),
    { file: "subscriptions.csv", line: 4, column: "subscription_id", value: "s1", expected: /line 3 has it too/ },
  ],
  [
    "two versions without a start",
    {
      ...add(
        "subscriptions",
        "s2,c1,Pro,4,30,month,,USD,active,2025-01-01,,\ns2,c1,Pro,4,30,month,,USD,active,2025-01-01,,",
      ),
    },
    { file: "subscriptions.csv", line: 5, column: "subscription_id", value: "s2", expected: /line 4 has it too/ },
  ],
  [
    "a period that ends before it starts",
    replace("invoices", "2025-01-01,2025-02-01", "2025-01-01,2025-01-01"),
    { file: "invoices.csv", line: 2, column: "period_end", value: "2025-01-01", expected: /a day after period_start/ },
  ],
  [
    "a version that ends before it starts",
    replace("subscriptions", "2025-01-01,2025-06-01\n", "2025-01-01,2024-06-01\n"),
    { file: "subscriptions.csv", line: 2, column: "valid_to", value: "2024-06-01", expected: /not before valid_from/ },
  ],
  [
    "a field too few",
    replace("refunds", "refund,2025", "refund"),
    { file: "refunds.csv", line: 2, column: null, value: "6 fields", expected: /7 fields/ },
  ],
  [
    "a field too many",
    add("usage_events", "u2,c1,s1,calls,5,2025-01-03T00:00:00Z,x"),
    { file: "usage_events.csv", line: 3, column: null, value: "7 fields", expected: /6 fields/ },
  ],
  [
    "text that is not UTF-8",
    { customers: Buffer.from(smallTable("customers").replace("One", "\xe9"), "latin1") },
    { file: "customers.csv", line: 2, column: null, expected: "text in UTF-8" },
  ],
  [
    "a line after a quoted newline",
    { customers: `${smallTable("customers").replace("One", '"One\nTwo"')}c2,x,EMEA,Pro,USD,gone,2024-12-01\n` },
    { file: "customers.csv", line: 4, column: "status", value: "gone", expected: "one of active, churned" },
  ],
  [
    "too many columns",
    { customers: `${Array.from({ length: 501 }, (_, at) => `x${at}`).join(",")}\n` },
    { file: "customers.csv", line: 1, column: null, value: "501 columns", expected: "at most 500 columns" },
  ],
];

test.each(cases)("names %s and refuses the folder", async (_name, change, fault) => {
  const { data, faults, faultCount } = await ingest(writeFolder(change));
  expect(data).toBeNull();
  expect(faults).toHaveLength(1);
  expect(faultCount).toBe(1);
  const { expected, ...rest } = fault;
  expect(faults[0]).toMatchObject(rest);
  expect(faults[0]?.expected).toMatch(expected);
});

test("keeps the first hundred faults and counts all, in the order of tables and lines", async () => {
  const bad = Array.from({ length: 150 }, (_, at) => `b${at},c1,x,USD,refund,2025-13-01`);
  const refunds = `refund_id,customer_id,amount,currency,kind,refunded_at\n${bad.join("\n")}\n`;
  const { faults, faultCount } = await ingest(writeFolder({ refunds, ...replace("customers", "active", "gone") }));
  expect(faultCount).toBe(301);
  expect(faults).toHaveLength(100);
  expect(faults.slice(0, 3).map(({ file, line, column }) => [file, line, column])).toEqual([
    ["customers.csv", 2, "status"],
    ["refunds.csv", 2, "amount"],
    ["refunds.csv", 2, "refunded_at"],
  ]);
});

test("a shape fault does not hide the value faults beside it", async () => {
  const refunds = `${smallTable("refunds")}short\nr2,p1,c1,ten,USD,refund,2025-01-20\n`;
  const { faults } = await ingest(writeFolder({ refunds }));
  expect(faults.map(({ line, column }) => [line, column])).toEqual([
    [3, null],
    [4, "amount"],
  ]);
});

test("a Parquet file that is not one, and two sources of one table", async () => {
  const folder = writeFolder({ refunds: null });
  writeFileSync(join(folder, "refunds.parquet"), "PAR1 this is no parquet PAR1");
  mkdirSync(join(folder, "usage_events"));
  const { faults } = await ingest(folder);
  expect(faults.map(({ file, expected }) => [file, expected])).toEqual([
    ["usage_events/", expect.stringContaining("usage_events.csv is there too")],
    ["refunds.parquet", expect.stringContaining("a Parquet file")],
  ]);
});

test("a folder that does not exist, and a file in its place", async () => {
  await expect(findSourceFiles("/nowhere/at/all")).rejects.toMatchObject({ code: "not_found" });
  await expect(findSourceFiles("package.json")).rejects.toMatchObject({ code: "validation" });
});
