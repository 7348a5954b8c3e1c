import type { LeafTable } from "./leaf-table";

/** One combination of dimensions: the cell that each leaf falls into, and how many cells and leaves there are. */
export interface Cuboid {
  /** Positions of the dimensions, ascending. */
  dims: number[];
  cellOf: Int32Array;
  cells: number;
  /** A leaf of each cell, which tells its values. */
  firstLeaf: Int32Array;
}

/** Cell ids of all cuboids together stay under this, so that a million leaves do not take the process down. */
const MAX_IDS = 96_000_000;
const MAX_DENSE_KEYS = 4_000_000;

/**
 * Every combination of dimensions, rolled up from the leaves. Each is its parent (one dimension fewer) refined by one
 * dimension: key = parent cell x cardinality + code, made dense again in one pass.
 */
export function buildCuboids(table: LeafTable): { cuboids: Cuboid[]; depth: number } {
  const leaves = table.base.length;
  const count = table.dims.length;
  const depth = affordableDepth(count, leaves);
  const byMask = new Map<number, Cuboid>();
  const cuboids: Cuboid[] = [];
  for (let mask = 1; mask < 2 ** count; mask += 1) {
    const dims = table.dims.map((_, d) => d).filter((d) => mask & (1 << d));
    if (dims.length > depth) continue;
    const last = dims.at(-1) ?? 0;
    const parent = byMask.get(mask & ~(1 << last));
    const cuboid = refine(parent, table.codes[last] ?? new Int32Array(), table.values[last]?.length ?? 1, dims);
    byMask.set(mask, cuboid);
    cuboids.push(cuboid);
  }
  return { cuboids, depth };
}

function affordableDepth(dims: number, leaves: number): number {
  let total = 0;
  let ways = 1;
  for (let depth = 1; depth <= dims; depth += 1) {
    ways = (ways * (dims - depth + 1)) / depth;
    total += ways;
    if (total * leaves > MAX_IDS && depth > 1) return depth - 1;
  }
  return dims;
}

function refine(parent: Cuboid | undefined, codes: Int32Array, cardinality: number, dims: number[]): Cuboid {
  const leaves = codes.length;
  const cellOf = new Int32Array(leaves);
  const firstLeaf = new Int32Array(Math.min(leaves, (parent?.cells ?? 1) * cardinality));
  const keys = (parent?.cells ?? 1) * cardinality;
  const dense = keys <= MAX_DENSE_KEYS ? new Int32Array(keys).fill(-1) : null;
  const sparse = new Map<number, number>();
  let cells = 0;
  for (let i = 0; i < leaves; i += 1) {
    const key = (parent ? (parent.cellOf[i] as number) : 0) * cardinality + (codes[i] as number);
    let cell = dense ? (dense[key] as number) : (sparse.get(key) ?? -1);
    if (cell < 0) {
      cell = cells;
      firstLeaf[cell] = i;
      cells += 1;
      if (dense) dense[key] = cell;
      else sparse.set(key, cell);
    }
    cellOf[i] = cell;
  }
  return { dims, cellOf, cells, firstLeaf };
}
