import { readdirSync, readFileSync, statSync } from "node:fs";
import { csvPieces } from "@/data/generator/csv";
import type { World } from "@/data/generator/model";
import { DEMO_WORLD, generateWorld } from "@/data/generator/world";
import { TableName } from "@/lib/contract/dataset";

const text = (world: World, table: TableName) => [...csvPieces(table, world.tables[table])].join("");
const world = generateWorld(DEMO_WORLD);

test.each(TableName.options)("data/demo/%s.csv is what the generator writes", (table) => {
  expect(text(world, table) === readFileSync(`data/demo/${table}.csv`, "utf8")).toBe(true);
});

test("the truth beside the demo is what the generator writes, and lies outside of the loaded folder", () => {
  expect(readFileSync("data/demo-truth.json", "utf8")).toBe(`${JSON.stringify(world.truth, null, 2)}\n`);
  expect(readdirSync("data/demo").toSorted()).toEqual(TableName.options.map((name) => `${name}.csv`).toSorted());
});

test("another seed gives another world with the same truth in money", () => {
  const other = generateWorld({ ...DEMO_WORLD, seed: 7 });
  expect(text(other, "invoices")).not.toBe(text(world, "invoices"));
  expect(other.truth.impactCents).toBe(247_800);
});

test.each([250, 1000])("a world of %i customers holds the same six cases", (customers) => {
  const sized = generateWorld({ customers, seed: 3 });
  expect(sized.tables.customers).toHaveLength(customers);
  expect(sized.truth.cases.map((one) => one.impactCents)).toEqual(world.truth.cases.map((one) => one.impactCents));
});

test.each([
  { customers: 10, seed: 1 },
  { customers: 400.5, seed: 1 },
  { customers: Number.NaN, seed: 1 },
])("refuses a world of %o", (options) => expect(() => generateWorld(options)).toThrow(/customers must be an integer/));

test("the demo has the size and spread it promises", () => {
  const bytes = TableName.options.reduce((sum, table) => sum + statSync(`data/demo/${table}.csv`).size, 0);
  expect(bytes).toBeLessThan(5_000_000);
  const distinct = (table: TableName, column: string) => new Set(world.tables[table].map((row) => row[column])).size;
  expect(distinct("customers", "region")).toBe(4);
  expect(distinct("customers", "tier")).toBe(3);
  expect(distinct("customers", "name")).toBe(400);
  expect(world.tables.invoices.length).toBeGreaterThan(4000);
  expect(world.tables.usage_events.length).toBeGreaterThan(20_000);
  expect(new Set(world.tables.invoices.map((row) => row.issued_on?.slice(0, 7))).size).toBe(14);
});

test("every look-alike of the domain is there", () => {
  const kinds = world.truth.lookAlikes.map((one) => one.kind);
  expect(kinds).toEqual(
    expect.arrayContaining([
      "27-hours",
      "80-hours",
      "annual",
      "contractual",
      "discount that ends",
      "large-approved",
      "mid-period seats",
      "mid-period upgrade",
      "other label",
      "overage billed",
      "partial-items",
      "pause",
      "rounded",
      "seasonal",
      "trial",
      "void and reissued",
    ]),
  );
});
