import type { QueryFilter } from "../contract/analyst";
import type { MetricModel } from "./model-types";
import type { Reading } from "./spans";

/** "How many days do customers take to pay on average": the mean of the rows whose median the metric is. */
export function meanOf(
  metrics: readonly string[],
  { tokens, spans }: Reading,
  model: MetricModel,
): { metric: string; at: number } | null {
  const at = tokens.findIndex(
    ({ text }, index) => text === "average" && !spans.some((span) => span.at.includes(index)),
  );
  const own = model.metrics.get(metrics[0] ?? "");
  if (metrics.length !== 1 || at < 0 || own?.formula.kind !== "aggregate" || own.formula.aggregation !== "median")
    return null;
  const { model: fact, sql } = own.formula;
  const mean = own.siblings.find((id) => {
    const formula = model.metrics.get(id)?.formula;
    return (
      formula?.kind === "aggregate" &&
      formula.aggregation === "average" &&
      formula.model === fact &&
      formula.sql === sql
    );
  });
  return mean ? { metric: mean, at } : null;
}

/** "Collected by payment status", "disputed payments amount": the metric that another status turns this one into. */
export function becomeMetrics(
  metrics: readonly string[],
  dims: readonly string[],
  filters: readonly QueryFilter[],
  model: MetricModel,
): string[] {
  const used = new Set([...dims, ...filters.map(({ dim }) => dim)]);
  return metrics.map((id) => {
    const becomes = Object.entries(model.metrics.get(id)?.becomes ?? {}).find(([dim]) => used.has(dim));
    return becomes?.[1] ?? id;
  });
}
