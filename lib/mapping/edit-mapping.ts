import type { TableName } from "../contract/dataset";
import type { ColumnRule, Mapping, TablePart } from "./schema";

/** What a person may put in the place of a canonical column. */
export type ColumnChoice = { kind: "column"; name: string } | { kind: "constant"; value: string } | { kind: "none" };

/** The one part of a table that a proposal makes; null for an absent table or one made of several files. */
export function partOf(mapping: Mapping, table: TableName): TablePart | null {
  const given = mapping.tables[table];
  return given === undefined || given === "absent" || Array.isArray(given) ? null : given;
}

/** The rule of a column, written out. */
export function ruleOf(mapping: Mapping, table: TableName, column: string): ColumnRule | null {
  const rule = partOf(mapping, table)?.columns[column];
  return rule === undefined ? null : typeof rule === "string" ? { column: rule } : rule;
}

/** Another foreign column, a constant or nothing for a canonical column; what was known of the old one is dropped. */
export function chooseColumn(mapping: Mapping, table: TableName, column: string, choice: ColumnChoice): Mapping {
  const part = partOf(mapping, table);
  if (!part) return mapping;
  const { [column]: _, ...others } = part.columns;
  if (choice.kind === "none") return withPart(mapping, table, { ...part, columns: others });
  const rule: ColumnRule = choice.kind === "column" ? { column: choice.name } : { constant: choice.value };
  return withPart(mapping, table, { ...part, columns: { ...others, [column]: rule } });
}

/** Whether a column counts in minor units. */
export function chooseUnit(mapping: Mapping, table: TableName, column: string, unit: "minor" | "major"): Mapping {
  return changeRule(mapping, table, column, (rule) => ({ ...rule, unit }));
}

/** Whether a period's end is its last day or the first day after. */
export function chooseEnd(mapping: Mapping, table: TableName, column: string, end: "inclusive" | "exclusive"): Mapping {
  return changeRule(mapping, table, column, (rule) => ({ ...rule, end }));
}

/** The canonical words for all foreign ones; one without is unknown, and a load names it. */
export function chooseWords(
  mapping: Mapping,
  table: TableName,
  column: string,
  words: Readonly<Record<string, string>>,
): Mapping {
  const known = Object.fromEntries(Object.entries(words).filter(([, to]) => to !== ""));
  return changeRule(mapping, table, column, (rule) => ({ ...rule, values: known }));
}

function changeRule(
  mapping: Mapping,
  table: TableName,
  column: string,
  change: (rule: ColumnRule) => ColumnRule,
): Mapping {
  const part = partOf(mapping, table);
  const rule = ruleOf(mapping, table, column);
  if (!part || !rule) return mapping;
  return withPart(mapping, table, { ...part, columns: { ...part.columns, [column]: change(rule) } });
}

function withPart(mapping: Mapping, table: TableName, part: TablePart): Mapping {
  return { ...mapping, tables: { ...mapping.tables, [table]: part } };
}
