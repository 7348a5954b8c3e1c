import type { SemanticQuery } from "../contract/analyst";
import { branchSql, groupLeaves } from "./compile-branch";
import type { AggregateFormula, FactModel, MetricModel } from "./model-types";
import { type Relation, type Rollup, rowsColumn } from "./rollup-types";
import { createBuilder } from "./sql-text";

/** Read by several rollups: made once, they cost once. */
const SHARED = ["tier_by_subscription", "tier_by_customer"];
const ALL_TIME = { from: "0001-01-01", to: "9999-12-31", grain: "day", label: "", partial: false } as const;

/**
 * The rollups of a model: for each fact of money that is a table of its own, the metrics that add up exactly (cents and
 * counts) with their usual conditions. Sums of fractions are left out: they depend on the order they are added in.
 */
export function rollupsOf(model: MetricModel, asOf: string): Rollup[] {
  const leaves = new Map<string, AggregateFormula>();
  for (const { id, unit, formula } of model.metrics.values()) {
    if (formula.kind !== "aggregate" || formula.time === null) continue;
    if (formula.aggregation === "count" || (formula.aggregation === "sum" && unit === "cents")) leaves.set(id, formula);
  }
  return [...groupLeaves(leaves).values()].flatMap((group) => {
    const formula = group[0]?.[1];
    const fact = formula ? model.models.get(formula.model) : undefined;
    const isMoney = group.some(([id]) => model.metrics.get(id)?.unit === "cents");
    return formula?.time && fact?.rowTier && isMoney && !fact.from.includes("$")
      ? [rollup(model, fact, formula.time, group, asOf)]
      : [];
  });
}

function rollup(
  model: MetricModel,
  fact: FactModel,
  time: string,
  group: [string, AggregateFormula][],
  asOf: string,
): Rollup {
  const dims = [...model.dimensions.values()]
    .filter(({ id, explains }) => (explains || id === "currency") && id in fact.dimensions)
    .map(({ id }) => id);
  const metrics = group.map(([id]) => id);
  const query: SemanticQuery = {
    op: "trend",
    metrics,
    dims: [],
    filters: [],
    time: { ...ALL_TIME },
    assumptions: [],
  };
  const given = new Set(SHARED.filter((name) => model.relations.has(name)));
  const builder = createBuilder(model, [], asOf, given);
  const rows = group.map(([id, leaf]): [string, AggregateFormula] => [
    rowsColumn(id),
    { ...leaf, aggregation: "count", sql: null },
  ]);
  const branch = branchSql({ model, query, dims, axis: "grain", builder, asOf, group: [...group, ...rows] });
  const withClauses = builder.withClauses();
  const sql = withClauses.length > 0 ? `with ${withClauses.join(",\n")}\n${branch}` : branch;
  const relations = builder.givenUsed().map((name): Relation => {
    const own = createBuilder(model, [], asOf);
    const body = own.relate(`select * from \${${name}}`);
    return { name, sql: `with ${own.withClauses().join(",\n")}\n${body}` };
  });
  const definition = JSON.stringify([sql, builder.params, relations]);
  const table = `daily_${fact.name}_${time
    .replace(/\W+/g, "_")
    .replace(/^_+|_+$/g, "")
    .toLowerCase()}`;
  return { table, fact: fact.name, time, dims, metrics, sql, params: builder.params, relations, definition };
}

/** Those rollups of the model that a warehouse has, made by the very same statements. */
export function usableRollups(
  model: MetricModel,
  asOf: string,
  kept: ReadonlyMap<string, string> | undefined,
): Rollup[] {
  if (!kept || kept.size === 0) return [];
  return rollupsOf(model, asOf).filter(({ table, definition }) => kept.get(table) === definition);
}
