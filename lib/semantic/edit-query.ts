import type { SemanticQuery, TimeGrain } from "../contract/analyst";
import { addDays, daysBetween, isDay, rangeLabel } from "./days";

/** What a person may change of a reading by hand. Days are inclusive. */
export interface Edits {
  op: "value" | "trend" | "breakdown" | "rank" | "compare" | "share" | "why";
  metric: string;
  dims: string[];
  /** Filters that stay, by their place in the query. */
  keptFilters: readonly number[];
  firstDay: string;
  lastDay: string;
  grain: TimeGrain;
}

/**
 * The query with a person's edits, made to fit: a breakdown without a dimension is a total, a cut that the metric does
 * not have is dropped, a window that did not change keeps its name. Null when the days make no window.
 * `allowed` are the dimensions of the metric chosen, `asOf` the data's last day.
 */
export function editQuery(
  query: SemanticQuery,
  edits: Edits,
  allowed: readonly string[],
  asOf: string,
): SemanticQuery | null {
  const { firstDay, lastDay, metric } = edits;
  if (!isDay(firstDay) || !isDay(lastDay) || firstDay > lastDay) return null;
  const to = addDays(lastDay, 1);
  const { grain: _, ...old } = query.time;
  const same = old.from === firstDay && old.to === to;
  const window = same
    ? old
    : { from: firstDay, to, label: rangeLabel(firstDay, to), partial: firstDay <= asOf && addDays(asOf, 1) < to };
  const dims = [...new Set(edits.dims)].filter((dim) => allowed.includes(dim)).slice(0, 2);
  const needsDim = edits.op === "breakdown" || edits.op === "rank" || edits.op === "share";
  const op = needsDim && dims.length === 0 ? "value" : edits.op === "value" && dims.length > 0 ? "breakdown" : edits.op;
  const compared = op === "why" || op === "compare";
  return {
    op,
    metrics: metric === query.metrics[0] ? query.metrics : [metric],
    dims,
    filters: query.filters.filter((filter, at) => edits.keptFilters.includes(at) && allowed.includes(filter.dim)),
    time: op === "trend" ? { ...window, grain: fitGrain(edits.grain, window) } : window,
    ...(compared && same && query.compareTo ? { compareTo: query.compareTo } : {}),
    ...(op === "rank" ? { limit: query.limit ?? 10, ...(query.order ? { order: query.order } : {}) } : {}),
    assumptions: [],
  };
}

const MAX_POINTS = 800;

/** Days over many years are more points than anyone can read, or than one answer holds. */
function fitGrain(grain: TimeGrain, window: { from: string; to: string }): TimeGrain {
  return grain === "day" && daysBetween(window.from, window.to) > MAX_POINTS ? "month" : grain;
}
