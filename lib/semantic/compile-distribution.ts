import type { SemanticQuery } from "../contract/analyst";
import { AppError } from "../errors";
import type { SqlRow, SqlValue } from "../ports";
import { type CompileOptions, compileQuery } from "./compile";
import { addDays, minDay } from "./days";
import { formatValue } from "./format";
import type { Metric, MetricModel } from "./model-types";
import { number, type ResultTable } from "./result";
import { createBuilder, createFactScope } from "./sql-text";

/** `amounts(v)`: the single values a distribution is made of, with the parameters of its text. */
export interface Amounts {
  withSql: string;
  params: SqlValue[];
}

const ALL_GROUPS = 10_000_000;
const STEPS = [0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99];
const name = (step: number) => `p${Math.round(step * 100)}`;

/**
 * The values whose spread is asked for: one a row of the metric's fact, or one a group where a dimension is named.
 * @throws AppError `validation` when the metric has no rows of its own.
 */
export function compileAmounts(model: MetricModel, query: SemanticQuery, options: CompileOptions): Amounts {
  const id = query.metrics[0] ?? "";
  if (query.dims.length > 0) {
    const { order: _, limit: __, ...rest } = query;
    const groups = compileQuery(
      model,
      { ...rest, op: "breakdown" },
      { ...options, currencies: [], rowLimit: ALL_GROUPS },
    );
    return {
      withSql: `with groups as (\n${groups.sql}\n), amounts as (select ${id} as v from groups where ${id} is not null)`,
      params: groups.params,
    };
  }
  const formula = model.metrics.get(id)?.formula;
  const fact = formula?.kind === "aggregate" ? model.models.get(formula.model) : undefined;
  if (formula?.kind !== "aggregate" || formula.sql === null || formula.time === null || !fact)
    throw new AppError("validation", `${id} has no single amounts`);
  const end = minDay(query.time.to, addDays(options.asOf, 1));
  const builder = createBuilder(model, [{ period: "all", firstDay: query.time.from, lastDay: end }], options.asOf);
  const scope = createFactScope(model, fact, builder);
  const value = scope.resolve(formula.sql);
  const time = scope.resolve(formula.time);
  const replaced = query.filters.some(({ op, dim }) => op === "in" && formula.replacedBy.includes(dim));
  const where = [
    `${time} >= ${builder.bind(query.time.from, "date")} and ${time} < ${builder.bind(end, "date")}`,
    ...[...formula.filters, ...(replaced ? [] : formula.defaultFilters)].map(scope.resolve),
    `${value} is not null`,
    ...query.filters.map(({ dim, op, values }) => {
      const bound = values.map((one) => builder.bind(one)).join(", ");
      return `${scope.dimension(dim)} ${op === "in" ? "in" : "not in"} (${bound})`;
    }),
  ];
  const from = scope.from();
  const ctes = [
    ...builder.withClauses(),
    `amounts as (\n  select ${value} as v\n  ${from}\n  where ${where.join("\n    and ")}\n)`,
  ];
  return { withSql: `with ${ctes.join(",\n")}`, params: builder.params };
}

/** Count, extremes and quantiles (linear between neighbours, as `percentile_cont`). */
export function summarySql({ withSql }: Amounts): string {
  const quantiles = STEPS.map((step) => `percentile_cont(${step}) within group (order by v) as ${name(step)}`);
  return `${withSql}\nselect count(*) as n, min(v) as lowest, max(v) as highest, sum(v) as total, ${quantiles.join(", ")} from amounts`;
}

export interface Buckets {
  low: number;
  width: number;
  count: number;
}

/** At most about a dozen buckets of a round width (1, 2 or 5 times a power of ten) up to the 95th percentile. */
export function chooseBuckets(lowest: number, p95: number, integer: boolean): Buckets {
  const range = Math.max(p95 - lowest, integer ? 1 : 1e-9);
  const power = 10 ** Math.floor(Math.log10(range / 10));
  const step = [1, 2, 5, 10].find((one) => one * power >= range / 10) ?? 10;
  const width = Math.max(step * power, integer ? 1 : 0);
  const low = Math.floor(lowest / width) * width;
  return { low, width, count: Math.max(1, Math.ceil((p95 - low) / width + 1e-9)) + 1 };
}

/** Counts by bucket; the last one holds everything above. */
export function bucketSql({ withSql, params }: Amounts, { low, width, count }: Buckets) {
  const at = (offset: number) => `$${params.length + offset}`;
  const place = `floor((v - cast(${at(1)} as double precision)) / cast(${at(2)} as double precision))`;
  const sql = `${withSql}\nselect cast(greatest(least(${place}, ${count - 1}), 0) as integer) as bucket, count(*) as n from amounts group by 1 order by 1`;
  return { sql, params: [...params, low, width] };
}

/** The histogram as a table: range, number, share. */
export function shapeDistribution(
  metric: Metric,
  buckets: Buckets,
  rows: readonly SqlRow[],
  currency: string | null,
): ResultTable {
  const counts = new Map(rows.map((row) => [Number(row.bucket), Number(row.n)]));
  const total = [...counts.values()].reduce((sum, one) => sum + one, 0);
  const show = (value: number) => formatValue(value, metric.unit, currency);
  return {
    columns: [
      { name: "range", label: "Range", unit: "text", currency: null },
      { name: "count", label: "Number", unit: "count", currency: null },
      { name: "share", label: "Share", unit: "pct", currency: null },
    ],
    rows: Array.from({ length: buckets.count }, (_, at) => {
      const from = buckets.low + at * buckets.width;
      const label =
        at === buckets.count - 1 ? `${show(from)} and more` : `${show(from)} to under ${show(from + buckets.width)}`;
      const found = counts.get(at) ?? 0;
      return [label, found, total === 0 ? null : number((100 * found) / total)];
    }),
    keyColumns: [0],
    valueColumn: 1,
    currencyColumn: -1,
  };
}
