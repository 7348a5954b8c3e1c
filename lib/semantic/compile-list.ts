import type { ResultColumn, SemanticQuery } from "../contract/analyst";
import { AppError } from "../errors";
import type { SqlValue } from "../ports";
import { BOUND_SQL } from "./bounds";
import { addDays, minDay } from "./days";
import type { MetricModel } from "./model-types";
import { byCodeUnit, createBuilder, createFactScope } from "./sql-text";

export interface CompiledList {
  sql: string;
  params: SqlValue[];
  columns: ResultColumn[];
}

/**
 * The rows behind an aggregate metric: its own filters and the question's, largest amount first, else latest;
 * \`row_total\` counts all of them.
 * @throws AppError `validation` when the metric has no rows of its own to list.
 */
export function compileList(model: MetricModel, query: SemanticQuery, asOf: string): CompiledList {
  const metric = model.metrics.get(query.metrics[0] ?? "");
  const formula = metric?.formula;
  const fact = formula?.kind === "aggregate" ? model.models.get(formula.model) : undefined;
  if (!metric || formula?.kind !== "aggregate" || !fact || fact.list.length === 0)
    throw new AppError("validation", `${metric?.label ?? query.metrics[0]} has no rows to list`);
  const end = minDay(query.time.to, addDays(asOf, 1));
  const last = addDays(end, -1);
  const builder = createBuilder(model, [{ period: "all", firstDay: query.time.from, lastDay: last }], asOf);
  const scope = createFactScope(model, fact, builder);
  const selects = fact.list.map((column) => `${scope.resolve(column.sql)} as ${column.name}`);
  const replaced = query.filters.some(({ op, dim }) => op === "in" && formula.replacedBy.includes(dim));
  const time = formula.time === null ? null : scope.resolve(formula.time);
  const where = [
    ...(time ? [`${time} >= ${builder.bind(query.time.from, "date")} and ${time} < ${builder.bind(end, "date")}`] : []),
    ...[...formula.filters, ...(replaced ? [] : formula.defaultFilters)].map(scope.resolve),
    ...query.filters.map(({ dim, op, values }) => {
      const bound = values.map((value) => builder.bind(value)).join(", ");
      return `${scope.dimension(dim)} ${op === "in" ? "in" : "not in"} (${bound})`;
    }),
  ];
  const amount =
    fact.list.find((column) => column.unit === "cents") ?? fact.list.find((column) => column.unit === "date");
  const bound = fact.list.find((column) => column.unit === "cents");
  for (const { op, value } of query.having ?? []) {
    if (!bound) throw new AppError("validation", `The rows of ${metric.label} have no amount`);
    where.push(`${scope.resolve(bound.sql)} ${BOUND_SQL[op]} cast(${builder.bind(value)} as double precision)`);
  }
  const key = byCodeUnit(scope.resolve(fact.list[0]?.sql ?? ""));
  const order = amount ? `${amount.name} ${query.order ?? "desc"} nulls last, ${key}` : key;
  const from = scope.from();
  const ctes = builder.withClauses();
  const sql = [
    ...(ctes.length > 0 ? [`with ${ctes.join(",\n")}`] : []),
    `select ${selects.join(", ")}, count(*) over () as row_total`,
    from,
    ...(where.length > 0 ? [`where ${where.join("\n  and ")}`] : []),
    `order by ${order}`,
    `limit ${query.limit ?? 100}`,
  ].join("\n");
  const columns = fact.list.map(({ name, label, unit }): ResultColumn => ({ name, label, unit, currency: null }));
  return { sql, params: builder.params, columns };
}
