import type { SemanticQuery, WhyReport } from "../contract/analyst";
import type { DimensionValues } from "./lexicon";
import { dimensionsOf, type MetricModel } from "./model-types";

/** The same question of one driver or one segment, by the label the report gives it. */
export interface Drill {
  drivers: Record<string, SemanticQuery>;
  /** By `WhyReport.segments[].dim`, then by label. */
  segments: Record<string, Record<string, SemanticQuery>>;
}

/**
 * Where each part of a why report leads: a driver that is a metric to that metric's own why, a segment to the same
 * question filtered to it. Parts that are no value of the data ("5 others", "Mix of segments") lead nowhere.
 */
export function drillInto(model: MetricModel, values: DimensionValues, query: SemanticQuery, why: WhyReport): Drill {
  const asked: SemanticQuery = { ...query, op: "why", assumptions: [] };
  const byLabel = new Map([...model.metrics.values()].map((metric) => [metric.label, metric.id]));
  const drivers = why.drivers.flatMap(({ label }) => {
    const metric = byLabel.get(label);
    const own = metric === undefined || query.metrics.includes(metric) || model.metrics.get(metric)?.hidden;
    return own ? [] : [[label, keepAllowed(model, { ...asked, metrics: [metric] })] as const];
  });
  const segments = why.segments.map(({ dim, parts }) => {
    const found = parts.flatMap(({ label }) => {
      const filters = filtersOf(model, values, dim, label);
      if (!filters) return [];
      const kept = query.filters.filter((filter) => !filters.some((one) => one.dim === filter.dim));
      const narrowed: SemanticQuery = { ...asked, filters: [...kept, ...filters] };
      return [[label, narrowed] as const];
    });
    return [dim, Object.fromEntries(found)] as const;
  });
  return { drivers: Object.fromEntries(drivers), segments: Object.fromEntries(segments) };
}

function keepAllowed(model: MetricModel, query: SemanticQuery): SemanticQuery {
  const allowed = dimensionsOf(model, query.metrics[0] ?? "");
  return {
    ...query,
    dims: query.dims.filter((dim) => allowed.includes(dim)),
    filters: query.filters.filter((filter) => allowed.includes(filter.dim)),
  };
}

/** The filter a label stands for: a value of the dimension, or "region EMEA and tier Pro or Starter" of several. */
function filtersOf(
  model: MetricModel,
  values: DimensionValues,
  dim: string,
  label: string,
): SemanticQuery["filters"] | null {
  const isValue = (id: string, text: string) => values.get(id)?.some((one) => one.value === text) ?? false;
  if (!dim.includes("+") && isValue(dim, label)) return [{ dim, op: "in", values: [label] }];
  const dims = dim.split("+").map((id) => ({ id, name: (model.dimensions.get(id)?.label ?? id).toLowerCase() }));
  const filters = label.split(" and ").map((part) => {
    const own = dims.find(({ name }) => part.startsWith(`${name} `));
    const listed = own ? part.slice(own.name.length + 1).split(" or ") : [];
    return own && listed.every((value) => isValue(own.id, value))
      ? { dim: own.id, op: "in" as const, values: listed }
      : null;
  });
  const known = filters.filter((filter) => filter !== null);
  return known.length === filters.length && known.length === dims.length ? known : null;
}
