import { join } from "node:path";
import { answerQuestion, readCatalogue } from "@/agents/analyst";
import { writeWorld } from "@/data/world/generate-world";
import { DEFAULT_WORLD } from "@/data/world/options";
import type { SemanticQuery } from "@/lib/contract/analyst";
import type { Warehouse } from "@/lib/ports";
import { previousWindow } from "@/lib/semantic/compare-windows";
import { compileQuery } from "@/lib/semantic/compile";
import { compileMovers } from "@/lib/semantic/compile-movers";
import { dimensionsOf } from "@/lib/semantic/model-types";
import { rollupsOf, usableRollups } from "@/lib/semantic/rollups";
import { metricModel as readModel } from "@/tests/support/analyst-world";
import { folderWarehouse } from "@/tests/support/folder-warehouse";
import { temporaryFolder } from "@/tests/support/load-folder";

const metricModel = readModel();
const QUARTER = { from: "2025-10-01", to: "2026-01-01", label: "Q4 2025", partial: false };

let world: Awaited<ReturnType<typeof folderWarehouse>>;
let asOf = "";
beforeAll(async () => {
  const folder = join(temporaryFolder(), "world");
  await writeWorld(folder, { ...DEFAULT_WORLD, invoices: 4_000, seed: 23 });
  world = await folderWarehouse(folder);
  asOf = world.warehouse.dataset.asOf ?? "";
});
afterAll(() => world.close());

const withoutRollups = (): Warehouse => ({ ...world.warehouse, rollups: new Map() });
const explained = [...metricModel.metrics.values()].filter(({ hidden }) => !hidden).map(({ id }) => id);

test("the import keeps a rollup of each fact of money, and a changed definition is not used", () => {
  const kept = world.warehouse.rollups;
  expect([...(kept?.keys() ?? [])].sort()).toEqual(
    rollupsOf(metricModel, asOf)
      .map(({ table }) => table)
      .sort(),
  );
  expect(usableRollups(metricModel, asOf, kept)).toHaveLength(kept?.size ?? -1);
  expect(usableRollups(metricModel, "2020-01-01", kept)).toEqual([]);
  expect(usableRollups(metricModel, asOf, undefined)).toEqual([]);
});

test.each(explained)("why %s changed is told alike from rows and from rollups", async (metric) => {
  const { currencies } = await readCatalogue(world.warehouse, metricModel);
  const filters = [
    [],
    [{ dim: "region", op: "in" as const, values: ["EMEA"] }],
    [
      { dim: "tier", op: "not_in" as const, values: ["Starter"] },
      { dim: "currency", op: "in" as const, values: [currencies[0] ?? "USD"] },
    ],
    [{ dim: "invoice_status", op: "in" as const, values: ["open"] }],
  ].filter((list) => list.every(({ dim }) => dimensionsOf(metricModel, metric).includes(dim)));
  for (const filter of filters) {
    const semanticQuery: SemanticQuery = {
      op: "why",
      metrics: [metric],
      dims: [],
      filters: filter,
      time: QUARTER,
      assumptions: [],
    };
    const ask = (warehouse: Warehouse) =>
      answerQuestion({ warehouse, llm: null, model: metricModel, recordTrace: () => {} }, { semanticQuery });
    const [quick, plain] = [await ask(world.warehouse), await ask(withoutRollups())];
    expect(quick.answer).toBe(plain.answer);
    expect(quick.why).toEqual(plain.why);
  }
});

test.each(["invoiced", "net_revenue", "refund_count", "mrr"])(
  "the customers that moved %s most are those of a plain grouping",
  async (metric) => {
    const base = previousWindow(QUARTER, asOf);
    const query: SemanticQuery = {
      op: "compare",
      metrics: [metric],
      dims: ["customer"],
      filters: [{ dim: "currency", op: "in", values: ["USD"] }],
      time: QUARTER,
      compareTo: base,
      assumptions: [],
    };
    const compiled = compileQuery(metricModel, query, { asOf, currencies: [], rowLimit: 1e6 });
    const deltas = new Map<unknown, number>();
    for (const row of await world.warehouse.query(compiled.sql, compiled.params))
      deltas.set(
        row.customer,
        (deltas.get(row.customer) ?? 0) + (row.period === "current" ? 1 : -1) * Number(row[metric]),
      );
    const movers = compileMovers(metricModel, query, "customer", { asOf, limit: 3 });
    const rows = await world.warehouse.query(movers.sql, movers.params);
    const sizes = [...deltas.values()].map(Math.abs).sort((a, b) => b - a);
    expect(deltas.size).toBeGreaterThan(3);
    expect(rows.map(({ delta }) => Math.abs(Number(delta)))).toEqual(sizes.slice(0, 3));
    expect(rows[0]).toMatchObject({ n: deltas.size, gross: sizes.reduce((sum, size) => sum + size, 0) });
  },
);
