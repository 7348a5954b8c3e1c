import type { WhyReport } from "../../contract/analyst";
import { formatValue, relativeChange } from "../format";
import { dimensionsOf, leavesOf } from "../model-types";
import { premiseText } from "../sentence";
import { byCodeUnit } from "../sql-text";
import { ratioEffects } from "./decompose";
import { driversOf } from "./drivers";
import { gateChange } from "./gate";
import { windowHistory } from "./history";
import { exactParts } from "./parts";
import { readSides, type Sides, smallestUnits, type WhyInput } from "./sides";
import { findStandOut } from "./stand-out";

/**
 * Explains the change of a metric between two windows: gate, drivers, segments and coincidences. Parts add up to the
 * change exactly; what they leave open is a part of its own. Null when one side is unknown.
 */
export async function explainChange(input: WhyInput): Promise<{ report: WhyReport; finding: string | null } | null> {
  const { metric, query, base } = input;
  const sides = (await readSides(input, [metric.id], [])).get("");
  const known = (value: number | null | undefined) => value ?? (metric.additive || metric.unit === "count" ? 0 : null);
  const before = known(sides?.base[metric.id]);
  const now = known(sides?.current[metric.id]);
  if (before === null || now === null) return null;
  const total = smallestUnits(metric, now) - smallestUnits(metric, before);
  const [history, drivers, segments, coincidences, standOut] = await Promise.all([
    windowHistory(input),
    driversOf(input, total),
    segmentsOf(input, total),
    coincidencesOf(input),
    findStandOut(input, dimsToSearch(input), total),
  ]);
  const gate = history === null ? gateChange([], now) : gateChange(history, now);
  const relative = relativeChange(now, before);
  const text = premiseText(input.premise, metric.label, now - before, relative);
  const report: WhyReport = {
    metric: metric.id,
    base: { label: base.label, value: before },
    current: { label: query.time.label, value: now },
    delta: metric.unit === "pct" ? total / 100 : now - before,
    gate,
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
    segments: standOut?.segment?.dim.includes("+") ? [standOut.segment, ...segments] : segments,
    coincidences,
  };
  return { report, finding: standOut?.text ?? null };
}

const MAX_DIMS = 6;

/** The dimensions that may explain a change: asked for or made for it, in the data, and not pinned to one value. */
function dimsToSearch(input: WhyInput): string[] {
  const { model, metric, query } = input;
  const pinned = query.filters
    .filter((filter) => filter.op === "in" && filter.values.length === 1)
    .map((filter) => filter.dim);
  return dimensionsOf(model, metric.id).filter((dim) => {
    const definition = model.dimensions.get(dim);
    const present = definition?.needs.every((column) => input.options.presentColumns.has(column));
    return (query.dims.includes(dim) || definition?.explains) && present && !pinned.includes(dim);
  });
}

/** The change by the values of each dimension that may explain it, the one that says most first. */
async function segmentsOf(input: WhyInput, total: number): Promise<WhyReport["segments"]> {
  const { query } = input;
  const dims = dimsToSearch(input);
  const asked = [...dims].sort((a, b) => Number(query.dims.includes(b)) - Number(query.dims.includes(a)));
  const found = await Promise.all(asked.slice(0, MAX_DIMS).map((dim) => segmentsBy(input, dim, total)));
  const strength = (parts: WhyReport["segments"][number]["parts"]) =>
    Math.max(0, ...parts.map((part) => Math.abs(part.deltaCents)));
  return found
    .filter((one) => one.segment.parts.length > 0)
    .sort(
      (a, b) =>
        Number(query.dims.includes(b.segment.dim)) - Number(query.dims.includes(a.segment.dim)) ||
        b.surprise - a.surprise ||
        strength(b.segment.parts) - strength(a.segment.parts),
    )
    .map((one) => one.segment);
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
}

async function segmentsBy(input: WhyInput, dim: string, total: number): Promise<Segmented> {
  const { model, metric } = input;
  const { formula } = metric;
  if (formula.kind === "ratio") {
    const { numerator, denominator } = formula;
    const sides = await readSides(input, [numerator, denominator], [dim]);
    const effects = ratioEffects(
      [...sides].map(([label, { base, current }]) => ({
        label,
        n0: base[numerator] ?? 0,
        d0: base[denominator] ?? 0,
        n1: current[numerator] ?? 0,
        d1: current[denominator] ?? 0,
      })),
    );
    if (!effects) return { segment: { dim, parts: [] }, surprise: 0 };
    const scale = metric.unit === "pct" ? 10_000 : 1;
    const mix = effects.reduce((sum, effect) => sum + effect.mix, 0);
    const raw = [
      ...effects.map(({ label, rate }) => ({ label, delta: rate * scale })),
      { label: "Mix of segments", delta: mix * scale },
    ];
    return { segment: { dim, parts: exactParts(raw, total, "Counted in several segments") }, surprise: 0 };
  }
  if (leavesOf(model, metric.id).some((leaf) => leaf.formula.aggregation === "median"))
    return { segment: { dim, parts: [] }, surprise: 0 };
  const sides = await readSides(input, [metric.id], [dim]);
  const raw = [...sides].map(([label, { base, current }]) => ({
    label,
    delta: (current[metric.id] ?? 0) - (base[metric.id] ?? 0),
  }));
  return {
    segment: { dim, parts: exactParts(raw, total, "Counted in several segments") },
    surprise: surpriseOf(sides, metric.id),
  };
}

/** What else happened in the window: it coincides, nothing more is said. */
async function coincidencesOf(input: WhyInput): Promise<string[]> {
  const { query, metric, currency } = input;
  const regions = query.filters.find((filter) => filter.dim === "region" && filter.op === "in")?.values ?? [];
  const params = [query.time.from, query.time.to, ...regions];
  const where = regions.length > 0 ? ` and region in (${regions.map((_, at) => `$${at + 3}`).join(", ")})` : "";
  const signals = await input.run(
    `select severity, coalesce(region, 'no region') as region, count(*) as n, min(${byCodeUnit("title")}) as title from signal_events
where cast(occurred_at as date) >= cast($1 as date) and cast(occurred_at as date) < cast($2 as date) and severity in ('critical', 'high')${where}
group by severity, coalesce(region, 'no region') order by n desc, severity, ${byCodeUnit("coalesce(region, 'no region')")} limit 3`,
    params,
  );
  const told = signals.map(({ severity, region, n, title }) => {
    const many = Number(n) === 1 ? "1 signal" : `${n} signals`;
    return `Coincides with ${many} of severity ${severity} in ${region} ("${String(title).slice(0, 80)}").`;
  });
  const concentration =
    metric.additive && dimensionsOf(input.model, metric.id).includes("customer")
      ? await largestAccounts(input, currency)
      : null;
  return concentration ? [...told, concentration] : told;
}

async function largestAccounts(input: WhyInput, currency: string | null): Promise<string | null> {
  const { metric } = input;
  const sides = await readSides(input, [metric.id], ["customer"]);
  const deltas = [...sides].map(([, { base, current }]) => (current[metric.id] ?? 0) - (base[metric.id] ?? 0));
  const gross = deltas.reduce((sum, delta) => sum + Math.abs(delta), 0);
  if (gross === 0 || deltas.length < 4) return null;
  const top = deltas.sort((a, b) => Math.abs(b) - Math.abs(a)).slice(0, 3);
  const moved = top.reduce((sum, delta) => sum + Math.abs(delta), 0);
  return moved / gross < 0.5
    ? null
    : `Three customers make up ${formatValue((100 * moved) / gross, "pct", null)} of all movement (${formatValue(
        top.reduce((a, b) => a + b, 0),
        metric.unit,
        currency,
      )} together).`;
}
