import type { QueryBound, QueryFilter, SemanticQuery, TimeWindow } from "../contract/analyst";
import { rangeLabel } from "./days";
import { formatValue } from "./format";
import type { MetricModel } from "./model-types";

/** A query in words, in three parts so that a page can stress the first: "why", "net revenue", "by region, in July". */
export interface QueryWords {
  operation: string;
  metrics: string;
  rest: string;
}

const OPERATIONS: Record<SemanticQuery["op"], string> = {
  value: "total of",
  trend: "trend of",
  breakdown: "breakdown of",
  rank: "ranking by",
  compare: "comparison of",
  share: "share of",
  why: "why",
  list: "rows of",
  distribution: "distribution of",
  cohort: "cohorts of",
};

/** Says a query back to the person who asked, from the query alone. */
export function describeQuery(
  model: MetricModel,
  query: SemanticQuery,
  labelOf: (dim: string, value: string) => string,
): QueryWords {
  const dimension = (id: string) => lowerLabel(model.dimensions.get(id)?.label ?? id.replaceAll("_", " "));
  const metrics = query.metrics.map((id) => lowerLabel(model.metrics.get(id)?.label ?? id)).join(" and ");
  const filters = query.filters.map((filter) => filterWords(filter, dimension, labelOf));
  const cuts = [...query.dims.map(dimension), ...(query.time.grain ? [query.time.grain] : [])].join(" and ");
  const parts = [
    cuts && `by ${cuts}`,
    ...(query.having ?? []).map((bound) => boundWords(model, query, bound)),
    limitWords(query),
    filters.length > 0 ? `for ${filters.join(", ")}` : "",
    windowWords(query.time),
    query.compareTo ? `against ${windowWords(query.compareTo)}` : "",
  ].filter((part) => part !== "");
  return { operation: OPERATIONS[query.op], metrics, rest: parts.join(", ") };
}

const BOUNDS: Record<QueryBound["op"], string> = { gt: "above", gte: "at least", lt: "below", lte: "at most" };

function boundWords(model: MetricModel, { op, metrics }: SemanticQuery, { op: side, value }: QueryBound): string {
  const unit = model.metrics.get(metrics[0] ?? "")?.unit ?? "count";
  return `${op === "list" ? "rows" : "totals"} ${BOUNDS[side]} ${formatValue(value, unit, null)}`;
}

/** "Top 10", "lowest first"; a list's usual hundred rows need no word. */
function limitWords({ op, order, limit }: SemanticQuery): string {
  if (op === "rank" && limit !== undefined) return `${order === "asc" ? "lowest" : "top"} ${limit}`;
  const rows = limit !== undefined && !(op === "list" && limit === 100) ? `at most ${limit} rows` : "";
  return [order === "asc" ? "lowest first" : "", rows].filter((text) => text !== "").join(", ");
}

function filterWords(
  { dim, op, values }: QueryFilter,
  dimension: (id: string) => string,
  labelOf: (dim: string, value: string) => string,
): string {
  const shown = values.slice(0, 3).map((value) => labelOf(dim, value));
  const more = values.length > 3 ? ` and ${values.length - 3} more` : "";
  return `${dimension(dim)} ${op === "not_in" ? "other than " : ""}${shown.join(" or ")}${more}`;
}

function windowWords(window: TimeWindow): string {
  if (window.partial) return `${window.label} to date`.replace(/ to date to date$/, " to date");
  const isDate = window.label.includes(String(window.from.slice(0, 4)));
  return isDate ? window.label : `${window.label} (${rangeLabel(window.from, window.to)})`;
}

function lowerLabel(label: string): string {
  return /^[A-Z]{2}/.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1);
}
