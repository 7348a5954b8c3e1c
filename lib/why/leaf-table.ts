import { AppError } from "../errors";

/**
 * Two windows of one measure by their finest cells ("leaves"). `codes[d][i]` is the place in `values[d]` of leaf i's
 * value of dimension d. A combination that a window lacks holds 0 there. `denominator` makes the measure a ratio.
 */
export interface LeafTable {
  dims: string[];
  values: string[][];
  codes: Int32Array[];
  base: Float64Array;
  actual: Float64Array;
  denominator?: { base: Float64Array; actual: Float64Array };
}

/** One combination of values in both windows, as a GROUP BY returns it. */
export interface LeafRow {
  values: readonly string[];
  base: number;
  actual: number;
  baseDenominator?: number;
  actualDenominator?: number;
}

/** Codes rows into a table; rows of the same combination are added up. @throws AppError `validation` on ragged rows. */
export function buildLeafTable(dims: readonly string[], rows: Iterable<LeafRow>): LeafTable {
  const values: string[][] = dims.map(() => []);
  const places = dims.map(() => new Map<string, number>());
  const leafOf = new Map<string, number>();
  const codes: number[][] = dims.map(() => []);
  const sums: [number[], number[], number[], number[]] = [[], [], [], []];
  let isRatio = false;
  for (const row of rows) {
    if (row.values.length !== dims.length)
      throw new AppError("validation", `A row has ${row.values.length} values for ${dims.length} dimensions`);
    const key = row.values.map((value, d) => codeOf(value, places[d], values[d])).join(",");
    let leaf = leafOf.get(key);
    if (leaf === undefined) {
      leaf = leafOf.size;
      leafOf.set(key, leaf);
      key.split(",").forEach((code, d) => {
        codes[d]?.push(Number(code));
      });
      for (const sum of sums) sum.push(0);
    }
    isRatio ||= row.baseDenominator !== undefined || row.actualDenominator !== undefined;
    const parts = [row.base, row.actual, row.baseDenominator ?? 0, row.actualDenominator ?? 0];
    sums.forEach((sum, at) => {
      sum[leaf] = (sum[leaf] ?? 0) + (parts[at] ?? 0);
    });
  }
  const [base, actual, baseDenominator, actualDenominator] = sums;
  return {
    dims: [...dims],
    values,
    codes: codes.map((list) => Int32Array.from(dims.length > 0 ? list : [])),
    base: Float64Array.from(base),
    actual: Float64Array.from(actual),
    ...(isRatio
      ? { denominator: { base: Float64Array.from(baseDenominator), actual: Float64Array.from(actualDenominator) } }
      : {}),
  };
}

function codeOf(value: string, places: Map<string, number> | undefined, values: string[] | undefined): number {
  const known = places?.get(value);
  if (known !== undefined) return known;
  const code = values?.length ?? 0;
  places?.set(value, code);
  values?.push(value);
  return code;
}

/** The table without leaves that are empty in both windows: they say nothing and would water down the noise. */
export function withoutEmptyLeaves(table: LeafTable): LeafTable {
  const { base, actual, denominator } = table;
  const kept: number[] = [];
  for (let i = 0; i < base.length; i += 1) {
    const isEmpty = base[i] === 0 && actual[i] === 0;
    if (!isEmpty || (denominator && (denominator.base[i] !== 0 || denominator.actual[i] !== 0))) kept.push(i);
  }
  if (kept.length === base.length) return table;
  const pick = (from: Float64Array) => Float64Array.from(kept, (i) => from[i] as number);
  return {
    ...table,
    codes: table.codes.map((codes) => Int32Array.from(kept, (i) => codes[i] as number)),
    base: pick(base),
    actual: pick(actual),
    ...(denominator ? { denominator: { base: pick(denominator.base), actual: pick(denominator.actual) } } : {}),
  };
}
