import type { DataFault } from "@/lib/contract/dataset";
import { type ColumnSpec, type TableSpec, warehouseColumn } from "@/lib/contract/tables";
import { sqlName, sqlText } from "../sql-text";
import { DAY_COLUMNS } from "../summarize-tables";
import type { PostgresDb } from "./connection";
import type { TableLayout } from "./read-layout";

/** What one pass over a table says. */
export interface TableFacts {
  rows: number;
  firstDay: string | null;
  lastDay: string | null;
  /** Optional columns with empty texts. */
  emptied: ReadonlySet<string>;
  faults: DataFault[];
}

interface Check {
  column: string;
  wrong: string;
  expected: string;
}

const CURRENCIES = Intl.supportedValuesOf("currency").map(sqlText).join(", ");

/** Reads a table once: rows, first and last day, and how many rows break a rule of its columns. */
export async function checkRows(db: PostgresDb, layout: TableLayout, signal?: AbortSignal): Promise<TableFacts> {
  const { spec, missing } = layout;
  const columns = spec.columns.filter((column) => !missing.has(column.name));
  const checks = [...columns.flatMap(columnChecks), ...orderChecks(spec, missing)];
  const maybeEmpty = columns.filter((column) => isText(column) && (column.optional || column.nullable));
  const selects = [
    "count(*) as table_rows",
    ...daySelects(spec),
    ...checks.flatMap(({ column, wrong }, at) => [
      `count(*) filter (where ${wrong}) as wrong_${at}`,
      `min(cast(${sqlName(column)} as text)) filter (where ${wrong}) as value_${at}`,
    ]),
    ...maybeEmpty.map((column, at) => `count(*) filter (where ${sqlName(column.name)} = '') as empty_${at}`),
  ];
  const [row = {}] = await db.query(`select ${selects.join(", ")} from ${spec.name}`, [], { signal });
  const faults = checks.flatMap(({ column, expected }, at): DataFault[] => {
    const count = Number(row[`wrong_${at}`]);
    const example = row[`value_${at}`];
    const value = `${count} ${count === 1 ? "row" : "rows"}${typeof example === "string" ? `, such as ${example.slice(0, 100)}` : ""}`;
    return count === 0 ? [] : [{ file: spec.name, line: null, column, value, expected }];
  });
  return {
    rows: Number(row.table_rows),
    ...daysOf(row),
    emptied: new Set(maybeEmpty.filter((_, at) => Number(row[`empty_${at}`]) > 0).map((column) => column.name)),
    faults,
  };
}

/** First and last day of a table too large to be read whole: an index on the day answers. */
export async function readDays(db: PostgresDb, spec: TableSpec, signal?: AbortSignal) {
  const [row = {}] = await db.query(`select ${daySelects(spec).join(", ")} from ${spec.name}`, [], { signal });
  return daysOf(row);
}

/** The fault of a key that is there twice; one row a key is the rule of domain.md. */
export async function findRepeatedKey(
  db: PostgresDb,
  { spec, missing }: TableLayout,
  signal?: AbortSignal,
): Promise<DataFault[]> {
  const [column = ""] = spec.key;
  const key = spec.key.filter((name) => !missing.has(name)).map(sqlName);
  const [row] = await db.query(
    `select ${sqlName(column)} as key_value, count(*) as key_rows from ${spec.name} group by ${key.join(", ")}
     having count(*) > 1 order by 1 limit 1`,
    [],
    { signal },
  );
  const value = `${row?.key_value}, ${row?.key_rows} rows`;
  return row ? [{ file: spec.name, line: null, column, value, expected: "a key that occurs once" }] : [];
}

function daySelects({ name }: TableSpec): string[] {
  const day = DAY_COLUMNS[name];
  return [`cast(min(${day}) as date) as first_day`, `cast(max(${day}) as date) as last_day`];
}

function daysOf(row: Record<string, unknown>): { firstDay: string | null; lastDay: string | null } {
  const text = (value: unknown) => (typeof value === "string" ? value : null);
  return { firstDay: text(row.first_day), lastDay: text(row.last_day) };
}

const isText = ({ type }: ColumnSpec) => type === "key" || type === "text";

function columnChecks(column: ColumnSpec): Check[] {
  const name = warehouseColumn(column);
  const value = sqlName(name);
  const check = (wrong: string, expected: string): Check => ({ column: name, wrong, expected });
  const isRequired = !column.optional && !column.nullable && column.type !== "text";
  const empty = isText(column) ? `coalesce(${value}, '') = ''` : `${value} is null`;
  return [
    ...(isRequired ? [check(empty, "a value; the cell is empty")] : []),
    ...(column.values
      ? [check(`${value} not in (${column.values.map(sqlText).join(", ")})`, `one of ${column.values.join(", ")}`)]
      : []),
    ...(column.type === "currency"
      ? [check(`${value} not in (${CURRENCIES})`, "an ISO 4217 currency code such as USD")]
      : []),
    ...(column.min === undefined ? [] : [check(`${value} < ${column.min}`, `a number of at least ${column.min}`)]),
    ...(column.max === undefined ? [] : [check(`${value} > ${column.max}`, `a number of at most ${column.max}`)]),
  ];
}

function orderChecks({ name }: TableSpec, missing: ReadonlySet<string>): Check[] {
  if (name === "invoices")
    return [{ column: "period_end", wrong: "period_end <= period_start", expected: "a day after period_start" }];
  if (name !== "subscriptions" || missing.has("valid_from") || missing.has("valid_to")) return [];
  return [{ column: "valid_to", wrong: "valid_to < valid_from", expected: "a day not before valid_from" }];
}
