import type { DuckDBConnection } from "@duckdb/node-api";
import type { DataFault } from "@/lib/contract/dataset";
import { messageOf } from "@/lib/errors";
import { type CsvShape, type Delimiter, readCsvHead } from "./csv-header";
import { MAX_FAULTS } from "./faults";
import { findBadUtf8, scanCsv } from "./scan-csv";
import { sqlPath, sqlText } from "./sql-text";

export const MAX_COLUMNS = 500;

/** A file by the name that people see. */
export interface NamedFile {
  path: string;
  name: string;
}

/** A CSV file whose bytes were checked: its names, and SQL that reads its records as texts c0, c1, ... in order. */
export interface CsvSource {
  isRead: true;
  header: string[];
  delimiter: Delimiter;
  source: string;
  /** Records that the SQL must give; another number means that some could not be read. */
  records: number;
  /** Faults of single records; the others can be read all the same. */
  faults: DataFault[];
  faultCount: number;
}

/** Checks a CSV file's encoding, header and shape. */
export async function openCsv(
  file: NamedFile,
): Promise<CsvSource | { isRead: false; faults: DataFault[]; faultCount: number }> {
  const badText = await findBadUtf8(file.path, MAX_FAULTS);
  if (badText) {
    const faults = badText.lines.map((line) => fileFault(file, line, null, "text in UTF-8"));
    return { isRead: false, faults, faultCount: badText.count };
  }
  const head = await readCsvHead(file.path);
  if (!head) return refuse(fileFault(file, 1, null, "a header that ends within 1 MB"));
  const { names: header, delimiter } = head;
  if (header.length > MAX_COLUMNS)
    return refuse(fileFault(file, 1, `${header.length} columns`, `at most ${MAX_COLUMNS} columns`));
  const scan = await scanCsv(file.path, header.length, { maxFaults: MAX_FAULTS, delimiter });
  return {
    isRead: true,
    header,
    delimiter,
    source: csvSql(file.path, { fields: header.length, delimiter }),
    records: scan.records,
    faults: scan.faults.map(({ line, value, expected }) => fileFault(file, line, value, expected)),
    faultCount: scan.faultCount,
  };
}

/** SQL that reads a CSV file's records as texts c0, c1, ...; a strict one fails at the first record that is broken. */
export function csvSql(path: string, { fields, delimiter }: CsvShape, { strict = false } = {}): string {
  const columns = Array.from({ length: fields }, (_, at) => `'c${at}': 'varchar'`).join(", ");
  return `read_csv(${sqlPath(path)}, header = true, auto_detect = false, delim = ${sqlText(delimiter)}, quote = '"', escape = '"',
    strict_mode = ${strict}, ignore_errors = ${!strict}, columns = {${columns}})`;
}

/** The fault of a CSV file that the engine refuses. */
export function unreadable(file: NamedFile, error: unknown): DataFault {
  return fileFault(file, null, null, `a CSV file that can be read: ${messageOf(error).split("\n")[0]}`);
}

/** The fault of a CSV file of which the engine read fewer records than there are. */
export function lostRecords(file: NamedFile, records: number, rows: number): DataFault {
  return fileFault(file, null, null, `${records} records that can be read; only ${rows} could`);
}

/** Rows of a table. */
export async function countRows(connection: DuckDBConnection, table: string): Promise<number> {
  const result = await connection.runAndReadAll(`select count(*) from ${table}`);
  return Number(result.getRows()[0]?.[0]);
}

function refuse(fault: DataFault): { isRead: false; faults: DataFault[]; faultCount: number } {
  return { isRead: false, faults: [fault], faultCount: 1 };
}

function fileFault(file: NamedFile, line: number | null, value: string | null, expected: string): DataFault {
  return { file: file.name, line, column: null, value, expected };
}
