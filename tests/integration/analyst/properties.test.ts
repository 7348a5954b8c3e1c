import fc from "fast-check";
import type { SemanticQuery } from "@/lib/contract/analyst";
import type { Warehouse } from "@/lib/ports";
import type { Catalogue } from "@/lib/semantic/catalogue";
import { compileQuery } from "@/lib/semantic/compile";
import { dimensionsOf, type Metric } from "@/lib/semantic/model-types";
import { catalogueOf } from "@/tests/support/analyst-context";
import { analystWorld, metricModel } from "@/tests/support/analyst-world";

const model = metricModel();
const asked = [...model.metrics.values()];
let warehouse: Warehouse;
let catalogue: Catalogue;
beforeAll(async () => {
  warehouse = await analystWorld({ currencies: ["USD", "EUR"] });
  catalogue = await catalogueOf(warehouse, model);
});

const WINDOWS = [
  ["2025-06-01", "2026-08-19"],
  ["2026-05-01", "2026-08-01"],
  ["2026-08-01", "2026-09-01"],
  ["2026-02-10", "2026-03-05"],
] as const;

async function read(query: SemanticQuery) {
  const { sql, params } = compileQuery(model, query, { asOf: "2026-08-18", currencies: [] });
  return warehouse.query(sql, params);
}

const scenario = fc.record({
  metric: fc.constantFrom(...asked.filter((metric) => metric.additive)),
  dimAt: fc.nat(),
  secondAt: fc.option(fc.nat()),
  filterAt: fc.option(fc.nat()),
  valueAt: fc.nat(),
  negated: fc.boolean(),
  window: fc.constantFrom(...WINDOWS),
});

function build({
  metric,
  dimAt,
  secondAt,
  filterAt,
  valueAt,
  negated,
  window,
}: typeof scenario extends fc.Arbitrary<infer T> ? T : never): SemanticQuery {
  const dims = dimensionsOf(model, metric.id);
  const pick = (at: number) => dims[at % dims.length] ?? "region";
  const filterDim = filterAt === null ? null : pick(filterAt);
  const values = filterDim ? (catalogue.lexicon.values.get(filterDim) ?? []) : [];
  const value = values[valueAt % Math.max(1, values.length)]?.value;
  return {
    op: "breakdown",
    metrics: [metric.id],
    dims: [...new Set([pick(dimAt), ...(secondAt === null ? [] : [pick(secondAt)])])],
    filters: filterDim && value ? [{ dim: filterDim, op: negated ? "not_in" : "in", values: [value] }] : [],
    time: { from: window[0], to: window[1], label: "w", partial: false },
    assumptions: [],
  };
}

const total = (rows: readonly Record<string, unknown>[], metric: Metric) =>
  rows.reduce((sum, row) => sum + Number(row[metric.id] ?? 0), 0);

test("the parts of a breakdown add up to the whole, for any metric, cut, filter and window", async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (drawn) => {
      const query = build(drawn);
      // Cut by status every status counts, so the parts cover more than the default.
      if (query.dims.some((dim) => dim.endsWith("_status"))) return;
      const whole = total(await read({ ...query, op: "value", dims: [] }), drawn.metric);
      expect(total(await read(query), drawn.metric)).toBeCloseTo(whole, 4);
    }),
    { numRuns: 150 },
  );
});

test("a filter and its opposite add up to the whole", async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (drawn) => {
      const query = { ...build({ ...drawn, negated: false }), dims: [], op: "value" as const };
      const filter = query.filters[0];
      // A status filter replaces the metric's own one: then the two sides cover more than the default.
      if (!filter || filter.dim.endsWith("_status")) return;
      const [inside, outside, whole] = await Promise.all([
        read(query),
        read({ ...query, filters: [{ ...filter, op: "not_in" }] }),
        read({ ...query, filters: [] }),
      ]);
      expect(total(inside, drawn.metric) + total(outside, drawn.metric)).toBeCloseTo(total(whole, drawn.metric), 4);
    }),
    { numRuns: 80 },
  );
});

test("a series adds up to its window, for what happens in it", async () => {
  const flows = asked.filter(
    (metric) => metric.additive && !metric.snapshot && model.metrics.get(metric.id)?.formula.kind === "aggregate",
  );
  for (const metric of flows) {
    const query: SemanticQuery = {
      op: "trend",
      metrics: [metric.id],
      dims: [],
      filters: [],
      time: { from: "2025-06-01", to: "2026-08-19", grain: "month", label: "w", partial: false },
      assumptions: [],
    };
    const { grain: _, ...time } = query.time;
    expect([metric.id, total(await read(query), metric)]).toEqual([
      metric.id,
      total(await read({ ...query, op: "value", time }), metric),
    ]);
  }
});

test("pairs of metrics over different facts give the same numbers together as apart", async () => {
  const pairs = fc.tuple(fc.constantFrom(...asked), fc.constantFrom(...asked)).filter(([a, b]) => a !== b);
  await fc.assert(
    fc.asyncProperty(pairs, async ([a, b]) => {
      const dims = dimensionsOf(model, a.id).filter((dim) => dimensionsOf(model, b.id).includes(dim));
      const base: SemanticQuery = {
        op: "breakdown",
        metrics: [a.id, b.id],
        dims: dims.slice(0, 1),
        filters: [],
        time: { from: "2026-05-01", to: "2026-08-01", label: "w", partial: false },
        assumptions: [],
      };
      const key = (row: Record<string, unknown>) =>
        dims
          .slice(0, 1)
          .map((dim) => row[dim])
          .join();
      const together = new Map((await read(base)).map((row) => [key(row), row]));
      for (const metric of [a, b])
        for (const row of await read({ ...base, metrics: [metric.id] }))
          expect([key(row), together.get(key(row))?.[metric.id] ?? 0]).toEqual([key(row), row[metric.id] ?? 0]);
    }),
    { numRuns: 100 },
  );
});
