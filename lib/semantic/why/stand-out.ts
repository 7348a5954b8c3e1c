import type { WhyReport } from "../../contract/analyst";
import { findCauses } from "../../why/find-causes";
import type { Cause } from "../../why/findings";
import { buildLeafTable, type LeafRow } from "../../why/leaf-table";
import { formatValue } from "../format";
import type { Leaves } from "./leaves";
import { exactParts } from "./parts";
import type { WhyInput } from "./sides";

const MAX_DIMS = 4;
const MIN_LEAVES = 12;
const MAX_TOLD = 3;
/** A segment with less of the change than this is not worth a sentence. */
const MIN_SHARE = 0.1;

/** The segments that move against the rest: their parts for the report, and the sentence. */
export interface StandOut {
  segments: WhyReport["segments"];
  text: string;
}

/** What the leaves measure: a sum, or a ratio of two sums. */
export interface Measure {
  value: string;
  denominator: string | null;
}

/**
 * Searches every combination of the dimensions for segments that stand out of the noise, for sums and for ratios of
 * sums. Null where nothing was read that adds up.
 */
export function findStandOut(input: WhyInput, leaves: Leaves, measure: Measure, total: number): StandOut | null {
  if (leaves.dims.length === 0 || total === 0) return null;
  const rows = leaves.cells.map(({ values, base, current }): LeafRow & { values: readonly string[] } => ({
    values,
    base: base[measure.value] ?? 0,
    actual: current[measure.value] ?? 0,
    ...(measure.denominator
      ? { baseDenominator: base[measure.denominator] ?? 0, actualDenominator: current[measure.denominator] ?? 0 }
      : {}),
  }));
  const kept = withoutNested(leaves.dims, rows);
  const table = buildLeafTable(
    kept.map((at) => leaves.dims[at] ?? ""),
    rows.map((row) => ({ ...row, values: kept.map((at) => row.values[at] ?? "") })),
  );
  const negative = [table.base, table.actual, table.denominator?.base, table.denominator?.actual].some((list) =>
    list?.some((value) => value < 0),
  );
  if (negative || table.dims.length === 0) return null;
  if (table.base.filter((value) => value > 0).length < MIN_LEAVES)
    return { segments: [], text: "Too little data to search for a segment that stands out." };
  const whole = rows.reduce((sum, row) => sum + (row.actualDenominator ?? 0), 0);
  const scale = measure.denominator ? (input.metric.unit === "pct" ? 10_000 : 1) / (whole || 1) : 1;
  const found = findCauses(table);
  const told = found.causes
    .filter((cause) => cause.selected || cause.role === "offset")
    .filter((cause) => Math.abs(cause.excess * scale) >= MIN_SHARE * Math.abs(total))
    .slice(0, MAX_TOLD);
  if (told.length === 0)
    return { segments: [], text: ["No segment stands out of the noise.", ...found.notes.slice(0, 1)].join(" ") };
  const segments = told.map((cause) => {
    const own = measure.denominator ? cause.excess * scale : cause.actual - cause.base;
    const parts = [
      { label: labelOf(cause, input), delta: own },
      { label: "Everything else", delta: total - own },
    ];
    return { dim: Object.keys(cause.cause).join("+"), parts: exactParts(parts, total, "Rest") };
  });
  return { segments, text: told.map((cause) => tellCause(cause, measure, input)).join(" ") };
}

function tellCause(cause: Cause, measure: Measure, input: WhyInput): string {
  const { unit } = measure.denominator ? (input.model.metrics.get(measure.value) ?? input.metric) : input.metric;
  const currency =
    unit === "cents"
      ? (input.currency ?? input.query.filters.find((f) => f.dim === "currency")?.values[0] ?? null)
      : null;
  const amount = formatValue(Math.round(Math.abs(cause.excess)), unit, currency);
  const label = labelOf(cause, input);
  const side = cause.excess < 0 ? "below" : "above";
  const like = measure.denominator
    ? "what its volume at the earlier rate would give"
    : "what the rest's growth would give";
  const against = cause.role === "offset" ? "Against the change, " : "";
  const lead = against ? `${against}${label}` : `${label.charAt(0).toUpperCase()}${label.slice(1)}`;
  return `${lead} stands out: ${amount} ${side} ${like}.`;
}

/** Leaves out a dimension that only splits another one further (countries of a region), at most four stay. */
function withoutNested(dims: readonly string[], rows: readonly { values: readonly string[] }[]): number[] {
  const values = dims.map((_, dim) => new Set(rows.map((row) => row.values[dim])));
  const size = (dim: number) => values[dim]?.size ?? 0;
  const nested = (dim: number, other: number) => {
    if (size(other) < 2 || size(dim) <= size(other)) return false;
    const pairs = new Set(rows.map((row) => `${row.values[dim]}\u0000${row.values[other]}`));
    return pairs.size === size(dim);
  };
  return dims
    .map((_, at) => at)
    .filter((at) => size(at) > 1 && !dims.some((_, other) => other !== at && nested(at, other)))
    .slice(0, MAX_DIMS);
}

function labelOf({ cause }: Cause, { model }: WhyInput): string {
  const name = (dim: string) => (model.dimensions.get(dim)?.label ?? dim).toLowerCase();
  return Object.entries(cause)
    .map(([dim, values]) => `${name(dim)} ${Array.isArray(values) ? values.join(" or ") : values}`)
    .join(" and ");
}
