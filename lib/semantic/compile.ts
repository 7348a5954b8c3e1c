import type { SemanticQuery, TimeWindow } from "../contract/analyst";
import { AppError } from "../errors";
import type { SqlValue } from "../ports";
import { BOUND_SQL } from "./bounds";
import { metricSql, uniteBranches } from "./compile-parts";
import { addDays, addPeriods, maxDay, minDay, periodsIn } from "./days";
import { type AggregateFormula, dimensionsOf, leavesOf, type Metric, type MetricModel } from "./model-types";
import { byCodeUnit, createBuilder, createFactScope, type Period, type SqlBuilder } from "./sql-text";

export interface CompiledColumn {
  name: string;
  role: "period" | "window" | "dim" | "name" | "metric";
  /** Dimension or metric id. */
  id: string;
}

export interface CompiledQuery {
  sql: string;
  params: SqlValue[];
  columns: CompiledColumn[];
  /** Dimensions in the result, the implied currency included. */
  dims: string[];
}

export interface CompileOptions {
  /** The data's last day, `YYYY-MM-DD`. */
  asOf: string;
  /** Currencies in the data: with more than one, money is grouped by currency. */
  currencies: readonly string[];
  /** Single days for snapshots instead of those of the question's own windows. */
  periods?: readonly Period[];
  /** Rows at most, where the caller needs every group and not a page of them. */
  rowLimit?: number;
}

export const MAX_ROWS = 1000;

/** The metrics a query names. @throws AppError `validation` for one that does not exist. */
export function metricsOf(model: MetricModel, query: SemanticQuery): Metric[] {
  return query.metrics.map((id) => {
    const metric = model.metrics.get(id);
    if (!metric) throw new AppError("validation", `There is no metric ${id}`);
    return metric;
  });
}

/** The dimensions of the result: those asked for, and the currency where money has several. */
export function resultDims(model: MetricModel, query: SemanticQuery, currencies: readonly string[]): string[] {
  const money = metricsOf(model, query).some((metric) => metric.money);
  const pinned = query.filters.some((f) => f.dim === "currency" && f.op === "in" && f.values.length === 1);
  const implied = money && currencies.length > 1 && !pinned && !query.dims.includes("currency");
  return implied ? [...query.dims, "currency"] : query.dims;
}

/**
 * One statement for a question, values bound. Each fact is aggregated apart to the shared keys and then put
 * together, so that no join can count a row twice; ratios divide totals.
 * @throws AppError `validation` for unknown names or a dimension that a metric does not have.
 */
export function compileQuery(model: MetricModel, query: SemanticQuery, options: CompileOptions): CompiledQuery {
  const metrics = metricsOf(model, query);
  const dims = resultDims(model, query, options.currencies);
  checkDimensions(model, query, dims);
  const axis = query.compareTo ? "windows" : query.time.grain ? "grain" : "none";
  const builder = createBuilder(model, options.periods ?? periodsOf(query, options.asOf), options.asOf);
  const leaves = new Map(
    metrics.flatMap((metric) => leavesOf(model, metric.id)).map((leaf) => [leaf.id, leaf.formula]),
  );
  const branches = [...groupLeaves(leaves).values()].map((group) =>
    branchSql({ model, query, dims, axis, builder, asOf: options.asOf, group }),
  );
  const keys = [...(axis === "none" ? [] : ["period"]), ...dims];
  const named = dims.includes("customer") ? ["customer_name"] : [];
  const outputs = metrics.map((metric) => `${metricSql(model, metric.id)} as ${metric.id}`);
  const ctes = branches.map((sql, at) => `fact_${at + 1} as (\n  ${sql}\n)`);
  const leafIds = [...leaves.keys()];
  const body = uniteBranches(branches, [...groupLeaves(leaves).values()], keys, named, leafIds);
  const orderColumn = metrics[0]?.id ?? "1";
  const direction = query.order ?? "desc";
  const order =
    axis === "grain" && query.op !== "rank"
      ? ["period", ...dims.map(byCodeUnit)].join(", ")
      : [
          ...(axis === "windows" ? ["period"] : []),
          `${orderColumn} ${direction} nulls last`,
          ...(axis === "grain" ? ["period"] : []),
          ...dims.map(byCodeUnit),
        ].join(", ");
  // The first N of each currency are picked from the rows: one limit over all would drop whole currencies.
  const implied = dims.length > query.dims.length;
  const limit = query.compareTo || implied ? undefined : query.limit;
  // A group that only other rows of the fact make (credits, for refunds) counts as having none, like one without rows.
  const some = query.having && metrics[0]?.additive ? [`${metricSql(model, orderColumn)} <> 0`] : [];
  const having = (query.having ?? []).map(
    (bound) =>
      `${metricSql(model, orderColumn)} ${BOUND_SQL[bound.op]} cast(${builder.bind(bound.value)} as double precision)`,
  );
  const sql = [
    `with ${[...builder.withClauses(), ...ctes].join(",\n")}`,
    `select ${[...keys, ...named, ...outputs].join(", ")}`,
    body,
    ...(having.length > 0 ? [`where ${[...having, ...some].join(" and ")}`] : []),
    ...(keys.length > 0 ? [`order by ${order}`] : []),
    `limit ${limit ?? options.rowLimit ?? MAX_ROWS * 2 + 1}`,
  ].join("\n");
  const columns: CompiledColumn[] = [
    ...(axis === "none"
      ? []
      : [{ name: "period", role: axis === "grain" ? "period" : "window", id: "period" } as const]),
    ...dims.map((dim) => ({ name: dim, role: "dim", id: dim }) as const),
    ...named.map((name) => ({ name, role: "name", id: "customer" }) as const),
    ...metrics.map((metric) => ({ name: metric.id, role: "metric", id: metric.id }) as const),
  ];
  return { sql, params: builder.params, columns, dims };
}

function checkDimensions(model: MetricModel, query: SemanticQuery, dims: readonly string[]): void {
  for (const metric of query.metrics) {
    const allowed = dimensionsOf(model, metric);
    for (const dim of [...dims, ...query.filters.map((filter) => filter.dim)])
      if (!allowed.includes(dim))
        throw new AppError("validation", `${model.metrics.get(metric)?.label ?? metric} cannot be cut by ${dim}`);
  }
}

/** Leaves that read the same fact by the same date share one scan. */
function groupLeaves(leaves: ReadonlyMap<string, AggregateFormula>): Map<string, [string, AggregateFormula][]> {
  const groups = new Map<string, [string, AggregateFormula][]>();
  for (const [id, formula] of leaves) {
    const key = `${formula.model} ${formula.time}`;
    groups.set(key, [...(groups.get(key) ?? []), [id, formula]]);
  }
  return groups;
}

interface Branch {
  model: MetricModel;
  query: SemanticQuery;
  dims: readonly string[];
  axis: "none" | "grain" | "windows";
  builder: SqlBuilder;
  asOf: string;
  group: [string, AggregateFormula][];
}

function branchSql({ model, query, dims, axis, builder, asOf, group }: Branch): string {
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
    ...query.filters.map((filter) => {
      const values = filter.values.map((value) => builder.bind(value)).join(", ");
      return `${scope.dimension(filter.dim)} ${filter.op === "in" ? "in" : "not in"} (${values})`;
    }),
  ];
  return [
    `select ${selects.join(", ")}`,
    scope.from(),
    ...(where.length > 0 ? [`where ${where.join("\n    and ")}`] : []),
    ...(keyCount > 0 ? [`group by ${Array.from({ length: keyCount }, (_, at) => at + 1).join(", ")}`] : []),
  ].join("\n  ");
}

function isCents(model: MetricModel, metric: string): boolean {
  return model.metrics.get(metric)?.unit === "cents";
}

/** The rows a leaf counts; a status asked for, or a cut by it, replaces the default one. */
function conditionsOf(leaf: AggregateFormula, query: SemanticQuery): string[] {
  const replaced =
    query.dims.some((dim) => leaf.replacedBy.includes(dim)) ||
    query.filters.some(({ op, dim }) => op === "in" && leaf.replacedBy.includes(dim));
  return [...leaf.filters, ...(replaced ? [] : leaf.defaultFilters)];
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

function timeSql(query: SemanticQuery, time: string, builder: SqlBuilder, asOf: string): string {
  const current = windowSql(query.time, time, builder, asOf);
  return query.compareTo ? `((${current}) or (${windowSql(query.compareTo, time, builder, asOf)}))` : current;
}

function windowSql(window: TimeWindow, time: string, builder: SqlBuilder, asOf: string): string {
  const to = minDay(window.to, addDays(asOf, 1));
  return `${time} >= ${builder.bind(window.from, "date")} and ${time} < ${builder.bind(to, "date")}`;
}

/** The single days that snapshots look at: the last day of each period, never past the as-of day. */
function periodsOf(query: SemanticQuery, asOf: string): Period[] {
  const period = (name: string, from: string, to: string): Period => ({
    period: name,
    firstDay: from,
    lastDay: maxDay(from, minDay(addDays(to, -1), asOf)),
  });
  const { time, compareTo } = query;
  if (compareTo) return [period("current", time.from, time.to), period("base", compareTo.from, compareTo.to)];
  const { grain } = time;
  if (!grain) return [period("all", time.from, time.to)];
  const end = minDay(time.to, addDays(asOf, 1));
  return periodsIn(grain, time.from, end).map((start) =>
    period(start, maxDay(start, time.from), minDay(addPeriods(grain, start, 1), time.to)),
  );
}
