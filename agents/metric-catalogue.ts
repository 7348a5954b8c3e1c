import type { MetricCatalogue } from "@/lib/contract/questions";
import { compileQuery } from "@/lib/semantic/compile";
import { dimensionsOf, type Metric } from "@/lib/semantic/model-types";
import { displaySql } from "@/lib/semantic/sql-text";
import { defaultWindow } from "@/lib/semantic/windows";
import { readCatalogue } from "./analyst";
import type { AskContext } from "./ask";

/** Days that stand for the data's own while none is loaded, so that a statement can be shown at all. */
const SAMPLE = { asOf: "2026-01-31", firstDay: "2025-01-01" };

/** The metric model for people: each metric with its statement over its default window, each dimension with its size. */
export async function readMetricCatalogue(context: Pick<AskContext, "warehouse" | "model">): Promise<MetricCatalogue> {
  const { warehouse, model } = context;
  const catalogue = warehouse?.dataset.asOf ? await readCatalogue(warehouse, model) : null;
  const { asOf, firstDay } = catalogue ?? SAMPLE;
  const statement = (metric: Metric) => {
    const time = defaultWindow(metric, "value", asOf, firstDay);
    const query = { op: "value" as const, metrics: [metric.id], dims: [], filters: [], time, assumptions: [] };
    const compiled = compileQuery(model, query, { asOf, currencies: [] });
    return displaySql(compiled.sql, compiled.params);
  };
  return {
    metrics: [...model.metrics.values()]
      .filter((metric) => !metric.hidden)
      .map((metric) => ({
        id: metric.id,
        label: metric.label,
        description: metric.description,
        unit: metric.unit,
        owner: metric.owner,
        status: metric.status,
        file: metric.file,
        synonyms: [...new Set([...metric.synonyms, ...metric.sharedSynonyms])],
        dimensions: dimensionsOf(model, metric.id),
        sql: statement(metric),
        examples: [...metric.examples],
      })),
    dimensions: [...model.dimensions.values()].map((dimension) => ({
      id: dimension.id,
      label: dimension.label,
      description: dimension.description,
      synonyms: [...dimension.synonyms],
      values: catalogue?.lexicon.values.get(dimension.id)?.length ?? null,
    })),
  };
}
