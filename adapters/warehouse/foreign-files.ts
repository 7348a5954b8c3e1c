import { access, constants, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { DataFault } from "@/lib/contract/dataset";
import { normalizeName } from "@/lib/mapping/names";
import { stemOf } from "@/lib/mapping/plan-mapping";
import { readCsvHead } from "./csv-header";
import { describeParquet } from "./parquet-columns";
import { parquetParts } from "./source-files";
import type { ForeignSource } from "./source-folder";
import { sqlPath } from "./sql-text";

const MAX_FILES = 500;

/** The files of a folder that hold rows, by name; one whose header cannot be read is a fault. */
export async function findForeignFiles(folder: string): Promise<{ sources: ForeignSource[]; faults: DataFault[] }> {
  const sources: ForeignSource[] = [];
  const faults: DataFault[] = [];
  for (const name of (await readdir(folder)).toSorted().slice(0, MAX_FILES)) {
    if (name.startsWith(".")) continue;
    const path = join(/* turbopackIgnore: true */ folder, name);
    if (!(await isReadable(path))) {
      if (/\.(csv|parquet)$/i.test(name)) faults.push(fileFault(name, "a file that can be read"));
      continue;
    }
    const isFolder = (await stat(path)).isDirectory();
    const paths = isFolder ? await parquetParts(path) : [path];
    if (paths.length === 0 || !(isFolder || /\.(csv|parquet)$/i.test(name))) continue;
    const kind = isFolder || /\.parquet$/i.test(name) ? ("parquet" as const) : ("csv" as const);
    const shown = isFolder ? `${name}/` : name;
    const head = kind === "csv" ? await readCsvHead(path) : null;
    const header = kind === "csv" ? head?.names : await parquetNames(paths);
    if (!header || header.join("").trim() === "")
      faults.push(fileFault(shown, kind === "csv" ? "a header that ends within 1 MB" : "a Parquet file"));
    else
      sources.push({
        file: { name: shown, stem: stemOf(name), columns: columnsOf(header) },
        header,
        delimiter: head?.delimiter ?? ",",
        path,
        kind,
        paths,
      });
  }
  return { sources, faults };
}

/** SQL that reads all Parquet parts of a source. */
export function parquetSql(paths: readonly string[]): string {
  return `read_parquet([${paths.map(sqlPath).join(", ")}], binary_as_string = true, union_by_name = true,
    hive_partitioning = false)`;
}

/** Of names that are alike once normalised the first counts. */
function columnsOf(header: readonly string[]): Map<string, string> {
  const columns = new Map<string, string>();
  for (const name of header) {
    const normalized = normalizeName(name);
    if (normalized !== "" && !columns.has(normalized)) columns.set(normalized, name);
  }
  return columns;
}

async function parquetNames(paths: readonly string[]): Promise<string[] | null> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    return (await describeParquet(connection, parquetSql(paths)))?.map(([name]) => name) ?? null;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function isReadable(path: string): Promise<boolean> {
  try {
    await access(path, constants.R_OK);
    return true;
  } catch {
    // The reason does not matter to the reader of the report: the file is named as one that cannot be read.
    return false;
  }
}

function fileFault(file: string, expected: string): DataFault {
  return { file, line: null, column: null, value: null, expected };
}
