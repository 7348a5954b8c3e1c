import type { SemanticQuery } from "../contract/analyst";
import { windowPhrase } from "./format";
import { dimensionsOf, type Metric, type MetricModel } from "./model-types";

/**
 * Questions that lead on from an answer, in words the parser reads: another cut, the series, why, a sibling.
 * The caller keeps those that parse.
 */
export function suggestFollowUps(
  model: MetricModel,
  query: SemanticQuery,
  metric: Metric,
  labelOf: (dim: string, value: string) => string,
): string[] {
  const whole = query.time.label.startsWith("all data") || (metric.snapshot && query.time.from === query.time.to);
  const [when, whenWhy] = (["other", "why"] as const).map((op) => (whole ? "" : ` ${windowPhrase(query.time, op)}`));
  const only = query.filters
    .filter((filter) => filter.op === "in" && filter.values.length === 1)
    .map((filter) => ` for ${labelOf(filter.dim, filter.values[0] ?? "")}`)
    .join("");
  const cuts = dimensionsOf(model, metric.id).filter(
    (dim) =>
      !query.dims.includes(dim) &&
      !query.filters.some((filter) => filter.dim === dim) &&
      model.dimensions.get(dim)?.explains,
  );
  const label = (dim: string) => (model.dimensions.get(dim)?.label ?? dim).toLowerCase();
  const sibling = metric.siblings.map((id) => model.metrics.get(id)?.label).find(Boolean);
  const found = [
    query.op === "why" ? `${metric.label} by month${only}` : `Why did ${metric.label} change${only}${whenWhy}?`,
    ...cuts.slice(0, 2).map((dim) => `${metric.label} by ${label(dim)}${only}${when}`),
    query.time.grain ? `Top 5 customers by ${metric.label}${only}${when}` : `${metric.label} by month${only}`,
    ...(sibling ? [`${sibling}${query.dims[0] ? ` by ${label(query.dims[0])}` : ""}${when}`] : []),
  ];
  return [...new Set(found)];
}
