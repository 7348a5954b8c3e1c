import type { SemanticQuery, WhyPart } from "../../contract/analyst";
import { compileQuery } from "../compile";
import { addDays, minDay } from "../days";
import type { Metric, MetricModel } from "../model-types";
import { number } from "../result";
import { productEffects } from "./decompose";
import { exactParts } from "./parts";
import { readSides, type Sides, type WhyInput } from "./sides";

type Raw = { label: string; delta: number }[];

/** The metrics whose totals the drivers of a metric are worked out from. */
export function driverMetrics(model: MetricModel, id: string): string[] {
  const metric = model.metrics.get(id);
  if (!metric) return [];
  const { formula } = metric;
  const parts = formula.kind === "sum" ? formula.terms.flatMap((term) => driverMetrics(model, term.metric)) : [];
  const sides = formula.kind === "ratio" ? [formula.numerator, formula.denominator] : [];
  return [...new Set([id, ...parts, ...sides, ...metric.factors.slice(0, 1)])];
}

/** What the change is made of by arithmetic: movements of MRR, parts of a sum, factors of a product, both sides of a ratio. */
export async function driversOf(input: WhyInput, total: number, known: Sides | null): Promise<WhyPart[]> {
  const { metric } = input;
  const raw =
    metric.id === "mrr" || metric.id === "arr" ? await movements(input) : await arithmetic(input, metric, known);
  return raw.length > 0 ? exactParts(raw, total, "Rest") : [];
}

async function arithmetic(input: WhyInput, metric: Metric, known: Sides | null): Promise<Raw> {
  const { formula } = metric;
  if (formula.kind === "ratio") return ratioDrivers(input, metric, [formula.numerator, formula.denominator], known);
  if (formula.kind === "sum") {
    const parts = await Promise.all(
      formula.terms.map(async ({ metric: id, factor }) => {
        const part = input.model.metrics.get(id);
        return part
          ? (await additiveDrivers(input, part, known)).map((one) => ({ ...one, delta: one.delta * factor }))
          : [];
      }),
    );
    return parts.flat();
  }
  return metric.factors.length > 0 ? additiveDrivers(input, metric, known) : [];
}

/** A total as count x average: how much is volume, how much is size. */
async function additiveDrivers(input: WhyInput, metric: Metric, known: Sides | null): Promise<Raw> {
  const [count, average] = metric.factors.map((id) => input.model.metrics.get(id));
  const side = await totalsOf(input, [metric.id, ...(count ? [count.id] : [])], known);
  const [m0, m1] = [side?.base[metric.id] ?? 0, side?.current[metric.id] ?? 0];
  if (!count || !average) return [{ label: metric.label, delta: m1 - m0 }];
  const [n0, n1] = [side?.base[count.id] ?? 0, side?.current[count.id] ?? 0];
  if (n0 <= 0 || n1 <= 0) return [{ label: metric.label, delta: m1 - m0 }];
  const [volume = 0, size = 0] = productEffects([n0, m0 / n0], [n1, m1 / n1]);
  return [
    { label: `Number: ${count.label.toLowerCase()}`, delta: volume },
    { label: `Size: ${average.label.toLowerCase()}`, delta: size },
  ];
}

async function totalsOf(input: WhyInput, metrics: readonly string[], known: Sides | null) {
  const side = known?.get("");
  const has = side && metrics.every((id) => id in side.base || id in side.current);
  return has ? side : (await readSides(input, metrics, [])).get("");
}

async function ratioDrivers(
  input: WhyInput,
  metric: Metric,
  [numerator, denominator]: readonly [string, string],
  known: Sides | null,
): Promise<Raw> {
  const side = await totalsOf(input, [numerator, denominator], known);
  const [n0, n1] = [side?.base[numerator] ?? 0, side?.current[numerator] ?? 0];
  const [d0, d1] = [side?.base[denominator] ?? 0, side?.current[denominator] ?? 0];
  if (d0 === 0 || d1 === 0) return [];
  const scale = metric.unit === "pct" ? 10_000 : 1;
  const [top = 0, bottom = 0] = productEffects([n0, scale / d0], [n1, scale / d1]);
  const label = (id: string) => input.model.metrics.get(id)?.label ?? id;
  return [
    { label: label(numerator), delta: top },
    { label: label(denominator), delta: bottom },
  ];
}

/** MRR between the last days of both windows, by what customers did: new, expansion, contraction, churn. */
async function movements(input: WhyInput): Promise<Raw> {
  const last = (to: string) => minDay(addDays(to, -1), input.options.asOf);
  const [from, to] = [last(input.base.to), addDays(last(input.query.time.to), 1)];
  const metrics = ["new_mrr", "expansion_mrr", "contraction_mrr", "churned_mrr"];
  const query: SemanticQuery = {
    ...input.query,
    op: "value",
    metrics,
    dims: [],
    compareTo: undefined,
    time: { from, to, label: "", partial: false },
  };
  const compiled = compileQuery(input.model, query, { ...input.options, currencies: [] });
  const [row] = await input.run(compiled.sql, compiled.params);
  const factor = input.metric.id === "arr" ? 12 : 1;
  const signs = [1, 1, -1, -1];
  return metrics.map((id, at) => ({
    label: input.model.metrics.get(id)?.label ?? id,
    delta: factor * (signs[at] ?? 1) * (number(row?.[id]) ?? 0),
  }));
}
