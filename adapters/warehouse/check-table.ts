import type { DuckDBConnection } from "@duckdb/node-api";
import type { DataFault, TableName } from "@/lib/contract/dataset";
import { type TableSpec, warehouseColumn } from "@/lib/contract/tables";
import { columnSql } from "./column-sql";
import { MAX_FAULTS } from "./faults";
import { sqlName, sqlText } from "./sql-text";
import type { Problem, Staged } from "./staged";

/**
 * Turns `stage_<table>` into typed values in `clean_<table>` and says what is wrong with which row: values first,
 * then rules over two columns, then repeated keys. Works on whole columns in SQL; only faults reach JavaScript.
 */
export async function checkTable(
  connection: DuckDBConnection,
  table: TableSpec,
  staged: Staged,
): Promise<{ faults: DataFault[]; faultCount: number }> {
  await createClean(connection, table, staged);
  const sources = [
    ...(await valueChecks(connection, table, staged)),
    ...ruleChecks(table),
    ...((await hasRepeatedKey(connection, table, `clean_${table.name}`)) ? [keyCheck(table)] : []),
  ];
  const faultCount = await countProblems(connection, sources);
  if (faultCount === 0) return { faults: [], faultCount };
  const problems = await readProblems(connection, sources);
  return { faults: await staged.describe(problems), faultCount };
}

async function createClean(connection: DuckDBConnection, table: TableSpec, staged: Staged): Promise<void> {
  const columns = table.columns.flatMap((column) => {
    const { value, problem } = columnSql(column);
    const checked = staged.present.has(column.name) ? problem : "cast(null as varchar)";
    return [`${value} as ${sqlName(warehouseColumn(column))}`, `${checked} as ${sqlName(`problem_${column.name}`)}`];
  });
  await connection.run(
    `create temp table clean_${table.name} as select s.rowid as row_no, ${columns.join(", ")} from stage_${table.name} s`,
  );
}

/** One query a column with problems: row_no, position, col, val, expected, earlier. One pass finds those columns. */
async function valueChecks(connection: DuckDBConnection, table: TableSpec, staged: Staged): Promise<string[]> {
  const columns = table.columns
    .map(({ name }, at) => ({ name, at, problem: sqlName(`problem_${name}`) }))
    .filter(({ name }) => staged.present.has(name));
  if (columns.length === 0) return [];
  const counted = await connection.runAndReadAll(
    `select ${columns.map(({ problem }) => `count(${problem})`).join(", ")} from clean_${table.name}`,
  );
  const counts = counted.getRows()[0] ?? [];
  return columns
    .filter((_, at) => Number(counts[at]) > 0)
    .map(
      ({ name, at, problem }) =>
        `select c.row_no, ${at} as position, ${sqlText(name)} as col, s.${sqlName(name)} as val, c.${problem} as expected,
         cast(null as bigint) as earlier from clean_${table.name} c join stage_${table.name} s on s.rowid = c.row_no
         where c.${problem} is not null`,
    );
}

async function countProblems(connection: DuckDBConnection, sources: readonly string[]): Promise<number> {
  if (sources.length === 0) return 0;
  const counted = await connection.runAndReadAll(
    `select count(*) from (${sources.map((source) => `select 1 from (${source})`).join(" union all ")})`,
  );
  return Number(counted.getRows()[0]?.[0]);
}

/** Two days of a row that must come in their order: the wrong comparison of the later with the earlier one. */
const ORDER_RULES: Partial<Record<TableName, { earlier: string; later: string; wrong: string; expected: string }>> = {
  invoices: { earlier: "period_start", later: "period_end", wrong: "<=", expected: "a day after period_start" },
  subscriptions: { earlier: "valid_from", later: "valid_to", wrong: "<", expected: "a day not before valid_from" },
};

function ruleChecks(table: TableSpec): string[] {
  const rule = ORDER_RULES[table.name];
  if (!rule) return [];
  const { earlier, later, wrong, expected } = rule;
  const position = table.columns.findIndex((column) => column.name === later);
  return [
    `select row_no, ${position} as position, ${sqlText(later)} as col, cast(${later} as varchar) as val,
    ${sqlText(`${expected} `)} || cast(${earlier} as varchar) as expected, cast(null as bigint) as earlier
    from clean_${table.name} where ${later} ${wrong} ${earlier}`,
  ];
}

/** Whether rows of a filled table break one of the rules over several of them or of their columns. */
export async function breaksRules(connection: DuckDBConnection, table: TableSpec): Promise<boolean> {
  const rule = ORDER_RULES[table.name];
  if (rule) {
    const sql = `select 1 from ${table.name} where ${rule.later} ${rule.wrong} ${rule.earlier} limit 1`;
    if ((await connection.runAndReadAll(sql)).currentRowCount > 0) return true;
  }
  return hasRepeatedKey(connection, table, table.name);
}

/** Keys are told apart by their hashes first: as many hashes as keys, and none occurs twice. */
async function hasRepeatedKey(connection: DuckDBConnection, table: TableSpec, from: string): Promise<boolean> {
  const { present, parts } = keySql(table);
  const counted = await connection.runAndReadAll(
    `select count(*) = count(distinct hash(${parts})) from ${from} where ${present}`,
  );
  if (counted.getRows()[0]?.[0] === true) return false;
  const result = await connection.runAndReadAll(
    `select 1 from ${from} where ${present} group by ${parts} having count(*) > 1 limit 1`,
  );
  return result.currentRowCount > 0;
}

/** A repeated key is a fault of every row but the first; both rows are named. */
function keyCheck(table: TableSpec): string {
  const { key, present, parts } = keySql(table);
  const position = table.columns.findIndex((column) => column.name === key);
  return `select row_no, ${position} as position, ${sqlText(key)} as col, ${sqlName(key)} as val, '' as expected,
    first_no as earlier from (select row_no, ${sqlName(key)}, min(row_no) over (partition by ${parts}) as first_no
    from clean_${table.name} where ${present}) where row_no > first_no`;
}

/** The parts of a key; later parts may be null, which counts as one value. */
function keySql(table: TableSpec): { key: string; present: string; parts: string } {
  const [key = ""] = table.key;
  return { key, present: `${sqlName(key)} is not null`, parts: table.key.map(sqlName).join(", ") };
}

async function readProblems(connection: DuckDBConnection, sources: readonly string[]): Promise<Problem[]> {
  const result = await connection.runAndReadAll(
    `select row_no, col, val, expected, earlier from (${sources.join(" union all ")})
     order by row_no, position, earlier nulls first limit ${MAX_FAULTS}`,
  );
  return result.getRows().map(([record, column, value, expected, earlier]) => ({
    record: Number(record),
    column: String(column),
    value: value === null ? null : String(value),
    expected: String(expected),
    earlier: earlier === null ? null : Number(earlier),
  }));
}
