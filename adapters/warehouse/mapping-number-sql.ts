import type { PlannedColumn } from "@/lib/mapping/plan";
import type { ColumnRule } from "@/lib/mapping/schema";
import { currencyDigitsSql, decimalSql } from "./column-sql";
import { columnAtSql, firstFilledSql } from "./mapping-cell-sql";
import { sqlName, sqlText } from "./sql-text";

const NUMBER = "'[+-]?(\\d{1,17}(\\.\\d*)?|\\.\\d+)'";
/** Months of the words that billing systems use for an interval. */
const MONTHS_OF_WORD: Record<string, number> = {
  month: 1,
  months: 1,
  monthly: 1,
  quarter: 3,
  quarterly: 3,
  "semi-annual": 6,
  semi_annual: 6,
  year: 12,
  years: 12,
  yearly: 12,
  annual: 12,
  annually: 12,
};

/** A number as written by foreign systems as plain decimal text; what is no number stays, for the checks to name. */
export function numberTextSql(raw: string, column: PlannedColumn): string {
  const { rule } = column;
  const plain = plainSql(raw, rule);
  const add = column.add.map((at) => plainSql(columnAtSql(at), rule));
  const minus = column.minus.map((at) => plainSql(columnAtSql(at), rule));
  const isComputed =
    add.length + minus.length > 0 || rule.sign || rule.times !== undefined || column.divideBy || column.perMonth;
  if (!isComputed) return trimZerosSql(plain);
  const wrong = [plain, ...add, ...minus].map(
    (operand) => `when ${operand} is not null and not regexp_full_match(${operand}, ${NUMBER}) then ${operand}`,
  );
  const amount = decimalSql;
  const sum = [
    amount(plain),
    ...add.map((operand) => `+ coalesce(${amount(operand)}, 0)`),
    ...minus.map((operand) => `- coalesce(${amount(operand)}, 0)`),
  ].join(" ");
  const signed = rule.sign === "absolute" ? `abs(${sum})` : rule.sign === "negate" ? `-(${sum})` : sum;
  const exact = `cast(${signed} as varchar)`;
  const scaled = rule.times !== undefined || column.divideBy || column.perMonth;
  const parts = column.divideBy ? `coalesce(nullif(try_cast(${columnAtSql(column.divideBy)} as double), 0), 1)` : "1";
  const result = scaled
    ? `printf('%.12f', cast(${signed} as double) * ${rule.times ?? 1} / ${parts} / ${monthsSql(column)})`
    : exact;
  const unknownInterval = column.perMonth
    ? [`when ${plain} is not null and ${monthsSql(column)} is null then 'a price per ' || ${intervalSql(column)}`]
    : [];
  return `case when ${plain} is null then null ${[...wrong, ...unknownInterval].join(" ")} else ${trimZerosSql(result)} end`;
}

/** Amounts in minor units as major ones, by the digits the foreign system gives the row's currency. */
export function majorUnitsSql(text: string, digits: string): string {
  const factor = `cast(case ${digits} when 0 then 1 when 1 then 0.1 when 2 then 0.01 when 3 then 0.001 else 0.0001 end as decimal(5, 4))`;
  const major = `cast(${decimalSql(text)} as decimal(27, 12)) * ${factor}`;
  return `case when regexp_full_match(${text}, '[+-]?\\d{1,15}(\\.\\d{1,12})?') and ${digits} is not null
    then ${trimZerosSql(`cast(${major} as varchar)`)} else ${text} end`;
}

/** Minor digits of the currency in `column`: the mapping's own, else those of ISO 4217. */
export function minorDigitsSql(column: string, own: Readonly<Record<string, number>>): string {
  const currency = sqlName(column);
  const branches = Object.entries(own).map(([code, digits]) => `when ${sqlText(code.toUpperCase())} then ${digits}`);
  const known = currencyDigitsSql(currency);
  return branches.length === 0 ? known : `case upper(${currency}) ${branches.join(" ")} else ${known} end`;
}

function plainSql(text: string, rule: ColumnRule): string {
  const raw = rule.signs ? withoutSignsSql(text) : text;
  const joined = rule.thousands ? `replace(${raw}, ${sqlText(rule.thousands)}, '')` : raw;
  return rule.decimal && rule.decimal !== "." ? `replace(${joined}, ${sqlText(rule.decimal)}, '.')` : joined;
}

/** `$1,234.50`, `USD 5`, `(12.00)` and `12,00 €` without what stands around the number; brackets and dashes are a minus. */
function withoutSignsSql(text: string): string {
  const bare = `regexp_replace(${text}, '[\\p{Sc}\\s]|\\b[A-Z]{3}\\b', '', 'g')`;
  return `regexp_replace(replace(${bare}, '\u2212', '-'), '^[(](.*)[)]$', '-\\1')`;
}

function trimZerosSql(text: string): string {
  return `case when contains(${text}, '.') then rtrim(rtrim(${text}, '0'), '.') else ${text} end`;
}

function intervalSql({ perMonth }: PlannedColumn): string {
  return perMonth ? `coalesce(${firstFilledSql(perMonth.unit)}, 'unknown interval')` : "''";
}

function monthsSql({ perMonth }: PlannedColumn): string {
  if (!perMonth) return "1";
  const words = Object.entries(MONTHS_OF_WORD).map(([word, months]) => `when ${sqlText(word)} then ${months}`);
  const count =
    perMonth.count.length > 0 ? `coalesce(nullif(try_cast(${firstFilledSql(perMonth.count)} as double), 0), 1)` : "1";
  return `(case lower(${firstFilledSql(perMonth.unit)}) ${words.join(" ")} end * ${count})`;
}
