import type { SemanticQuery } from "../contract/analyst";
import { AppError } from "../errors";
import type { SqlValue } from "../ports";
import { BOUND_SQL } from "./bounds";
import { branchSql, groupLeaves } from "./compile-branch";
import { metricSql, uniteBranches } from "./compile-parts";
import { addDays, addPeriods, maxDay, minDay, periodsIn } from "./days";
import { dimensionsOf, leavesOf, type Metric, type MetricModel } from "./model-types";
import type { Rollup } from "./rollup-types";
import { byCodeUnit, createBuilder, type Period } from "./sql-text";

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
  /** Totals by day that the warehouse keeps: read instead of the rows wherever they say the same. */
  rollups?: readonly Rollup[];
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
    branchSql({ model, query, dims, axis, builder, asOf: options.asOf, group }, options.rollups),
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

/** The single days that snapshots look at: the last day of each period, never past the as-of day. */
export function periodsOf(query: SemanticQuery, asOf: string): Period[] {
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
