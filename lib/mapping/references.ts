import type { DataFault } from "../contract/dataset";
import { normalizeName } from "./names";
import type { MappingPath, ParsedMapping } from "./parse-mapping";
import type { ColumnAt, MappingFit, PlannedCondition } from "./plan";
import type { MappingCondition } from "./schema";

/** A source that a part reads from, by the name its columns are called with. */
export interface PartSource {
  /** Null for the part's own file. */
  join: string | null;
  alias: string;
  /** Null when the file is not there, which its mapping allows. */
  columns: ReadonlyMap<string, string> | null;
}

type Given = string | readonly string[];

/** Looks up the columns that one part of a mapping names, notes which sources use them, and collects faults. */
export interface References {
  fault(path: MappingPath, value: string | null, expected: string): void;
  /** The first column that is there; null, and a fault unless it is optional, when none is. */
  find(given: Given, sources: readonly PartSource[], path: MappingPath, isOptional: boolean): ColumnAt | null;
  /** All of the columns that are there; a fault, unless they are optional, when none is. */
  findAll(given: Given, sources: readonly PartSource[], path: MappingPath, isOptional: boolean): ColumnAt[];
  conditions(
    given: MappingCondition | readonly MappingCondition[] | undefined,
    sources: readonly PartSource[],
    path: MappingPath,
  ): PlannedCondition[];
  /** Notes that a column of a source is read. */
  use(alias: string, column: string): void;
  readonly used: ReadonlyMap<string, Set<string>>;
  readonly faults: DataFault[];
  readonly fit: MappingFit;
}

const JSON_PATH = /^\$(\.[A-Za-z_]\w*|\[\d+\])+$/;
const MAX_NAMED = 30;

/** References of one mapping. */
export function createReferences(parsed: ParsedMapping, nameOf: (alias: string) => string): References {
  const used = new Map<string, Set<string>>();
  const faults: DataFault[] = [];
  const fit: MappingFit = { required: 0, requiredFound: 0, optional: 0, optionalFound: 0, files: 0, filesFound: 0 };
  const fault: References["fault"] = (path, value, expected) => {
    faults.push({ file: parsed.file, line: parsed.lineOf(path), column: pathWords(path), value, expected });
  };
  const use = (alias: string, column: string) => {
    used.set(alias, (used.get(alias) ?? new Set()).add(column));
  };
  const find: References["find"] = (given, sources, path, isOptional) => {
    const names = typeof given === "string" ? [given] : given;
    const found = names.flatMap((name) => locate(name, sources) ?? []).at(0) ?? null;
    fit[isOptional ? "optional" : "required"] += 1;
    if (found) {
      fit[isOptional ? "optionalFound" : "requiredFound"] += 1;
      use(sources[found.source]?.alias ?? "", found.column);
    } else if (!isOptional) fault(path, names.join(" or "), missing(names, sources, nameOf));
    return found;
  };
  const findAll: References["findAll"] = (given, sources, path, isOptional) => {
    const names = [given].flat();
    const first = find(names, sources, path, isOptional);
    const found = first ? names.flatMap((name) => locate(name, sources) ?? []) : [];
    for (const { source, column } of found) use(sources[source]?.alias ?? "", column);
    return found;
  };
  return {
    fault,
    find,
    findAll,
    use,
    used,
    faults,
    fit,
    conditions(given, sources, path) {
      const tests = given === undefined ? [] : [given].flat();
      return tests.map((test) => ({ test, at: findAll(test.column, sources, path, test.optional ?? false) }));
    },
  };
}

function locate(name: string, sources: readonly PartSource[]): ColumnAt | null {
  const { source, column, json } = sourceOf(name, sources);
  if (!sources[source]?.columns?.has(column) || (json !== null && !JSON_PATH.test(json))) return null;
  return json === null ? { source, column } : { source, column, json };
}

/** `join.column` where such a join is; any other name is a column of the part's own file. */
function sourceOf(
  given: string,
  sources: readonly PartSource[],
): { source: number; column: string; json: string | null } {
  const dollar = given.indexOf("$");
  const name = dollar < 0 ? given : given.slice(0, dollar);
  const json = dollar < 0 ? null : given.slice(dollar).trim();
  const dot = name.indexOf(".");
  const join = dot < 0 ? -1 : sources.findIndex((one) => one.join !== null && one.join === name.slice(0, dot).trim());
  return join < 0
    ? { source: 0, column: normalizeName(name), json }
    : { source: join, column: normalizeName(name.slice(dot + 1)), json };
}

function missing(names: readonly string[], sources: readonly PartSource[], nameOf: (alias: string) => string): string {
  const at = sources[sourceOf(names[0] ?? "", sources).source];
  if (!at?.columns) return `the file of ${at?.alias ?? "the join"}, which is not there`;
  const shown = [...at.columns.values()];
  const rest = shown.length > MAX_NAMED ? ` and ${shown.length - MAX_NAMED} more` : "";
  return `a column of ${nameOf(at.alias)}, which has ${shown.slice(0, MAX_NAMED).join(", ")}${rest}`;
}

/** `tables.invoices.columns.due_on.column` as `invoices.due_on`: what people call it. */
function pathWords(path: MappingPath): string {
  const [first, second, ...rest] = path;
  if (first !== "tables" || second === undefined) return path.join(".");
  const words = rest.filter((part) => typeof part === "string" && part !== "columns" && part !== "column");
  return [second, ...words].join(".");
}
