import { AppError } from "../errors";
import type { AggregateFormula, MetricModel } from "./model-types";
import { byCodeUnit } from "./sql-text";

/** Puts the facts together on the shared keys; with one fact there is nothing to put together. */
export function uniteBranches(
  branches: readonly string[],
  groups: readonly [string, AggregateFormula][][],
  keys: readonly string[],
  named: readonly string[],
  leafIds: readonly string[],
): string {
  if (branches.length === 1) return "from fact_1";
  const union = groups.map((group, at) => {
    const own = new Set(group.map(([id]) => id));
    const columns = leafIds.map((id) => (own.has(id) ? id : `cast(null as bigint) as ${id}`));
    return `select ${[...keys, ...named, ...columns].join(", ")} from fact_${at + 1}`;
  });
  // Each key has at most one row a fact, so max() carries the value over unchanged.
  const carried = [
    ...named.map((name) => `min(${byCodeUnit(name)}) as ${name}`),
    ...leafIds.map((id) => `max(${id}) as ${id}`),
  ];
  const grouping = keys.length > 0 ? `\n  group by ${keys.join(", ")}` : "";
  return `from (\n  select ${[...keys, ...carried].join(", ")}\n  from (${union.join("\n    union all ")}) parts${grouping}\n) facts`;
}

/** A metric over the columns of its leaves. Money quotients are rounded once, half up; percentages stay doubles. */
export function metricSql(model: MetricModel, id: string): string {
  const metric = model.metrics.get(id);
  if (!metric) throw new AppError("internal", `There is no metric ${id}`);
  const { formula } = metric;
  if (formula.kind === "aggregate") return metric.additive ? `coalesce(${id}, 0)` : id;
  if (formula.kind === "sum") {
    const terms = formula.terms.map(({ metric: part, factor }, at) => {
      const sign = factor < 0 ? (at === 0 ? "-" : " - ") : at === 0 ? "" : " + ";
      const size = Math.abs(factor) === 1 ? "" : `${Math.abs(factor)} * `;
      return `${sign}${size}${metricSql(model, part)}`;
    });
    return `(${terms.join("")})`;
  }
  const quotient = `cast(${metricSql(model, formula.numerator)} as double precision) / nullif(cast(${metricSql(model, formula.denominator)} as double precision), 0)`;
  if (metric.unit === "pct") return `(100 * ${quotient})`;
  return metric.unit === "cents" ? `cast(floor(${quotient} + 0.5 + 1e-7) as bigint)` : `(${quotient})`;
}
