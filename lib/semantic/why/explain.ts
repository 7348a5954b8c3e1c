import type { WhyReport } from "../../contract/analyst";
import { formatValue, relativeChange } from "../format";
import { leavesOf, type Metric } from "../model-types";
import { premiseText } from "../sentence";
import { coincidencesOf } from "./coincidences";
import { ratioEffects, simpsonCase } from "./decompose";
import { driverMetrics, driversOf } from "./drivers";
import { gateChange } from "./gate";
import { windowHistory } from "./history";
import { dimsToSearch, type Leaves, readLeaves, rollUp } from "./leaves";
import { exactParts } from "./parts";
import { readSides, type Sides, smallestUnits, type WhyInput } from "./sides";
import { findStandOut, type Measure } from "./stand-out";

/**
 * Explains the change of a metric between two windows: gate, drivers, segments and coincidences. Parts add up to the
 * change exactly; what they leave open is a part of its own. Null when one side is unknown.
 */
export async function explainChange(input: WhyInput): Promise<{ report: WhyReport; finding: string | null } | null> {
  const { metric, query, base } = input;
  const measure = measureOf(input);
  const [leaves, history, coincidences] = await Promise.all([
    measure ? readLeaves(input, additiveOf(input), dimsToSearch(input)) : null,
    windowHistory(input),
    coincidencesOf(input),
  ]);
  const totals = leaves ? rollUp(leaves, []) : null;
  const sides = metric.additive && totals ? totals.get("") : (await readSides(input, [metric.id], [])).get("");
  const known = (value: number | null | undefined) => value ?? (metric.additive || metric.unit === "count" ? 0 : null);
  const before = known(sides?.base[metric.id]);
  const now = known(sides?.current[metric.id]);
  if (before === null || now === null) return null;
  const total = smallestUnits(metric, now) - smallestUnits(metric, before);
  const [drivers, { segments, paradoxes }] = await Promise.all([
    driversOf(input, total, totals),
    segmentsOf(input, leaves, measure, total),
  ]);
  const standOut = leaves && measure ? findStandOut(input, leaves, measure, total) : null;
  const gate = gateChange(history?.values ?? [], now);
  const relative = relativeChange(now, before);
  const text = premiseText(input.premise, metric.label, now - before, relative);
  const report: WhyReport = {
    metric: metric.id,
    base: { label: base.label, value: before },
    current: { label: query.time.label, value: now },
    delta: metric.unit === "pct" ? total / 100 : now - before,
    gate: history?.yearBefore
      ? { ...gate, text: `${gate.text} ${tellYearBefore(input, now, history.yearBefore)}` }
      : gate,
    premise: {
      claimed: input.premise,
      holds: text === "",
      text:
        text.trim() ||
        (input.premise === "none"
          ? "Nothing was taken for granted."
          : `${metric.label} is ${input.premise}, as the question says.`),
    },
    drivers,
    segments: [...(standOut?.segments.filter(({ dim }) => dim.includes("+")) ?? []), ...segments],
    coincidences: [...paradoxes, ...coincidences],
  };
  return { report, finding: standOut?.text ?? null };
}

/** What the leaves can be added up to: the metric itself, or both sides of a ratio; null for medians and distinct counts. */
function measureOf({ model, metric }: WhyInput): Measure | null {
  if (metric.additive) return { value: metric.id, denominator: null };
  const { formula } = metric;
  if (formula.kind !== "ratio") return null;
  const adds = [formula.numerator, formula.denominator].every((id) => model.metrics.get(id)?.additive);
  return adds ? { value: formula.numerator, denominator: formula.denominator } : null;
}

/** The metrics that one read of the leaves serves: the measure and what the drivers need, those that add up. */
function additiveOf({ model, metric }: WhyInput): string[] {
  return driverMetrics(model, metric.id).filter((id) => model.metrics.get(id)?.additive);
}

function tellYearBefore({ metric, currency }: WhyInput, now: number, before: { label: string; value: number }): string {
  const relative = relativeChange(now, before.value);
  const size =
    relative === null
      ? ""
      : `; now is ${formatValue(Math.abs(relative), "pct", null)} ${relative < 0 ? "below" : "above"} it`;
  return `A year before, ${before.label}: ${formatValue(before.value, metric.unit, currency)}${size}.`;
}

/** The change by the values of each dimension that may explain it, the one that says most first. */
async function segmentsOf(input: WhyInput, leaves: Leaves | null, measure: Measure | null, total: number) {
  const { query } = input;
  const found =
    leaves && measure
      ? leaves.dims.map((dim) => segmentBy(input, dim, rollUp(leaves, [dim]), measure, total))
      : await Promise.all(dimsToSearch(input).map((dim) => readSegment(input, dim, total)));
  const strength = (parts: WhyReport["segments"][number]["parts"]) =>
    Math.max(0, ...parts.map((part) => Math.abs(part.deltaCents)));
  const segments = found
    .filter((one) => one.segment.parts.length > 0)
    .sort(
      (a, b) =>
        Number(query.dims.includes(b.segment.dim)) - Number(query.dims.includes(a.segment.dim)) ||
        b.surprise - a.surprise ||
        strength(b.segment.parts) - strength(a.segment.parts),
    )
    .map((one) => one.segment);
  return { segments, paradoxes: found.flatMap((one) => one.paradox ?? []) };
}

/** How far the shares of the values moved: Jensen-Shannon divergence in bits, as Adtributor ranks dimensions. */
function surpriseOf(sides: Sides, metric: string): number {
  const values = [...sides.values()].map(({ base, current }) => [base[metric] ?? 0, current[metric] ?? 0] as const);
  const [before, after] = [values.reduce((sum, one) => sum + one[0], 0), values.reduce((sum, one) => sum + one[1], 0)];
  if (before <= 0 || after <= 0 || values.some(([f, a]) => f < 0 || a < 0)) return 0;
  const term = (x: number, y: number) => (x > 0 ? x * Math.log2((2 * x) / (x + y)) : 0);
  return values.reduce((sum, [f, a]) => sum + 0.5 * (term(f / before, a / after) + term(a / after, f / before)), 0);
}

interface Segmented {
  segment: WhyReport["segments"][number];
  surprise: number;
  paradox?: string | null;
}

/** A metric that does not add up is read once more for each dimension. */
async function readSegment(input: WhyInput, dim: string, total: number): Promise<Segmented> {
  const { model, metric } = input;
  const { formula } = metric;
  if (leavesOf(model, metric.id).some((leaf) => leaf.formula.aggregation === "median"))
    return { segment: { dim, parts: [] }, surprise: 0 };
  const ratio = formula.kind === "ratio";
  const metrics = ratio ? [formula.numerator, formula.denominator] : [metric.id];
  const measure = ratio
    ? { value: formula.numerator, denominator: formula.denominator }
    : { value: metric.id, denominator: null };
  return segmentBy(input, dim, await readSides(input, metrics, [dim]), measure, total);
}

function segmentBy({ model, metric }: WhyInput, dim: string, sides: Sides, measure: Measure, total: number): Segmented {
  const { value, denominator } = measure;
  if (denominator === null) {
    const raw = [...sides].map(([label, { base, current }]) => ({
      label,
      delta: (current[value] ?? 0) - (base[value] ?? 0),
    }));
    return {
      segment: { dim, parts: exactParts(raw, total, "Counted in several segments") },
      surprise: surpriseOf(sides, value),
    };
  }
  const rows = [...sides].map(([label, { base, current }]) => ({
    label,
    n0: base[value] ?? 0,
    d0: base[denominator] ?? 0,
    n1: current[value] ?? 0,
    d1: current[denominator] ?? 0,
  }));
  const effects = ratioEffects(rows);
  if (!effects) return { segment: { dim, parts: [] }, surprise: 0 };
  const scale = metric.unit === "pct" ? 10_000 : 1;
  const mix = effects.reduce((sum, effect) => sum + effect.mix, 0);
  const raw = [
    ...effects.map(({ label, rate }) => ({ label, delta: rate * scale })),
    { label: "Mix of segments", delta: mix * scale },
  ];
  return {
    segment: { dim, parts: exactParts(raw, total, "Counted in several segments") },
    surprise: 0,
    paradox: simpsonCase(rows) ? tellParadox(metric, model.dimensions.get(dim)?.label ?? dim, total) : null,
  };
}

function tellParadox(metric: Metric, dim: string, total: number): string {
  const [whole, each] = total < 0 ? ["fell", "rose"] : ["rose", "fell"];
  return `${metric.label} ${whole} although it ${each} in every ${dim.toLowerCase()}: the mix moved toward ${total < 0 ? "low" : "high"} ones.`;
}
