import type { DataFault } from "../contract/dataset";
import { TABLES, type TableSpec } from "../contract/tables";
import { normalizeName } from "./names";
import type { ParsedMapping } from "./parse-mapping";
import type { ForeignFile, MappingFit, MappingPlan, PlannedTable } from "./plan";
import { planPart } from "./plan-part";
import { type FoundSource, findFiles, planSources } from "./plan-sources";
import { createReferences, type References } from "./references";
import type { Mapping, TablePart } from "./schema";

export interface PlanResult {
  /** Null when the mapping names what the folder does not have. */
  plan: MappingPlan | null;
  faults: DataFault[];
  fit: MappingFit;
}

/** What a mapping does with a folder that holds these files; every table, file and column it lacks is a fault. */
export function planMapping(parsed: ParsedMapping, files: readonly ForeignFile[]): PlanResult {
  const { mapping } = parsed;
  const found = findFiles(mapping, files);
  const references = createReferences(parsed, (alias) => found.get(alias)?.name ?? alias);
  references.fit.files = Object.keys(mapping.files).length;
  references.fit.filesFound = Object.keys(mapping.files).filter((alias) => found.has(alias)).length;
  checkFiles(mapping, found, files, references);
  const tables = TABLES.map((table) => planTable(table, mapping, found, references));
  checkAbsent(tables, references);
  const sources = planSources(mapping, found, references);
  const { faults, fit } = references;
  return faults.length > 0
    ? { plan: null, faults, fit }
    : { plan: { sources, tables, minorDigits: mapping.minor_digits ?? {} }, faults, fit };
}

function checkFiles(
  mapping: Mapping,
  found: ReadonlyMap<string, FoundSource>,
  files: readonly ForeignFile[],
  references: References,
): void {
  const there = files.length === 0 ? "no CSV or Parquet file" : files.map((file) => file.name).join(", ");
  for (const [alias, source] of Object.entries(mapping.files)) {
    const path = ["files", alias];
    if ("list_of" in source) {
      if (!mapping.files[source.list_of]) references.fault(path, source.list_of, "a file that the mapping lists");
      else if (!found.has(alias) && !source.optional && found.has(source.list_of))
        references.fault(path, [source.column].flat().join(" or "), `a column of ${source.list_of}`);
    } else if (!found.has(alias) && !source.optional)
      references.fault(
        path,
        source.names.join(" or "),
        `a file of such a name${needed(source)}; the folder holds ${there}`,
      );
    const file = found.get(alias);
    if (file?.kind === "file" && file.rivals.length > 0)
      references.fault(path, file.name, `one file for ${alias}; ${file.rivals.join(", ")} fits as well`);
  }
}

function needed({ needs }: { needs?: string[] }): string {
  return needs ? ` with the columns ${needs.join(", ")}` : "";
}

function planTable(
  table: TableSpec,
  mapping: Mapping,
  found: Parameters<typeof planPart>[1]["found"],
  references: References,
): PlannedTable {
  const given = mapping.tables[table.name];
  const path = ["tables", table.name];
  if (given === undefined) references.fault(path, null, `a table ${table.name}, or ${table.name}: absent`);
  const isList = Array.isArray(given);
  const parts: TablePart[] = given === undefined || given === "absent" ? [] : isList ? given : [given];
  const planned = parts.flatMap((part, at) => {
    const partPath = isList ? [...path, at] : path;
    const source = mapping.files[part.from];
    for (const alias of [part.from, ...(part.instead_of === undefined ? [] : [part.instead_of])])
      if (!mapping.files[alias]) references.fault(partPath, alias, "a file that the mapping lists");
    if (source && found.has(part.from) && !(part.instead_of !== undefined && found.has(part.instead_of)))
      return [planPart(part, { table, mapping, found, path: partPath, references })];
    return [];
  });
  const present = new Set(planned.flatMap((part) => part.columns.map((column) => column.spec.name)));
  return { table, parts: planned, present };
}

/** A table that rows of another one name cannot be absent: all those rows would be set apart. */
function checkAbsent(tables: readonly PlannedTable[], references: References): void {
  const absent = new Set(tables.filter((one) => one.parts.length === 0).map((one) => one.table.name));
  for (const { table, parts, present } of tables) {
    if (parts.length === 0) continue;
    for (const column of table.columns) {
      const parent = TABLES.find((one) => column.references?.startsWith(`${one.name}.`))?.name;
      if (!parent || !absent.has(parent) || !present.has(column.name)) continue;
      const isConstantNull = parts.every((part) => isEmpty(part.columns, column.name));
      if (!isConstantNull)
        references.fault(["tables", parent], null, `the rows of ${parent}: ${table.name}.${column.name} names them`);
    }
  }
}

function isEmpty(columns: PlannedTable["parts"][number]["columns"], name: string): boolean {
  const planned = columns.find((column) => column.spec.name === name);
  return !planned || (planned.value.kind === "constant" && planned.value.value === null && planned.cases.length === 0);
}

/** The file names of a folder, normalised, for a mapping that is to be found by them. */
export function stemOf(name: string): string {
  return normalizeName(name.replace(/\/$/, "").replace(/\.(csv|parquet)$/i, ""));
}
