import type { ColumnSpec } from "@/lib/contract/tables";
import { sqlType } from "./canonical";
import { COMMON_CENT_CURRENCIES, columnSql, DIGITS_COLUMN } from "./column-sql";
import { cellSql, sqlText } from "./sql-text";

/** What a source column holds: `text`, or values that the file typed. */
export type CellKind = "text" | "date" | "timestamp" | "decimal" | "integer" | "float" | "other";

/** One column of a source, and SQL that turns it into the text that a CSV file would hold. */
export interface SourceCell {
  column: string;
  kind: CellKind;
  textOf: (column: string) => string;
}

/** A table's source that is read once. */
export interface QuickSource {
  /** What to select from; its records come in the order of the file. */
  sql: string;
  /** By the name of the column in the table. */
  cells: ReadonlyMap<string, SourceCell>;
  present: ReadonlySet<string>;
  /** Records that the bytes of the file hold, null when they are faulty; runs beside the load. Null: not needed. */
  countRecords: (() => Promise<number | null>) | null;
}

/** A column on its way into its table: `read` from the source, `guess` beside it, `value` over both as `s`. */
export interface QuickColumn {
  read: string;
  guess: string | null;
  value: string;
}

const WORDS = new Set(["key", "text", "enum", "currency"]);

/**
 * SQL that reads most cells by a cast whose result, written out again, is the cell; only the others go through the
 * exact rules of `columnSql`, and one that breaks them stops the statement. Faults are named by whoever reads again.
 */
export function quickColumnSql(column: ColumnSpec, cell: SourceCell, at: number): QuickColumn {
  const input = `s.in_${at}`;
  const guess = `s.guess_${at}`;
  const isWord = WORDS.has(column.type);
  const text = isWord ? input : cellSql(cell.textOf(input));
  const exact = columnSql(column, text);
  const isRequired = !column.optional && !column.nullable && column.type !== "text";
  const quick = quickReading(column, cell.kind, input, guess);
  const branches = [
    `when ${input} is null then ${isRequired ? "error('empty')" : "null"}`,
    ...(quick ? [`when ${quick.holds} then ${quick.value}`] : []),
  ];
  const isPlain = column.type === "key" || column.type === "text";
  const rest = isPlain ? input : `case when ${exact.problem} is null then ${exact.value} else error('fault') end`;
  return {
    read: isWord ? cellSql(cell.textOf(cell.column)) : cell.column,
    guess: quick?.guess ?? null,
    value: `cast(case ${branches.join(" ")} else ${rest} end as ${sqlType(column)})`,
  };
}

interface QuickReading {
  /** Over the source's column; `in_N` is its name. */
  guess: string | null;
  holds: string;
  value: string;
}

function quickReading(column: ColumnSpec, kind: CellKind, input: string, guess: string): QuickReading | null {
  const cast = (type: string) => `try_cast(${input.replace("s.", "r.")} as ${type})`;
  const range = [
    ...(column.min === undefined ? [] : [`${guess} >= ${column.min}`]),
    ...(column.max === undefined ? [] : [`${guess} <= ${column.max}`]),
  ];
  const all = (...checks: string[]) => checks.join(" and ");
  const isWritten = `cast(${guess} as varchar) = ${input}`;
  const inYears = `year(${guess}) between 1 and 9999`;
  switch (column.type) {
    case "enum":
      return { guess: null, holds: `${input} in (${(column.values ?? []).map(sqlText).join(", ")})`, value: input };
    case "currency":
      return { guess: null, holds: `${input} in (${COMMON_CENT_CURRENCIES.map(sqlText).join(", ")})`, value: input };
    case "date":
      if (kind === "date") return { guess: cast("date"), holds: inYears, value: guess };
      return kind === "text"
        ? { guess: cast("date"), holds: all(`strlen(${input}) = 10`, isWritten), value: guess }
        : null;
    case "timestamp":
      if (kind === "timestamp") return { guess: cast("timestamp"), holds: inYears, value: guess };
      return kind === "text" ? { guess: cast("timestamp"), holds: isoInstant(input, guess), value: guess } : null;
    case "integer":
    case "number":
      if (kind === "float" && column.type === "number")
        return { guess: cast("double"), holds: all(`isfinite(${guess})`, ...range), value: guess };
      if (kind !== "text" && kind !== "integer") return null;
      return {
        guess: cast("bigint"),
        holds: all(kind === "text" ? `strlen(${input}) <= 15 and ${isWritten}` : `abs(${guess}) < 1e15`, ...range),
        value: guess,
      };
    case "amount":
      if (kind !== "text" && kind !== "decimal") return null;
      return {
        guess: cast("decimal(15, 2)"),
        holds: all(`s.${DIGITS_COLUMN} = 2`, kind === "text" ? isWritten : `${guess} = ${input}`),
        value: `cast(${guess} * 100 as bigint)`,
      };
    default:
      return null;
  }
}

/** `2025-01-31T08:00:00Z` of a time that exists. The cast alone takes a sign, and a fraction without digits. */
function isoInstant(input: string, guess: string): string {
  return `${guess} is not null and ${input} like '____-__-__T__:__:__Z' and ${input} >= '0' and ${input} < ':'
    and not suffix(${input}, '.Z') and not suffix(${input}, ' Z')`;
}
