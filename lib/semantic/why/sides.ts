import type { SemanticQuery, TimeWindow } from "../../contract/analyst";
import type { SqlRow } from "../../ports";
import { type CompileOptions, compileQuery } from "../compile";
import type { Metric, MetricModel } from "../model-types";
import type { Premise } from "../parse-types";
import { number } from "../result";

export interface WhyInput {
  model: MetricModel;
  metric: Metric;
  /** Op `why` with `compareTo`, in one currency. */
  query: SemanticQuery;
  base: TimeWindow;
  options: CompileOptions & { firstDay: string; presentColumns: ReadonlySet<string> };
  currency: string | null;
  premise: Premise;
  run(sql: string, params: readonly (string | number | boolean | null)[]): Promise<SqlRow[]>;
}

/** Groups past this are not read: the caller sees as many and knows that some may be missing. */
export const MAX_GROUPS = 100_000;

/** Values of several metrics over both windows, by the values of `dims` (one empty key without). */
export type Sides = Map<string, { base: Record<string, number | null>; current: Record<string, number | null> }>;

export async function readSides(
  input: WhyInput,
  metrics: readonly string[],
  dims: readonly string[],
  separator = ", ",
): Promise<Sides> {
  const query: SemanticQuery = {
    ...input.query,
    op: "compare",
    metrics: [...metrics],
    dims: [...dims],
    compareTo: input.base,
  };
  const compiled = compileQuery(input.model, query, { ...input.options, currencies: [], rowLimit: MAX_GROUPS });
  const sides: Sides = new Map();
  for (const row of await input.run(compiled.sql, compiled.params)) {
    const key = dims.map((dim) => String(row[dim] ?? "unknown")).join(separator);
    const place = sides.get(key) ?? { base: {}, current: {} };
    const values = Object.fromEntries(metrics.map((id) => [id, number(row[id])]));
    sides.set(key, { ...place, [row.period === "current" ? "current" : "base"]: values });
  }
  return sides;
}

/** Smallest units of a metric in one of its values: hundredths of a percentage point, else itself. */
export const smallestUnits = (metric: Metric, value: number): number =>
  Math.round(metric.unit === "pct" ? value * 100 : value);
