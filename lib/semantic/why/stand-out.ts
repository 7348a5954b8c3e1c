import type { WhyReport } from "../../contract/analyst";
import { formatValue } from "../format";
import { exactParts } from "./parts";
import { type Cause, findCauses, type Leaf } from "./search";
import { MAX_GROUPS, readSides, type WhyInput } from "./sides";

const MAX_DIMS = 4;
const MIN_LEAVES = 12;
/** A segment with less of the change than this is not worth a sentence. */
const MIN_SHARE = 0.1;

/** The segment that moves against the rest: its parts for the report, and the sentence. */
export interface StandOut {
  segment: WhyReport["segments"][number] | null;
  text: string;
}

/**
 * Searches every combination of the dimensions for segments that stand out of the noise. Null for metrics that do not
 * add up, and where there are too few cells to tell.
 */
export async function findStandOut(input: WhyInput, dims: readonly string[], total: number): Promise<StandOut | null> {
  const { metric } = input;
  if (!metric.additive || dims.length === 0 || total === 0) return null;
  const read = dims.slice(0, MAX_DIMS + 2);
  const sides = await readSides(input, [metric.id], read, "\u0000");
  if (sides.size >= MAX_GROUPS / 2) return null;
  const cells = [...sides].map(([key, { base, current }]) => ({
    values: key.split("\u0000"),
    base: base[metric.id] ?? 0,
    actual: current[metric.id] ?? 0,
  }));
  const { used, leaves } = withoutNested(read, cells);
  if (leaves.some((leaf) => leaf.base < 0 || leaf.actual < 0)) return null;
  if (leaves.filter((leaf) => leaf.base > 0).length < MIN_LEAVES)
    return { segment: null, text: "Too little data to search for a segment that stands out." };
  const [best] = findCauses(used, leaves).filter(
    (cause) => cause.selected && Math.abs(cause.actual - cause.base) >= MIN_SHARE * Math.abs(total),
  );
  if (!best) return { segment: null, text: "No segment stands out of the noise." };
  const label = labelOf(best, input);
  const own = best.actual - best.base;
  const parts = exactParts(
    [
      { label, delta: own },
      { label: "Everything else", delta: total - own },
    ],
    total,
    "Rest",
  );
  const amount = formatValue(Math.abs(best.unexpected), metric.unit, input.currency);
  const text = `${label.charAt(0).toUpperCase()}${label.slice(1)} stands out: ${amount} ${best.unexpected < 0 ? "below" : "above"} what the rest's growth would give.`;
  return { segment: { dim: Object.keys(best.cause).join("+"), parts }, text };
}

/** Leaves out a dimension that only splits another one further (countries of a region), at most four stay. */
function withoutNested(dims: readonly string[], cells: readonly Leaf[]): { used: string[]; leaves: Leaf[] } {
  const values = (dim: number) => new Set(cells.map((cell) => cell.values[dim]));
  const nested = (dim: number, other: number) => {
    const pairs = new Set(cells.map((cell) => `${cell.values[dim]}\u0000${cell.values[other]}`));
    return pairs.size === values(dim).size && values(other).size > 1 && values(dim).size > values(other).size;
  };
  const kept = dims
    .map((_, at) => at)
    .filter((at) => values(at).size > 1 && !dims.some((_, other) => other !== at && nested(at, other)))
    .slice(0, MAX_DIMS);
  const merged = new Map<string, Leaf>();
  for (const cell of cells) {
    const own = kept.map((at) => cell.values[at] ?? "");
    const old = merged.get(own.join("\u0000")) ?? { values: own, base: 0, actual: 0 };
    merged.set(own.join("\u0000"), { values: own, base: old.base + cell.base, actual: old.actual + cell.actual });
  }
  return { used: kept.map((at) => dims[at] ?? ""), leaves: [...merged.values()] };
}

function labelOf(cause: Cause, input: WhyInput): string {
  const name = (dim: string) => (input.model.dimensions.get(dim)?.label ?? dim).toLowerCase();
  return Object.entries(cause.cause)
    .map(([dim, values]) => `${name(dim)} ${Array.isArray(values) ? values.join(" or ") : values}`)
    .join(" and ");
}
