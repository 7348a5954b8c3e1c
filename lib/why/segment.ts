import type { Cuboid } from "./cuboids";
import type { LeafTable } from "./leaf-table";

/** A product of value sets: `sets[k]` are codes of dimension `dims[k]`; most sets hold one value. */
export interface Segment {
  dims: number[];
  sets: number[][];
}

/** The segment of one cell. */
export function cellSegment(table: LeafTable, cuboid: Cuboid, cell: number): Segment {
  const leaf = cuboid.firstLeaf[cell] as number;
  return { dims: [...cuboid.dims], sets: cuboid.dims.map((d) => [table.codes[d]?.[leaf] as number]) };
}

/** The leaves inside a segment, ascending. `except` leaves one dimension open. */
export function leavesInside(table: LeafTable, segment: Segment, except = -1): Int32Array {
  const tests = segment.dims.flatMap((d, k) => {
    if (d === except) return [];
    const member = new Uint8Array(table.values[d]?.length ?? 0);
    for (const code of segment.sets[k] ?? []) member[code] = 1;
    return [{ codes: table.codes[d] ?? new Int32Array(), member }];
  });
  const found = new Int32Array(table.base.length);
  let count = 0;
  for (let i = 0; i < table.base.length; i += 1) {
    let inside = true;
    for (const { codes, member } of tests) {
      if (member[codes[i] as number] === 0) {
        inside = false;
        break;
      }
    }
    if (inside) {
      found[count] = i;
      count += 1;
    }
  }
  return found.subarray(0, count);
}

/** One text for the same set of values, for comparing and excluding segments. */
export function segmentKey(segment: Segment): string {
  return segment.dims.map((d, k) => `${d}:${[...(segment.sets[k] ?? [])].sort((a, b) => a - b).join(",")}`).join("|");
}

/** Whether every leaf of `inner` lies in `outer` by their values: outer's dimensions are inner's, its sets hold inner's. */
export function contains(outer: Segment, inner: Segment): boolean {
  return outer.dims.every((d, k) => {
    const at = inner.dims.indexOf(d);
    return at >= 0 && (inner.sets[at] ?? []).every((code) => outer.sets[k]?.includes(code));
  });
}
