import type { SemanticQuery } from "../contract/analyst";
import { isDay } from "./days";
import { dimensionsOf, type MetricModel } from "./model-types";
import { rowMetric } from "./row-metric";

/** Days past these are no business of a billing table, and their series would be endless. */
const FIRST_DAY = "1900-01-01";
const LAST_DAY = "2200-01-01";

/** Why a query cannot run on this model, or null. */
export function queryFault(model: MetricModel, query: SemanticQuery): string | null {
  for (const id of query.metrics) {
    if (!model.metrics.has(id)) return `There is no metric ${id}`;
    const allowed = dimensionsOf(model, id);
    const wrong = [...query.dims, ...query.filters.map((filter) => filter.dim)].find((dim) => !allowed.includes(dim));
    if (wrong) return `${model.metrics.get(id)?.label ?? id} cannot be cut by ${wrong}`;
  }
  const shape = shapeFault(model, query);
  if (shape) return shape;
  if (new Set(query.dims).size < query.dims.length || new Set(query.metrics).size < query.metrics.length)
    return "A metric or dimension is named twice";
  const windows = query.compareTo ? [query.time, query.compareTo] : [query.time];
  const empty = windows.find(({ from, to }) => from >= to || !isDay(from) || !isDay(to));
  if (empty) return `The window ${empty.from} to ${empty.to} is empty`;
  const far = windows.find(({ from, to }) => from < FIRST_DAY || to > LAST_DAY);
  return far ? `The window ${far.from} to ${far.to} leaves the years 1900 to 2199` : null;
}

/** What the operations beyond a plain table need. */
function shapeFault(model: MetricModel, query: SemanticQuery): string | null {
  const [first = ""] = query.metrics;
  if (query.op === "cohort") {
    if (query.metrics.length > 1 || query.dims.length > 0) return "Cohorts follow one metric and have no other cut";
    if (first !== "active_customers" && first !== "mrr") return "Cohorts follow active customers or MRR";
  }
  if (query.op === "distribution") {
    if (query.metrics.length > 1 || query.dims.length > 1) return "A distribution shows one metric";
    if (query.dims.length === 0 && rowMetric(model, first) !== first) return `${first} has no single amounts`;
  }
  if (query.having && (query.compareTo || !["breakdown", "rank", "list"].includes(query.op)))
    return "A threshold applies to groups or to the rows of a list";
  if (query.having && query.op === "list" && !rowMetric(model, first)) return `The rows of ${first} have no amount`;
  return null;
}
