import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { columnSql, currencyDigitsSql, DIGITS_COLUMN } from "@/adapters/warehouse/column-sql";
import type { SourceCell } from "@/adapters/warehouse/quick-column-sql";
import { loadQuickly } from "@/adapters/warehouse/quick-load";
import { cellSql, sqlText } from "@/adapters/warehouse/sql-text";
import type { ColumnSpec, ColumnType, TableSpec } from "@/lib/contract/tables";

const TEXTS = [
  "",
  " ",
  "!",
  "x",
  " x",
  "x\u00a0",
  "\u00a0x",
  "\tx\n",
  "0",
  "-0",
  "+7",
  "007",
  "12",
  "-12",
  "12.5",
  "12.50",
  "12.505",
  "1.",
  ".5",
  "1e3",
  "1_000",
  "1,000",
  "0x10",
  "999999999999999",
  "9999999999999999",
  "9999999999999.99",
  "99999999999999.99",
  "-1234.50",
  "NaN",
  "inf",
  "-infinity",
  "2025-02-28",
  "2025-02-29",
  "2024-02-29",
  "2025-2-28",
  "2025/02/28",
  "-025-02-28",
  "0044-03-15",
  "0044-03-15 (BC)",
  "infinity",
  "epoch",
  "2025-02-28T00:00:00Z",
  "2025-02-28T08:09:10Z",
  " 2025-02-28T08:09:10Z ",
  "2025-02-28T08:09:60Z",
  "2025-02-28T24:00:00Z",
  "2025-02-28T08:09:5.Z",
  "2025-02-28T08:09:5 Z",
  "2025-02-28T08:9:05Z",
  "-025-02-28T08:09:10Z",
  "2025-02-28T08:09:10z",
  "2025-02-28 08:09:10Z",
  "2025-02-28T08:09:10.5Z",
  "2025-02-28T08:09:10+05:30",
  "Active",
  "active",
  "usd",
  "USD",
  "XXX?",
];
const CURRENCIES = ["USD", "jpy", ""];
const TYPES: [ColumnType, Partial<ColumnSpec>][] = [
  ["key", {}],
  ["key", { optional: true }],
  ["text", {}],
  ["enum", { values: ["active", "churned"] }],
  ["date", {}],
  ["date", { optional: true }],
  ["timestamp", {}],
  ["integer", { min: 0 }],
  ["number", { min: 0, max: 100, nullable: true }],
  ["amount", {}],
  ["price", { min: 0 }],
];

const cell = (column: string): SourceCell => ({ column, kind: "text", textOf: (text) => text });

test.each(TYPES)("a %s (%j) is read, or refused, as the exact rules say", async (type, more) => {
  const column: ColumnSpec = { name: "v", type, description: "", ...more };
  const currency: ColumnSpec = { name: "currency", type: "currency", optional: true, description: "" };
  const key: ColumnSpec = { name: "k", type: "key", optional: true, description: "" };
  const spec: TableSpec = { name: "payments", key: ["k"], columns: [key, column, currency] };
  const cells = new Map([
    ["v", cell("c0")],
    ["currency", cell("c1")],
  ]);
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  await connection.run("set TimeZone = 'UTC'");
  const first = async (sql: string) => (await connection.runAndReadAll(sql)).getRows()[0] ?? [];
  const mixed = fc.sample(fc.tuple(fc.constantFrom(...TEXTS), fc.constantFrom(...TEXTS), fc.nat(20), fc.nat(20)), {
    seed: 11,
    numRuns: 60,
  });
  const spliced = mixed.map(([head, tail, to, from]) => head.slice(0, to) + tail.slice(from));
  const codes = type === "amount" || type === "price" ? CURRENCIES : ["USD"];
  for (const text of [...TEXTS, ...spliced]) {
    for (const code of codes) {
      const source = `(select ${sqlText(text)} as c0, ${sqlText(code)} as c1)`;
      const isLoaded = await loadQuickly(connection, spec, {
        sql: source,
        cells,
        present: new Set(cells.keys()),
        countRecords: null,
      });
      const exact = columnSql(column);
      const [value, problem] = await first(
        `select cast(${exact.value} as varchar), ${exact.problem} from (select nullif(trim(c0, ' ' || chr(9) || chr(10) ||
         chr(13) || chr(160)), '') as v, ${cellSql("c1")} as currency, ${currencyDigitsSql("c1")} as ${DIGITS_COLUMN}
         from ${source}) s`,
      );
      expect({ text, code, isLoaded }).toEqual({ text, code, isLoaded: problem === null });
      if (!isLoaded) continue;
      const name = type === "amount" || type === "price" ? "v_cents" : "v";
      const [loaded] = await first(`select cast(${name} as varchar) from payments`);
      const same = await first(`select ${loadedAs(loaded)} is not distinct from ${loadedAs(value)}`);
      expect({ text, code, loaded, same: type === "number" || type === "price" ? same[0] : loaded === value }).toEqual({
        text,
        code,
        loaded,
        same: true,
      });
      await connection.run("drop table payments");
    }
  }
});

/** Numbers are compared as numbers: a whole one may be written with or without its decimals. */
function loadedAs(value: unknown): string {
  const text = value === null || value === undefined ? "null" : sqlText(String(value));
  return `coalesce(try_cast(${text} as double), -1)`;
}
