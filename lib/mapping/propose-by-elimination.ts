import type { ColumnSpec, TableSpec } from "../contract/tables";
import { type ColumnProfile, type FileProfile, hasSigns, type KeyOverlap, shareOf, timeRule } from "./profile";
import { percent } from "./score-column";

/** Where a file's key column is, by `table.column`. */
export type KeyColumns = ReadonlyMap<string, { file: string; column: string }>;

export interface Eliminated {
  spec: ColumnSpec;
  column: ColumnProfile;
  score: number;
  reason: string;
}

/** What is left over says less than a name does, so a person is asked to look. */
const LEFT_OVER_SCORE = 0.5;
const LEAST_OVERLAP = 0.9;

/**
 * Columns whose names say nothing, for the columns a table still lacks: by the keys they hold, or because they are the
 * only one left of their kind. `taken` are the foreign columns in use, `given` the canonical ones that have one.
 */
export function proposeByElimination(
  table: TableSpec,
  profile: FileProfile,
  overlaps: readonly KeyOverlap[],
  keys: KeyColumns,
  taken: ReadonlySet<string>,
  given: ReadonlySet<string>,
): Eliminated[] {
  const free = new Set(profile.columns.filter(({ name, samples }) => !taken.has(name) && samples.length > 0));
  const found: Eliminated[] = [];
  const take = (spec: ColumnSpec, column: ColumnProfile, score: number, reason: string) => {
    free.delete(column);
    found.push({ spec, column, score, reason });
  };
  const lacking = table.columns.filter(({ name }) => !given.has(name));
  for (const spec of lacking) {
    const key = spec.references ? keys.get(spec.references) : undefined;
    if (!key || table.key[0] === spec.name) continue;
    const best = overlaps
      .filter((one) => one.file === profile.file.name && one.keyFile === key.file && one.keyColumn === key.column)
      .filter((one) => one.share >= LEAST_OVERLAP && [...free].some(({ name }) => name === one.column))
      .toSorted((left, right) => right.share - left.share)[0];
    const column = [...free].find(({ name }) => name === best?.column);
    if (best && column)
      take(spec, column, 0.72 * best.share, `${percent(best.share)} of its values are keys of ${key.file}`);
  }
  const own = lacking.find(({ name }) => name === table.key[0]);
  const [first, ...others] = own ? [...free].filter((column) => isKey(column, profile)) : [];
  if (own && first && (others.length === 0 || first === profile.columns[0])) {
    const which = others.length === 0 ? "only column left" : "first column, as keys are, one of those";
    take(own, first, LEFT_OVER_SCORE, `the ${which} whose values all differ`);
  }
  const kinds: [ColumnSpec[], (column: ColumnProfile) => boolean, string][] = [
    [needed(lacking, ["amount", "price"]), isMoney, "the only column left that holds amounts"],
    [
      needed(lacking, ["date", "timestamp"]),
      (column) => timeRule(column) !== null,
      "the only column left that holds times",
    ],
    [needed(lacking, ["currency"]), isCurrency, "the only column left that holds currency codes"],
  ];
  for (const [specs, fits, reason] of kinds) {
    const [spec, ...others] = specs;
    const [column, ...rivals] = [...free].filter(fits);
    if (spec && column && others.length + rivals.length === 0) take(spec, column, LEFT_OVER_SCORE, reason);
  }
  return found;
}

function needed(lacking: readonly ColumnSpec[], types: readonly ColumnSpec["type"][]): ColumnSpec[] {
  return lacking.filter(({ optional, nullable, type }) => !optional && !nullable && types.includes(type));
}

function isKey(column: ColumnProfile, { rows }: FileProfile): boolean {
  return (
    column.filled === rows && column.distinct === rows && rows > 1 && timeRule(column) === null && !isMoney(column)
  );
}

function isMoney(column: ColumnProfile): boolean {
  if (Math.max(shareOf(column, "number"), shareOf(column, "comma")) < 0.9) return false;
  return shareOf(column, "fraction") > 0.5 || hasSigns(column);
}

function isCurrency({ samples }: ColumnProfile): boolean {
  return samples.every((value) => /^[A-Za-z]{3}$/.test(value)) && new Set(samples).size <= 30;
}
