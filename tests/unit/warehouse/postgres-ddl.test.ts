import { readFileSync } from "node:fs";
import { postgresType } from "@/adapters/warehouse/postgres/table-views";
import { TABLES, warehouseColumn } from "@/lib/contract/tables";

const ddl = readFileSync("data/warehouse/postgres.sql", "utf8");

test.each(TABLES.map((table) => [table.name, table] as const))(
  "the DDL that ships has %s as it is read",
  (name, table) => {
    const body = new RegExp(`create table ${name} \\(\\n([^;]*)\\n\\);`).exec(ddl)?.[1] ?? "";
    const found = body.split(",\n").map((line) => line.trim().replace(/ (primary key|not null|check ).*$/, ""));
    const wanted = table.columns.map(
      (column) => `${warehouseColumn(column)} ${postgresType(column).replace("varchar", "text")}`,
    );
    expect(found).toEqual(wanted);
  },
);

test("docs/warehouse.md lists the columns that may be left out", () => {
  const docs = readFileSync("docs/warehouse.md", "utf8").replace(/\s+/g, " ");
  for (const { name, columns } of TABLES) {
    const optional = columns.filter((column) => column.optional).map(warehouseColumn);
    if (optional.length > 0) expect(docs).toContain(`${name}: ${optional.join(", ")}`);
  }
});
