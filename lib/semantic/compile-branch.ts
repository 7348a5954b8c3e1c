import type { SemanticQuery, TimeWindow } from "../contract/analyst";
import { AppError } from "../errors";
import { addDays, minDay } from "./days";
import type { AggregateFormula, MetricModel } from "./model-types";
import { type Rollup, rowsColumn } from "./rollup-types";
import { byCodeUnit, createFactScope, type SqlBuilder } from "./sql-text";

/** Leaves that read the same fact by the same date share one scan. */
export function groupLeaves(leaves: ReadonlyMap<string, AggregateFormula>): Map<string, [string, AggregateFormula][]> {
  const groups = new Map<string, [string, AggregateFormula][]>();
  for (const [id, formula] of leaves) {
    const key = `${formula.model} ${formula.time}`;
    groups.set(key, [...(groups.get(key) ?? []), [id, formula]]);
  }
  return groups;
}

/** One fact of a statement: what is read of it, by which keys. */
export interface Branch {
  model: MetricModel;
  query: SemanticQuery;
  dims: readonly string[];
  axis: "none" | "grain" | "windows";
  builder: SqlBuilder;
  asOf: string;
  group: [string, AggregateFormula][];
}

/** Aggregates one fact to the keys of the question, from its rows or, where that says the same, from its daily totals. */
export function branchSql(branch: Branch, rollups: readonly Rollup[] = []): string {
  const kept = rollups.find((rollup) => covers(rollup, branch));
  return kept ? rollupBranchSql(kept, branch) : rowBranchSql(branch);
}

/** A rollup has the totals under the usual conditions: a status asked for needs the rows. */
function covers({ fact, time, dims, metrics }: Rollup, { query, group, ...branch }: Branch): boolean {
  return (
    [...branch.dims, ...query.filters.map(({ dim }) => dim)].every((dim) => dims.includes(dim)) &&
    group.every(
      ([id, leaf]) => leaf.model === fact && leaf.time === time && metrics.includes(id) && !isReplaced(leaf, query),
    )
  );
}

function rollupBranchSql({ table }: Rollup, { model, query, dims, axis, builder, asOf, group }: Branch): string {
  const selects = [
    ...(axis === "none" ? [] : [`${periodSql(query, "totals.period", axis, builder, asOf, "totals")} as period`]),
    ...dims,
  ];
  const keys = selects.map((_, at) => at + 1);
  const sums = group.map(([id, leaf]) => {
    const sum = `sum(totals.${id})`;
    return leaf.aggregation === "count" || isCents(model, id)
      ? `cast(coalesce(${sum}, 0) as bigint) as ${id}`
      : `coalesce(${sum}, 0) as ${id}`;
  });
  const where = [
    timeSql(query, "totals.period", builder, asOf),
    // Days and values at which other metrics of the fact alone have rows are none of this question.
    `(${group.map(([id]) => `totals.${rowsColumn(id)} > 0`).join(" or ")})`,
    ...query.filters.map((filter) => filterSql(filter.dim, filter, builder)),
  ];
  return [
    `select ${[...selects, ...sums].join(", ")}`,
    `from opsiq.${table} totals`,
    `where ${where.join("\n    and ")}`,
    ...(keys.length > 0 ? [`group by ${keys.join(", ")}`] : []),
  ].join("\n  ");
}

function rowBranchSql({ model, query, dims, axis, builder, asOf, group }: Branch): string {
  const formula = group[0]?.[1];
  const fact = formula ? model.models.get(formula.model) : undefined;
  if (!formula || !fact) throw new AppError("internal", "A metric reads from a model that does not exist");
  const scope = createFactScope(model, fact, builder);
  const time = formula.time === null ? null : scope.resolve(formula.time);
  const period = periodSql(query, time, axis, builder, asOf, fact.name);
  const selects = [
    ...(axis === "none" ? [] : [`${period} as period`]),
    ...dims.map((dim) => `${scope.dimension(dim)} as ${dim}`),
  ];
  const keyCount = selects.length;
  if (dims.includes("customer"))
    selects.push(
      scope.hasJoin("customers")
        ? `min(${byCodeUnit(scope.resolve(`\${customers.name}`))}) as customer_name`
        : "cast(null as varchar) as customer_name",
    );
  const own = group.map(([, leaf]) => conditionsOf(leaf, query).map(scope.resolve));
  const shared = new Set(own.map((conditions) => conditions.join(" and ")));
  for (const [at, [id, leaf]] of group.entries())
    selects.push(
      `${aggregateSql(countOnce(leaf, query, dims), shared.size > 1 ? (own[at] ?? []) : [], scope.resolve, isCents(model, id))} as ${id}`,
    );
  const where = [
    ...(time === null ? [] : [timeSql(query, time, builder, asOf)]),
    // Rows that no leaf counts are not read: groups that only they make would show as none.
    ...(shared.has("")
      ? []
      : [[...shared].map((one) => (shared.size > 1 ? `(${one})` : one)).join(" or ")].map((sql) =>
          shared.size > 1 ? `(${sql})` : sql,
        )),
    ...query.filters.map((filter) => filterSql(scope.dimension(filter.dim), filter, builder)),
  ];
  return [
    `select ${selects.join(", ")}`,
    scope.from(),
    ...(where.length > 0 ? [`where ${where.join("\n    and ")}`] : []),
    ...(keyCount > 0 ? [`group by ${Array.from({ length: keyCount }, (_, at) => at + 1).join(", ")}`] : []),
  ].join("\n  ");
}

export function filterSql(sql: string, filter: SemanticQuery["filters"][number], builder: SqlBuilder): string {
  const values = filter.values.map((value) => builder.bind(value)).join(", ");
  return `${sql} ${filter.op === "in" ? "in" : "not in"} (${values})`;
}

function isCents(model: MetricModel, metric: string): boolean {
  return model.metrics.get(metric)?.unit === "cents";
}

/** The rows a leaf counts. */
export function conditionsOf(leaf: AggregateFormula, query: SemanticQuery): string[] {
  return [...leaf.filters, ...(isReplaced(leaf, query) ? [] : leaf.defaultFilters)];
}

/** A status asked for, or a cut by it, replaces the default one. */
function isReplaced(leaf: AggregateFormula, query: SemanticQuery): boolean {
  return (
    query.dims.some((dim) => leaf.replacedBy.includes(dim)) ||
    query.filters.some(({ op, dim }) => op === "in" && leaf.replacedBy.includes(dim))
  );
}

/** Over many days, distinct values as the number of rows that are counted once, where the model knows which. */
function countOnce(leaf: AggregateFormula, query: SemanticQuery, dims: readonly string[]): AggregateFormula {
  const once = leaf.countedOnce.find(({ cut, free }) => {
    const isKnown = (dim: string) => cut.includes(dim) || free.includes(dim);
    return (
      dims.every(isKnown) &&
      query.filters.every(({ dim }) => free.includes(dim)) &&
      cut.every((dim) => dims.includes(dim))
    );
  });
  if (!once || !query.time.grain) return leaf;
  return { ...leaf, aggregation: "sum", sql: `case when ${once.sql} then 1 else 0 end` };
}

function aggregateSql(
  leaf: AggregateFormula,
  conditions: readonly string[],
  resolve: (sql: string) => string,
  cents: boolean,
): string {
  const filter = conditions.length > 0 ? ` filter (where ${conditions.join(" and ")})` : "";
  const sql = leaf.sql === null ? "*" : resolve(leaf.sql);
  switch (leaf.aggregation) {
    case "count":
      return `count(*)${filter}`;
    case "count_distinct":
      return `count(distinct ${sql})${filter}`;
    case "sum":
      return cents ? `cast(coalesce(sum(${sql})${filter}, 0) as bigint)` : `coalesce(sum(${sql})${filter}, 0)`;
    case "average":
      return `avg(cast(${sql} as double precision))${filter}`;
    case "median": {
      const value = conditions.length > 0 ? `case when ${conditions.join(" and ")} then ${sql} end` : sql;
      return `percentile_cont(0.5) within group (order by ${value})`;
    }
  }
}

function periodSql(
  query: SemanticQuery,
  time: string | null,
  axis: Branch["axis"],
  builder: SqlBuilder,
  asOf: string,
  alias: string,
): string {
  if (axis === "none") return "";
  if (time === null) return axis === "grain" ? `cast(${alias}.period as date)` : `${alias}.period`;
  if (axis === "grain") return `cast(date_trunc('${query.time.grain}', cast(${time} as timestamp)) as date)`;
  return `case when ${windowSql(query.time, time, builder, asOf)} then 'current' else 'base' end`;
}

export function timeSql(query: SemanticQuery, time: string, builder: SqlBuilder, asOf: string): string {
  const current = windowSql(query.time, time, builder, asOf);
  return query.compareTo ? `((${current}) or (${windowSql(query.compareTo, time, builder, asOf)}))` : current;
}

export function windowSql(window: TimeWindow, time: string, builder: SqlBuilder, asOf: string): string {
  const to = minDay(window.to, addDays(asOf, 1));
  return `${time} >= ${builder.bind(window.from, "date")} and ${time} < ${builder.bind(to, "date")}`;
}
