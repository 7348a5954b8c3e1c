import type { ColumnAt, PlannedCondition } from "@/lib/mapping/plan";
import { constantText } from "@/lib/mapping/plan-column";
import { cellSql, sqlName, sqlText } from "./sql-text";

const TRUE_WORDS = "('true', 't', '1', 'yes', 'y')";

/** SQL of a column of one of a part's sources. */
export function columnAtSql({ source, column, json }: ColumnAt): string {
  const cell = `t${source}.${sqlName(column)}`;
  return json === undefined ? cell : jsonSql(cell, json);
}

/** SQL of the first of several columns that is filled. */
export function firstFilledSql(at: readonly ColumnAt[]): string {
  const cells = at.map(columnAtSql);
  return cells.length === 1 ? String(cells[0]) : `coalesce(${cells.join(", ")})`;
}

/** SQL that is true of a row when every condition holds. */
export function conditionsSql(conditions: readonly PlannedCondition[]): string {
  const tests = conditions.flatMap(({ at, test }) => {
    const cell = at.length > 0 ? firstFilledSql(at) : "cast(null as varchar)";
    const word = `lower(${cell})`;
    const list = (values: readonly (string | number)[]) =>
      `(${values.map((value) => sqlText(String(value).toLowerCase())).join(", ") || "null"})`;
    const isTrue = `coalesce(${word} in ${TRUE_WORDS}, false)`;
    const found = [
      ...(test.is === "empty" ? [`${cell} is null`] : []),
      ...(test.is === "filled" ? [`${cell} is not null`] : []),
      ...(test.is === "true" ? [isTrue] : []),
      ...(test.is === "false" ? [`not ${isTrue}`] : []),
      ...(test.in ? [`coalesce(${word} in ${list(test.in)}, false)`] : []),
      ...(test.not_in ? [`coalesce(${word} not in ${list(test.not_in)}, true)`] : []),
    ];
    const joined = at.find(({ source }) => source > 0);
    return test.or_missing && joined && found.length > 0
      ? [`(t${joined.source}.opsiq_row is null or (${found.join(" and ")}))`]
      : found;
  });
  return tests.length === 0 ? "true" : `(${tests.join(" and ")})`;
}

/** What is no JSON stays as it is, for the checks to name. */
function jsonSql(cell: string, path: string): string {
  return `case when json_valid(${cell}) then ${cellSql(`json_extract_string(${cell}, ${sqlText(path)})`)} else ${cell} end`;
}

/** A constant as a cell; an empty one is null. */
export function constantSql(value: string | number | boolean | null): string {
  const text = constantText(value);
  return text === null ? "cast(null as varchar)" : sqlText(text);
}
