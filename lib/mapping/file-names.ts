import { normalizeName } from "./names";

/** What schemas, loaders and dbt put in front of a table's name, and behind it. */
const PREFIXES = ["public", "dbo", "main", "raw", "src", "source", "stg", "staging", "export", "prod", "fivetran"];
const SUFFIXES = ["data", "export", "table", "seed", "raw"];

/**
 * The files that the first fitting name calls: by the name itself, else by it between the system's own name, a
 * schema's and words such as `_data`. Several fit when a system writes one table into several files.
 */
export function filesCalled<F extends { stem: string }>(
  names: readonly string[],
  files: readonly F[],
  mappingName: string,
): F[] {
  const system = mappingName.split("-")[0] ?? mappingName;
  const exactly = names.map((name) => files.filter((file) => matches(name, file.stem)));
  const loosely = names.map((name) => {
    const bare = bareStem(normalizeName(name), system);
    return name.includes("*") ? [] : files.filter((file) => bareStem(file.stem, system) === bare);
  });
  return [...exactly, ...loosely].find((found) => found.length > 0) ?? [];
}

/**
 * The names by which a mapping made for a file finds that of another month: `charges_2026_11` is `charges_*` too.
 * The name itself comes first, so that a folder of both months takes the one it was made for.
 */
export function namesFor(stem: string): string[] {
  const dated = stem.replace(/\d+(_\d+)*/g, "*");
  return dated === stem || dated.replaceAll(/[*_]/g, "") === "" ? [stem] : [stem, dated];
}

/** Normalised names may be written with `*` for any letters. */
function matches(pattern: string, stem: string): boolean {
  if (!pattern.includes("*")) return normalizeName(pattern) === stem;
  const pieces = pattern.split("*").map((piece) => normalizeName(piece.replace(/^_/, "")));
  const expression = pieces.map((piece) => piece.replace(/[.+?^${}()|[\]\\]/g, "\\$&")).join(".*");
  return new RegExp(`^${expression}$`, "u").test(stem);
}

/** A file's name without what says where it comes from: `public.stripe_charge_data` is `charge`. */
function bareStem(stem: string, system: string): string {
  const prefix = [...PREFIXES, system].find((word) => stem.startsWith(`${word}_`));
  if (prefix) return bareStem(stem.slice(prefix.length + 1), system);
  const suffix = SUFFIXES.find((word) => stem.endsWith(`_${word}`));
  return suffix ? bareStem(stem.slice(0, -suffix.length - 1), system) : stem;
}
