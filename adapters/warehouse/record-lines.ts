import type { CsvShape } from "./csv-header";
import { scanCsv } from "./scan-csv";

/** The lines on which records start, by reading the file a second time; Parquet (`shape` null) has none. */
export async function recordLines(
  path: string,
  shape: CsvShape | null,
  records: Iterable<number>,
): Promise<Map<number, number>> {
  const lines = new Map<number, number>();
  const wanted = new Set(records);
  if (shape === null || wanted.size === 0) return lines;
  await scanCsv(path, shape.fields, {
    delimiter: shape.delimiter,
    maxFaults: 0,
    onLine: (record, line) => {
      if (wanted.has(record)) lines.set(record, line);
    },
  });
  return lines;
}

/** What a key that occurs twice was expected to be; the earlier row is named by its line, else by its number. */
export function repeatedKey(line: number | undefined, record: number, file?: string): string {
  const where = line === undefined ? `row ${record + 1}` : `line ${line}`;
  return `a key that occurs once; ${file === undefined ? "" : `${file} `}${where} has it too`;
}
