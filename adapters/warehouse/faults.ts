import type { DataFault } from "@/lib/contract/dataset";

/** How many faults are kept; the rest are counted. */
export const MAX_FAULTS = 100;

/** Faults of a load: the first hundred and the full count. */
export interface FaultList {
  readonly kept: DataFault[];
  count(): number;
  /** Adds faults; `total` is how many there were in all, kept ones included. */
  add(faults: readonly DataFault[], total?: number): void;
}

export function createFaultList(): FaultList {
  const kept: DataFault[] = [];
  let count = 0;
  return {
    kept,
    count: () => count,
    add(faults, total = faults.length) {
      count += total;
      kept.push(...faults.slice(0, MAX_FAULTS - kept.length));
    },
  };
}
