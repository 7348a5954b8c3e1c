import type { SemanticQuery } from "../contract/analyst";
import { dimensionsOf, type MetricModel } from "./model-types";

/** Why a query cannot run on this model, or null. */
export function queryFault(model: MetricModel, query: SemanticQuery): string | null {
  for (const id of query.metrics) {
    if (!model.metrics.has(id)) return `There is no metric ${id}`;
    const allowed = dimensionsOf(model, id);
    const wrong = [...query.dims, ...query.filters.map((filter) => filter.dim)].find((dim) => !allowed.includes(dim));
    if (wrong) return `${model.metrics.get(id)?.label ?? id} cannot be cut by ${wrong}`;
  }
  if (query.op === "distribution" || query.op === "cohort") return `The operation ${query.op} is not answered`;
  if (new Set(query.dims).size < query.dims.length || new Set(query.metrics).size < query.metrics.length)
    return "A metric or dimension is named twice";
  const windows = query.compareTo ? [query.time, query.compareTo] : [query.time];
  const empty = windows.find(
    (window) =>
      window.from >= window.to || Number.isNaN(Date.parse(window.from)) || Number.isNaN(Date.parse(window.to)),
  );
  return empty ? `The window ${empty.from} to ${empty.to} is empty` : null;
}
