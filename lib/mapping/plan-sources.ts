import { filesCalled } from "./file-names";
import { normalizeName } from "./names";
import type { ForeignFile, PlannedSource } from "./plan";
import type { References } from "./references";
import type { Mapping } from "./schema";

/** A mapping's source as found: a file of the folder, or a JSON list in one of another source's columns. */
export type FoundSource =
  | {
      kind: "file";
      name: string;
      columns: ReadonlyMap<string, string>;
      file: ForeignFile;
      /** Other files that fit as well: which of them is meant is not for a machine to say. */
      rivals: string[];
    }
  | { kind: "list"; name: string; columns: ReadonlyMap<string, string>; parent: string; column: string };

/** The column that holds one entry of a list. */
export const ITEM_COLUMN = "item";

/** The file of each source of a mapping, as far as the folder has it. */
export function findFiles(mapping: Mapping, files: readonly ForeignFile[]): Map<string, FoundSource> {
  const found = new Map<string, FoundSource>();
  for (const [alias, source] of Object.entries(mapping.files)) {
    if ("list_of" in source) continue;
    const fitting = files.filter((file) => (source.needs ?? []).every((name) => file.columns.has(normalizeName(name))));
    const [file, ...others] = filesCalled(source.names, fitting, mapping.name);
    if (!file) continue;
    const rivals = others.map((other) => other.name);
    found.set(alias, { kind: "file", name: file.name, columns: file.columns, file, rivals });
  }
  for (const [alias, source] of Object.entries(mapping.files)) {
    if (!("list_of" in source)) continue;
    const parent = found.get(source.list_of);
    const column = [source.column]
      .flat()
      .map(normalizeName)
      .find((name) => parent?.columns.has(name));
    if (parent?.kind !== "file" || !column) continue;
    const columns = new Map([...parent.columns, [ITEM_COLUMN, `${parent.columns.get(column)} (its entries)`]]);
    found.set(alias, { kind: "list", name: parent.name, columns, parent: source.list_of, column });
  }
  return found;
}

/** Every source that a part reads with the columns it reads of it, files before the lists in them. */
export function planSources(
  mapping: Mapping,
  found: ReadonlyMap<string, FoundSource>,
  references: References,
): PlannedSource[] {
  const sources: PlannedSource[] = [];
  for (const [alias, source] of found) {
    if (source.kind !== "list" || !references.used.has(alias)) continue;
    const given = mapping.files[alias];
    if (!given || !("list_of" in given)) continue;
    const columns = references.used.get(alias) ?? new Set();
    for (const column of [...columns, source.column]) if (column !== ITEM_COLUMN) references.use(source.parent, column);
    sources.push({ kind: "list", alias, parent: source.parent, column: source.column, json: given.json, columns });
  }
  for (const [alias, source] of found) {
    if (source.kind !== "file" || !references.used.has(alias)) continue;
    const given = mapping.files[alias];
    if (!given || "list_of" in given) continue;
    const deleted = (given.deleted ?? []).map(normalizeName).filter((name) => source.columns.has(name));
    const latest = given.latest ? planLatest(given.latest, alias, source, references) : null;
    for (const column of deleted) references.use(alias, column);
    const columns = references.used.get(alias) ?? new Set();
    sources.unshift({ kind: "file", alias, file: source.file, columns, deleted, latest });
  }
  return sources;
}

function planLatest(
  given: { key: string[]; by: string | string[] },
  alias: string,
  source: FoundSource,
  references: References,
): { key: string[]; by: string } | null {
  const at = [{ join: null, alias, columns: source.columns }];
  const path = ["files", alias, "latest"];
  const key = given.key.flatMap((name) => references.find(name, at, path, false)?.column ?? []);
  const by = references.find(given.by, at, path, true);
  return by && key.length === given.key.length ? { key, by: by.column } : null;
}
