import type { ColumnType } from "@/lib/contract/tables";
import { regionsByCountry } from "@/lib/mapping/country-regions";
import type { PlannedColumn } from "@/lib/mapping/plan";
import type { ColumnRule } from "@/lib/mapping/schema";
import { columnAtSql, conditionsSql, constantSql, firstFilledSql } from "./mapping-cell-sql";
import { numberTextSql } from "./mapping-number-sql";
import { daySql, isoTextSql } from "./mapping-time-sql";
import { sqlText } from "./sql-text";

const NUMERIC: readonly ColumnType[] = ["integer", "number", "amount", "price"];
/** In front of a word that a value map does not know, so that no such word passes for a canonical one. */
const UNKNOWN_WORD = "?";

/** SQL of a canonical column's text over the sources `t0`, `t1`, ...; minor units are left for the row's currency. */
export function valueSql(column: PlannedColumn): string {
  const { spec, rule } = column;
  const typed = (raw: string, end: ColumnRule["end"]) => {
    if (NUMERIC.includes(spec.type)) return numberTextSql(raw, column);
    if (spec.type === "timestamp") return isoTextSql(raw, rule);
    return spec.type === "date" ? daySql(isoTextSql(raw, rule), end) : raw;
  };
  let text = typed(baseSql(column), rule.end);
  text = wordsSql(text, rule, spec.type);
  if (rule.default !== undefined) text = `coalesce(${text}, ${constantSql(rule.default)})`;
  if (column.cases.length === 0) return text;
  const branches = column.cases.map((one) => {
    const result = one.column ? typed(columnAtSql(one.column), one.end) : constantSql(one.value);
    return `when ${conditionsSql(one.when)} then ${result}`;
  });
  return `case ${branches.join(" ")} else ${text} end`;
}

function baseSql({ value }: PlannedColumn): string {
  if (value.kind === "constant") return constantSql(value.value);
  if (value.kind === "template")
    return value.pieces.map((piece) => (typeof piece === "string" ? sqlText(piece) : columnAtSql(piece))).join(" || ");
  return firstFilledSql(value.at);
}

/** Words of the foreign system as canonical ones; an unknown word of a column with fixed words is marked. */
function wordsSql(text: string, rule: ColumnRule, type: ColumnType): string {
  const values = rule.region_of ? { ...regionsByCountry(), ...rule.values } : rule.values;
  const otherwise = rule.otherwise ?? (rule.region_of ? "unknown" : undefined);
  const known = values
    ? `case lower(${text}) ${Object.entries(values)
        .map(([word, value]) => `when ${sqlText(word.trim().toLowerCase())} then ${constantSql(value)}`)
        .join(" ")}`
    : null;
  const rest =
    otherwise === undefined
      ? type === "enum" && values
        ? `${sqlText(UNKNOWN_WORD)} || ${text}`
        : text
      : `case when ${text} is not null then ${constantSql(otherwise)} end`;
  const mapped = known ? `${known} else ${rest} end` : otherwise === undefined ? text : rest;
  return rule.region_of && rule.default === undefined ? `coalesce(${mapped}, 'unknown')` : mapped;
}
