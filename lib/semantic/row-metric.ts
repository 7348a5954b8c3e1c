import type { MetricModel } from "./model-types";

/**
 * The metric whose single rows have a value, for histograms and row thresholds: invoice amounts for invoiced, its
 * average or its count; days for days to pay. Null for snapshots and for metrics of several facts.
 */
export function rowMetric(model: MetricModel, id: string): string | null {
  const metric = model.metrics.get(id);
  if (!metric || metric.snapshot) return null;
  const { formula } = metric;
  if (formula.kind === "ratio") {
    const top = model.metrics.get(formula.numerator)?.formula;
    const bottom = model.metrics.get(formula.denominator)?.formula;
    const sameFact = top?.kind === "aggregate" && bottom?.kind === "aggregate" && top.model === bottom.model;
    return sameFact && bottom.aggregation === "count" ? rowMetric(model, formula.numerator) : null;
  }
  if (formula.kind === "sum") return null;
  if (formula.aggregation === "count_distinct") return null;
  if (formula.aggregation !== "count") return id;
  const sibling = metric.siblings.find((other) => {
    const own = model.metrics.get(other)?.formula;
    return own?.kind === "aggregate" && own.model === formula.model && own.aggregation === "sum";
  });
  return sibling ?? null;
}
