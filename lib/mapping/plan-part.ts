import type { TableSpec } from "../contract/tables";
import { normalizeName } from "./names";
import type { MappingPath } from "./parse-mapping";
import type { PlannedColumn, PlannedJoin, PlannedOn, PlannedPart } from "./plan";
import { planColumn } from "./plan-column";
import type { FoundSource } from "./plan-sources";
import type { PartSource, References } from "./references";
import type { Mapping, TablePart } from "./schema";

interface PartSetting {
  table: TableSpec;
  mapping: Mapping;
  found: ReadonlyMap<string, FoundSource>;
  path: MappingPath;
  references: References;
}

const VERSION_COLUMNS = ["valid_from", "valid_to"];

/** Finds what one part of a table names; a required column that it leaves out is a fault. */
export function planPart(part: TablePart, setting: PartSetting): PlannedPart {
  const { table, found, path, references } = setting;
  const sources: PartSource[] = [{ join: null, alias: part.from, columns: found.get(part.from)?.columns ?? null }];
  const joins = Object.entries(part.joins ?? {}).flatMap(([name, join]): PlannedJoin[] => {
    const joinPath = [...path, "joins", name];
    if (!setting.mapping.files[join.file]) references.fault(joinPath, join.file, "a file that the mapping lists");
    const their: PartSource = { join: name, alias: join.file, columns: found.get(join.file)?.columns ?? null };
    if (join.optional && !hasKey(join, their, sources, joinPath, references)) their.columns = null;
    const planned = their.columns ? planJoin(name, join, their, sources, joinPath, references) : null;
    sources.push(their);
    return planned ? [planned] : [{ name, file: join.file, on: [], pick: null, where: [] }];
  });
  const versions = planVersions(part, sources, setting);
  const since = planSince(part, sources, setting);
  return {
    from: part.from,
    joins,
    where: references.conditions(part.where, sources, [...path, "where"]),
    unlessIn: planUnlessIn(part, sources, setting),
    versions,
    since,
    todayOnly: planTodayOnly(part, setting),
    columns: planColumns(part, table, sources, { versions, since }, setting),
  };
}

function hasKey(
  join: NonNullable<TablePart["joins"]>[string],
  their: PartSource,
  sources: readonly PartSource[],
  path: MappingPath,
  references: References,
): boolean {
  return Object.entries(join.on).every(
    ([theirs, ours]) =>
      their.columns?.has(normalizeName(theirs)) && references.findAll(ours, sources, path, true).length > 0,
  );
}

function planJoin(
  name: string,
  join: NonNullable<TablePart["joins"]>[string],
  their: PartSource,
  sources: readonly PartSource[],
  path: MappingPath,
  references: References,
): PlannedJoin {
  const pick = join.pick ? references.find(join.pick.by, [their], path, false) : null;
  return {
    name,
    file: join.file,
    on: planOn(join.on, their, sources, path, references),
    pick: pick && join.pick ? { by: pick.column, order: join.pick.order } : null,
    where: references.conditions(join.where, [their], path),
  };
}

function planOn(
  on: Record<string, string | string[]>,
  their: PartSource,
  sources: readonly PartSource[],
  path: MappingPath,
  references: References,
): PlannedOn[] {
  return Object.entries(on).flatMap(([theirs, ours]) => {
    const left = references.find(theirs, [their], path, false);
    const right = references.findAll(ours, sources, path, false);
    return left && right.length > 0 ? [{ theirs: left.column, ours: right }] : [];
  });
}

function planUnlessIn(part: TablePart, sources: readonly PartSource[], setting: PartSetting): PlannedPart["unlessIn"] {
  if (!part.unless_in) return null;
  const { file, on } = part.unless_in;
  const path = [...setting.path, "unless_in"];
  if (!setting.mapping.files[file]) setting.references.fault(path, file, "a file that the mapping lists");
  const columns = setting.found.get(file)?.columns;
  if (!columns) return null;
  return { file, on: planOn(on, { join: null, alias: file, columns }, sources, path, setting.references) };
}

function planVersions(part: TablePart, sources: readonly PartSource[], setting: PartSetting): PlannedPart["versions"] {
  if (!part.versions) return null;
  const { references, table } = setting;
  const path = [...setting.path, "versions"];
  if (table.name !== "subscriptions") references.fault(path, table.name, "versions of subscriptions alone");
  const own = sources.slice(0, 1);
  const key = part.versions.key.flatMap((name) => references.find(name, own, path, false)?.column ?? []);
  const { else_latest_by: by } = part.versions;
  const from = references.find(part.versions.from, own, path, by !== undefined);
  const to = part.versions.to ? references.find(part.versions.to, own, path, true) : null;
  for (const name of VERSION_COLUMNS)
    if (part.columns[name] !== undefined) references.fault(path, name, `either versions or a column ${name}, not both`);
  if (from) return { kind: "days", key, from: from.column, to: to?.column ?? null };
  const latest = by === undefined ? null : references.find(by, own, path, false);
  return latest ? { kind: "latest", key, by: latest.column } : null;
}

function planSince(part: TablePart, sources: readonly PartSource[], setting: PartSetting): PlannedPart["since"] {
  if (!part.since) return null;
  const { references, table } = setting;
  const path = [...setting.path, "since"];
  if (table.name !== "subscriptions") references.fault(path, table.name, "the first day of contracts alone");
  const day = references.findAll(part.since.day, sources, path, true);
  const after = references.findAll(part.since.after, sources, path, true);
  return day.length > 0 && after.length > 0 ? { day, after } : null;
}

function planTodayOnly({ today_only: given = false }: TablePart, { references, table, path }: PartSetting): boolean {
  if (given && table.name !== "subscriptions")
    references.fault([...path, "today_only"], table.name, "contracts of subscriptions alone");
  return given;
}

function planColumns(
  part: TablePart,
  table: TableSpec,
  sources: readonly PartSource[],
  { versions, since }: Pick<PlannedPart, "versions" | "since">,
  { path, references }: Pick<PartSetting, "path" | "references">,
): PlannedColumn[] {
  for (const name of Object.keys(part.columns))
    if (!table.columns.some((column) => column.name === name))
      references.fault([...path, "columns", name], name, `a column of ${table.name}: ${names(table)}`);
  return table.columns.flatMap((spec): PlannedColumn[] => {
    const columnPath = [...path, "columns", spec.name];
    const isVersion = VERSION_COLUMNS.includes(spec.name) && versions?.kind === "days";
    if (isVersion || (since && spec.name === "valid_from")) return [versionColumn(spec, columnPath)];
    const given = part.columns[spec.name];
    if (given === undefined) {
      if (!spec.optional) references.fault([...path, "columns"], spec.name, `a rule for ${table.name}.${spec.name}`);
      return [];
    }
    const planned = planColumn(spec, given, sources, columnPath, references);
    return planned ? [planned] : [];
  });
}

/** The days of a version are computed, not read: the value is filled in where the versions are. */
function versionColumn(spec: PlannedColumn["spec"], path: MappingPath): PlannedColumn {
  const value = { kind: "columns" as const, at: [{ source: 0, column: `opsiq_${spec.name}` }] };
  return {
    spec,
    rule: { column: spec.name },
    value,
    add: [],
    minus: [],
    divideBy: null,
    perMonth: null,
    cases: [],
    path,
  };
}

function names(table: TableSpec): string {
  return table.columns.map((column) => column.name).join(", ");
}
