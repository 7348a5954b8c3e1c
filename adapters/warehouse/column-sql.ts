import type { ColumnSpec } from "@/lib/contract/tables";
import { currencyDigits } from "@/lib/money";
import { sqlName, sqlText } from "./sql-text";

/** How a staged text becomes a value, and the sentence on what was expected where it cannot (null where it can). */
export interface ColumnSql {
  value: string;
  problem: string;
}

const DATE_PATTERN = "\\d{4}-\\d{2}-\\d{2}([ T]00:00(:00(\\.0{1,9})?)?(Z|[+-]00(:?00)?)?)?";
const TIMESTAMP_PATTERN =
  "\\d{4}-\\d{2}-\\d{2}([ T]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)? ?(Z|[+-]\\d{2}(:?\\d{2})?)?)?";
const AMOUNT_PATTERN = "[+-]?\\d{1,13}(\\.\\d+)?";
const NUMBER_PATTERN = "[+-]?(\\d+(\\.\\d*)?|\\.\\d+)(E[+-]?\\d{1,3})?";
const PRICE_PATTERN = "[+-]?\\d{1,15}(\\.\\d{1,12})?";
/** The staged column that holds the minor digits of the row's currency. */
export const DIGITS_COLUMN = "currency_digits";
/** Currencies of two minor digits that most rows are in: looked for before all the others. */
export const COMMON_CENT_CURRENCIES = ["USD", "EUR", "GBP", "CAD", "AUD", "CHF"] as const;
const MAX_EXACT = Number.MAX_SAFE_INTEGER;

/** SQL over the staged row `s`, whose columns are trimmed texts with empty ones as null; `raw` is the column's text. */
export function columnSql(column: ColumnSpec, raw = `s.${sqlName(column.name)}`): ColumnSql {
  const { value, valid, expected, more = [] } = readAs(column, raw);
  const isRequired = !column.optional && !column.nullable && column.type !== "text";
  const branches = [
    `when ${raw} is null then ${isRequired ? sqlText("a value; the cell is empty") : "null"}`,
    `when not coalesce(${valid}, false) then ${sqlText(expected)}`,
    ...more,
  ];
  return { value, problem: `case ${branches.join(" ")} end` };
}

interface Reading {
  value: string;
  valid: string;
  expected: string;
  /** Further `when … then …` checks, once the text is valid. */
  more?: string[];
}

function readAs(column: ColumnSpec, raw: string): Reading {
  switch (column.type) {
    case "key":
    case "text":
      return { value: raw, valid: "true", expected: "text" };
    case "enum":
      return {
        value: `lower(${raw})`,
        valid: `lower(${raw}) in (${(column.values ?? []).map(sqlText).join(", ")})`,
        expected: `one of ${(column.values ?? []).join(", ")}`,
      };
    case "currency":
      return {
        value: `upper(${raw})`,
        valid: `s.${DIGITS_COLUMN} is not null`,
        expected: "an ISO 4217 currency code such as USD",
      };
    case "date":
      return {
        value: `try_cast(left(${raw}, 10) as date)`,
        valid: `${matches(`upper(${raw})`, DATE_PATTERN)} and try_cast(left(${raw}, 10) as date) is not null`,
        expected: "a date that exists, as YYYY-MM-DD",
      };
    case "timestamp":
      return {
        value: timestampSql(raw),
        valid: `${matches(`upper(${raw})`, TIMESTAMP_PATTERN)} and ${timestampSql(raw)} is not null`,
        expected: "a timestamp that exists, as YYYY-MM-DDTHH:MM:SSZ",
      };
    case "integer":
      return {
        value: `try_cast(${raw} as bigint)`,
        valid: matches(raw, "[+-]?\\d{1,15}"),
        expected: "an integer",
        more: rangeChecks(column, `try_cast(${raw} as bigint)`, "an integer"),
      };
    case "number":
      return {
        value: `try_cast(${raw} as double)`,
        valid: `${matches(`upper(${raw})`, NUMBER_PATTERN)} and isfinite(try_cast(${raw} as double))`,
        expected: "a number",
        more: rangeChecks(column, `try_cast(${raw} as double)`, "a number"),
      };
    case "amount":
      return amountReading(raw);
    case "price":
      return {
        value: priceSql(raw),
        valid: `${matches(raw, PRICE_PATTERN)} or ${matches(`upper(${raw})`, "[+-]?\\d(\\.\\d+)?E[+-]?\\d{1,2}")}`,
        expected: "a price such as 12.50, with at most 12 decimals",
        more: rangeChecks(column, `try_cast(${raw} as double)`, "a price"),
      };
  }
}

/** Decimal arithmetic throughout: the minor units are exact. */
function amountReading(raw: string): Reading {
  const digits = `s.${DIGITS_COLUMN}`;
  const decimals = `length(regexp_extract(${raw}, '\\.(\\d+)$', 1))`;
  const cents = `cast(cast(try_cast(${raw} as decimal(18, 4)) as decimal(28, 4)) * ${factorSql()} as bigint)`;
  return {
    value: cents,
    valid: matches(raw, AMOUNT_PATTERN),
    expected: "an amount such as 1234.50, with a point, no letters and no thousands separators",
    more: [
      `when ${decimals} > ${digits} then 'at most ' || ${digits} || ' decimals for ' || upper(s.currency)`,
      `when abs(${cents}) > ${MAX_EXACT} then ${sqlText(`an amount of at most ${MAX_EXACT} minor units`)}`,
    ],
  };
}

/** A text as an exact decimal of twelve places. The wide type is slow to read, so short numbers take a narrow one first. */
export function decimalSql(raw: string): string {
  return `case when ${matches(raw, "[+-]?\\d{1,13}(\\.\\d{1,4})?")} then cast(try_cast(${raw} as decimal(18, 4)) as decimal(30, 12))
    else try_cast(${raw} as decimal(30, 12)) end`;
}

/** Minor units as the double closest to the exact product; a text with an exponent (from Parquet) is a double already. */
function priceSql(raw: string): string {
  const exact = `cast(${decimalSql(raw)} * ${factorSql()} as double)`;
  return `case when ${matches(raw, PRICE_PATTERN)} then ${exact} else try_cast(${raw} as double) * ${factorSql()} end`;
}

function rangeChecks(column: ColumnSpec, value: string, noun: string): string[] {
  const checks: string[] = [];
  if (column.min !== undefined)
    checks.push(`when ${value} < ${column.min} then ${sqlText(`${noun} of at least ${column.min}`)}`);
  if (column.max !== undefined)
    checks.push(`when ${value} > ${column.max} then ${sqlText(`${noun} of at most ${column.max}`)}`);
  return checks;
}

/** UTC instant of an ISO text: without an offset it is UTC already, a day alone is its midnight. */
export function timestampSql(raw: string): string {
  const text = `upper(${raw})`;
  const local = `replace(regexp_extract(${text}, '^\\d{4}-\\d{2}-\\d{2}([ T]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,6})?)?)?'), 'T', ' ')`;
  const offset = `replace(regexp_extract(substr(${text}, 11), '[+-]\\d{2}(:?\\d{2})?$'), ':', '')`;
  const part = (from: number) => `coalesce(try_cast(substr(${offset}, ${from}, 2) as integer), 0)`;
  const minutes = `(${part(2)} * 60 + ${part(4)}) * case when left(${offset}, 1) = '-' then -1 else 1 end`;
  return `(try_cast(${padSeconds(local)} as timestamp) - to_minutes(${minutes}))`;
}

function padSeconds(local: string): string {
  return `case length(${local}) when 16 then ${local} || ':00' else ${local} end`;
}

function matches(text: string, pattern: string): string {
  return `regexp_full_match(${text}, '${pattern}')`;
}

/** 1, 100, 1000: minor units in one major unit of the row's currency. */
function factorSql(): string {
  const digits = `s.${DIGITS_COLUMN}`;
  return `cast(case ${digits} when 0 then 1 when 1 then 10 when 2 then 100 when 3 then 1000 when 4 then 10000 end as decimal(5, 0))`;
}

/**
 * Minor digits of the currency code in `raw`, null for an unknown one. It is long, so a row computes it once, into
 * `DIGITS_COLUMN`. Source: ECMA-402, so the list of the Node that runs.
 */
export function currencyDigitsSql(raw: string): string {
  const common = COMMON_CENT_CURRENCIES.map(sqlText).join(", ");
  const groups = Map.groupBy(Intl.supportedValuesOf("currency"), currencyDigits);
  const branches = [...groups].map(
    ([digits, codes]) => `when upper(${raw}) in (${codes.map(sqlText).join(", ")}) then ${digits}`,
  );
  return `case when ${raw} in (${common}) then 2 ${branches.join(" ")} end`;
}
