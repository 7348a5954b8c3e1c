import type { DuckDBConnection } from "@duckdb/node-api";
import type { DataFault } from "@/lib/contract/dataset";
import type { TableSpec } from "@/lib/contract/tables";
import { messageOf } from "@/lib/errors";
import { currencyDigitsSql, DIGITS_COLUMN } from "./column-sql";
import { type CsvShape, readCsvHead } from "./csv-header";
import { countRows, csvSql, lostRecords, MAX_COLUMNS, openCsv, unreadable } from "./csv-source";
import { readParquetColumns } from "./parquet-columns";
import type { QuickSource, SourceCell } from "./quick-column-sql";
import { recordLines, repeatedKey } from "./record-lines";
import { parquetParts } from "./source-files";
import type { SourceFile } from "./source-folder";
import { cellSql, sqlName, sqlPath } from "./sql-text";
import type { Problem, Staged } from "./staged";

/** Stages one file; shape, header and type faults are returned, value faults are left to `checkTable`. */
export async function stageTable(connection: DuckDBConnection, file: SourceFile, table: TableSpec): Promise<Staged> {
  return file.kind === "csv" ? stageCsv(connection, file, table) : stageParquet(connection, file, table);
}

async function stageCsv(connection: DuckDBConnection, file: SourceFile, table: TableSpec): Promise<Staged> {
  const csv = await openCsv(file);
  if (!csv.isRead) return unread(csv.faults, csv.faultCount);
  const names = csv.header.map((name) => name.toLowerCase());
  const faults = [...headerFaults(file, table, names), ...csv.faults];
  const faultCount = faults.length - csv.faults.length + csv.faultCount;
  const texts = new Map(names.map((name, at) => [name, `c${at}`]));
  try {
    await createStage(connection, table, texts, csv.source);
  } catch (error) {
    if (faultCount > 0) return unread(faults, faultCount);
    return unread([unreadable(file, error)], 1);
  }
  const rows = await countRows(connection, `stage_${table.name}`);
  const shape = { fields: names.length, delimiter: csv.delimiter };
  const describe = (problems: readonly Problem[]) => describeProblems(file, shape, problems);
  if (rows === csv.records) return { isRead: true, present: new Set(names), faults, faultCount, describe };
  return faultCount > 0 ? unread(faults, faultCount) : unread([lostRecords(file, csv.records, rows)], 1);
}

async function stageParquet(connection: DuckDBConnection, file: SourceFile, table: TableSpec): Promise<Staged> {
  const source = await parquetSource(file);
  const read = await readParquetColumns(connection, source, table);
  if (!read) return unread([fault(file, null, null, null, "a Parquet file; its contents are not Parquet")], 1);
  const faults = [
    ...headerFaults(file, table, read.names, null),
    ...read.wrongTypes.map((wrong) => fault(file, null, wrong.column, wrong.type, wrong.expected)),
  ];
  if (read.names.length > MAX_COLUMNS || read.wrongTypes.length > 0) return unread(faults, faults.length);
  try {
    const texts = [...read.cells].map(([name, { column, textOf }]) => [name, textOf(column)] as const);
    await createStage(connection, table, new Map(texts), source);
  } catch (error) {
    const expected = `Parquet data that can be read: ${messageOf(error).split("\n")[0]?.replaceAll(file.path, file.name)}`;
    return unread([...faults, fault(file, null, null, null, expected)], faults.length + 1);
  }
  const describe = (problems: readonly Problem[]) => describeProblems(file, null, problems);
  return { isRead: true, present: new Set(read.names), faults, faultCount: faults.length, describe };
}

/** SQL that reads a table's Parquet files. */
async function parquetSource(file: SourceFile): Promise<string> {
  const paths = file.kind === "parquet" ? [file.path] : await parquetParts(file.path);
  return `read_parquet([${paths.map(sqlPath).join(", ")}], binary_as_string = true, union_by_name = true,
    hive_partitioning = false)`;
}

/**
 * A file whose header has no fault, to be read at once into its table while its bytes are checked. Null for any other:
 * `stageTable` says what is wrong with it.
 */
export async function openQuickSource(
  connection: DuckDBConnection,
  file: SourceFile,
  table: TableSpec,
): Promise<QuickSource | null> {
  if (file.kind !== "csv") {
    const sql = await parquetSource(file);
    const read = await readParquetColumns(connection, sql, table);
    if (!read || read.wrongTypes.length > 0 || headerFaults(file, table, read.names).length > 0) return null;
    return { sql, cells: read.cells, present: new Set(read.names), countRecords: null };
  }
  const head = await readCsvHead(file.path);
  const names = head?.names.map((name) => name.toLowerCase()) ?? [];
  if (!head || headerFaults(file, table, names).length > 0) return null;
  const cells = names.map((name, at): [string, SourceCell] => [
    name,
    { column: `c${at}`, kind: "text", textOf: (text) => text },
  ]);
  return {
    sql: csvSql(file.path, { fields: names.length, delimiter: head.delimiter }, { strict: true }),
    cells: new Map(cells),
    present: new Set(names),
    countRecords: async () => {
      const csv = await openCsv(file);
      return csv.isRead && csv.faultCount === 0 ? csv.records : null;
    },
  };
}

async function createStage(
  connection: DuckDBConnection,
  table: TableSpec,
  texts: ReadonlyMap<string, string>,
  source: string,
): Promise<void> {
  const columns = table.columns.map(({ name }) => {
    const text = texts.get(name);
    return `${text ? cellSql(text) : "cast(null as varchar)"} as ${sqlName(name)}`;
  });
  const hasCurrency = table.columns.some((column) => column.type === "currency");
  const digits = hasCurrency ? currencyDigitsSql(sqlName("currency")) : "null";
  await connection.run(
    `create temp table stage_${table.name} as select *, ${digits} as ${DIGITS_COLUMN} from (
     select ${columns.join(", ")} from ${source})`,
  );
}

function headerFaults(
  file: SourceFile,
  table: TableSpec,
  names: readonly string[],
  line: number | null = 1,
): DataFault[] {
  if (names.length > MAX_COLUMNS)
    return [fault(file, line, null, `${names.length} columns`, `at most ${MAX_COLUMNS} columns`)];
  const missing = table.columns.filter((column) => !column.optional && !names.includes(column.name));
  const repeated = names.filter((name, at) => name !== "" && names.indexOf(name) !== at);
  return [
    ...missing.map(({ name }) => fault(file, line, name, null, `a column ${name}; the file has none`)),
    ...[...new Set(repeated)].map((name) => fault(file, line, name, name, `one column ${name}; the file has several`)),
  ];
}

function fault(
  file: SourceFile,
  line: number | null,
  column: string | null,
  value: string | null,
  expected: string,
): DataFault {
  return { file: file.name, line, column, value, expected };
}

function unread(faults: DataFault[], faultCount: number): Staged {
  return { isRead: false, present: new Set(), faults, faultCount, describe: async () => [] };
}

async function describeProblems(
  file: SourceFile,
  csvShape: CsvShape | null,
  problems: readonly Problem[],
): Promise<DataFault[]> {
  const records = problems.flatMap(({ record, earlier }) => (earlier === null ? [record] : [record, earlier]));
  const lines = await recordLines(file.path, csvShape, records);
  return problems.map(({ record, column, value, expected, earlier }) => ({
    file: file.name,
    line: lines.get(record) ?? null,
    column,
    value: value === null ? null : value.slice(0, 200),
    expected: earlier === null ? expected : repeatedKey(lines.get(earlier), earlier),
  }));
}
