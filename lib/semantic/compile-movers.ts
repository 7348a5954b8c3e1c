import type { SemanticQuery } from "../contract/analyst";
import { AppError } from "../errors";
import type { SqlValue } from "../ports";
import { type CompileOptions, periodsOf } from "./compile";
import { conditionsOf, filterSql, timeSql, windowSql } from "./compile-branch";
import type { AggregateFormula, MetricModel } from "./model-types";
import { byCodeUnit, createBuilder, createFactScope, type SqlBuilder } from "./sql-text";

/**
 * The values of a dimension whose total changed most between both windows of a query, largest first: `delta` each, and
 * beside it `n`, how many values there are, and `gross`, what all of them moved. Every row counts once, with the sign of
 * its window, so that one grouping does for both windows and all facts of the metric.
 * @throws AppError `internal` for a metric that does not add up.
 */
export function compileMovers(
  model: MetricModel,
  query: SemanticQuery,
  dim: string,
  { asOf, limit }: Pick<CompileOptions, "asOf"> & { limit: number },
): { sql: string; params: SqlValue[] } {
  const builder = createBuilder(model, periodsOf(query, asOf), asOf);
  const rows = signedTerms(model, query.metrics[0] ?? "", 1).map(({ formula, factor }) =>
    signedRowsSql(model, query, dim, formula, factor, builder, asOf),
  );
  const ctes = [
    ...builder.withClauses(),
    `changes as (\n  ${rows.join("\n  union all\n  ")}\n)`,
    "deltas as (select value, sum(change) as delta from changes group by value)",
  ];
  const sql = `with ${ctes.join(",\n")}
select cast(delta as double precision) as delta, (select count(*) from deltas) as n,
  (select cast(sum(abs(delta)) as double precision) from deltas) as gross
from deltas order by abs(delta) desc, delta desc, ${byCodeUnit("value")} limit ${limit}`;
  return { sql, params: builder.params };
}

/** A metric as a signed sum of totals over rows. */
function signedTerms(model: MetricModel, id: string, factor: number): { formula: AggregateFormula; factor: number }[] {
  const formula = model.metrics.get(id)?.formula;
  if (formula?.kind === "sum")
    return formula.terms.flatMap((term) => signedTerms(model, term.metric, term.factor * factor));
  if (formula?.kind === "aggregate" && (formula.aggregation === "sum" || formula.aggregation === "count"))
    return [{ formula, factor }];
  throw new AppError("internal", `${id} is no sum over rows`);
}

function signedRowsSql(
  model: MetricModel,
  query: SemanticQuery,
  dim: string,
  formula: AggregateFormula,
  factor: number,
  builder: SqlBuilder,
  asOf: string,
): string {
  const fact = model.models.get(formula.model);
  if (!fact) throw new AppError("internal", "A metric reads from a model that does not exist");
  const scope = createFactScope(model, fact, builder);
  const time = formula.time === null ? null : scope.resolve(formula.time);
  const amount = formula.sql === null || formula.aggregation === "count" ? "1" : scope.resolve(formula.sql);
  const value = factor === 1 ? amount : `${factor} * ${amount}`;
  const isCurrent = time === null ? `${fact.name}.period = 'current'` : windowSql(query.time, time, builder, asOf);
  const where = [
    ...(time === null ? [] : [timeSql(query, time, builder, asOf)]),
    ...conditionsOf(formula, query).map(scope.resolve),
    ...query.filters.map((filter) => filterSql(scope.dimension(filter.dim), filter, builder)),
  ];
  const select = `select ${scope.dimension(dim)} as value, case when ${isCurrent} then ${value} else -(${value}) end as change`;
  return [select, scope.from(), ...(where.length > 0 ? [`where ${where.join(" and ")}`] : [])].join("\n  ");
}
