import { dimensionsOf } from "../model-types";
import { MAX_GROUPS, readSides, type Sides, type WhyInput } from "./sides";

/** The finest cells of several additive metrics over both windows, read once; every coarser cut is added up from them. */
export interface Leaves {
  dims: readonly string[];
  cells: readonly LeafCell[];
}

export interface LeafCell {
  values: readonly string[];
  base: Readonly<Record<string, number | null>>;
  current: Readonly<Record<string, number | null>>;
}

const SEPARATOR = "\u0000";
const MAX_DIMS = 6;

/** The dimensions that may explain a change: asked for or made for it, in the data, and not pinned to one value. */
export function dimsToSearch(input: WhyInput): string[] {
  const { model, metric, query } = input;
  const pinned = query.filters
    .filter((filter) => filter.op === "in" && filter.values.length === 1)
    .map((filter) => filter.dim);
  const found = dimensionsOf(model, metric.id).filter((dim) => {
    const definition = model.dimensions.get(dim);
    const present = definition?.needs.every((column) => input.options.presentColumns.has(column));
    return (query.dims.includes(dim) || definition?.explains) && present && !pinned.includes(dim);
  });
  return found.sort((a, b) => Number(query.dims.includes(b)) - Number(query.dims.includes(a))).slice(0, MAX_DIMS);
}

/** Reads the leaves in one statement; with more cells than can be read, over fewer dimensions, the last left out first. */
export async function readLeaves(
  input: WhyInput,
  metrics: readonly string[],
  dims: readonly string[],
): Promise<Leaves> {
  for (let count = dims.length; ; count = count > 2 ? count - 2 : 0) {
    const used = dims.slice(0, count);
    const sides = await readSides(input, metrics, used, SEPARATOR);
    if (count === 0 || sides.size < MAX_GROUPS / 2)
      return {
        dims: used,
        cells: [...sides].map(([key, { base, current }]) => ({
          values: used.length === 0 ? [] : key.split(SEPARATOR),
          base,
          current,
        })),
      };
  }
}

/** The leaves added up over every dimension but those named; with none, the totals under the empty key. */
export function rollUp({ dims, cells }: Leaves, kept: readonly string[]): Sides {
  const places = kept.map((dim) => dims.indexOf(dim));
  const sides: Sides = new Map();
  for (const cell of cells) {
    const key = places.map((at) => cell.values[at] ?? "unknown").join(SEPARATOR);
    const place = sides.get(key) ?? { base: {}, current: {} };
    sides.set(key, place);
    addTo(place.base, cell.base);
    addTo(place.current, cell.current);
  }
  return sides;
}

function addTo(sums: Record<string, number | null>, values: Readonly<Record<string, number | null>>): void {
  for (const [id, value] of Object.entries(values)) sums[id] = (sums[id] ?? 0) + (value ?? 0);
}
