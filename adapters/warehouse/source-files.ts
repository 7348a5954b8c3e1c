import { createHash } from "node:crypto";
import { access, constants, lstat, readdir, realpath, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { type DataFault, TableName } from "@/lib/contract/dataset";
import { AppError } from "@/lib/errors";
import type { SourceFile, SourceFolder } from "./source-folder";

/**
 * Finds the file of each table. A missing, empty or ambiguous one is a fault; a folder that cannot be read throws.
 * @throws AppError `not_found` when there is no such folder, `validation` when it is no folder or is not readable.
 */
export async function findSourceFiles(folder: string): Promise<SourceFolder> {
  const path = await resolveFolder(folder);
  const files: SourceFile[] = [];
  const faults: DataFault[] = [];
  const seen: string[] = [];
  const entries = new Set(await listFolder(path));
  for (const table of TableName.options) {
    const found = await candidates(path, table, entries);
    const [first, second] = found;
    for (const file of found.filter((one) => one.bytes !== null)) seen.push(...(await describeVersion(file)));
    if (!first) faults.push(fileFault(`${table}.csv`, `a file ${table}.csv, ${table}.parquet or a folder ${table}/`));
    else if (second) faults.push(fileFault(second.name, `one source a table; ${first.name} is there too`));
    else if (first.bytes === null) faults.push(fileFault(first.name, "a file that can be read"));
    else if (first.bytes === 0) faults.push(fileFault(first.name, "a file with at least a header; this one is empty"));
    else files.push(first);
  }
  return { path, files, faults, fingerprint: createHash("sha256").update(seen.join("\n")).digest("hex") };
}

/** The dataset's id: the same folder is the same dataset, whatever its files hold. */
export function datasetId(realFolder: string): string {
  return `data_${createHash("sha256").update(realFolder).digest("hex").slice(0, 12)}`;
}

/** The real path of a folder. Throws as `findSourceFiles`. */
export async function resolveFolder(folder: string): Promise<string> {
  let path: string;
  try {
    path = await realpath(folder);
  } catch (cause) {
    if (errorCode(cause) === "EACCES") throw new AppError("validation", "The folder is not readable", { cause });
    throw new AppError("not_found", "The folder does not exist", { cause });
  }
  if (!(await stat(path)).isDirectory()) throw new AppError("validation", "The path is a file, not a folder");
  return path;
}

async function listFolder(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (cause) {
    throw new AppError("validation", "The folder is not readable", { cause });
  }
}

async function candidates(folder: string, table: TableName, entries: ReadonlySet<string>): Promise<SourceFile[]> {
  const found: SourceFile[] = [];
  for (const kind of ["csv", "parquet"] as const) {
    const name = `${table}.${kind}`;
    if (!entries.has(name)) continue;
    const path = join(/* turbopackIgnore: true */ folder, name);
    const bytes = await readableBytes(path);
    // Spark and others write a folder that is called like a file.
    if (bytes === "folder") found.push(await parquetFolder(table, path, `${name}/`));
    else found.push({ table, path, name, kind, bytes });
  }
  const path = join(/* turbopackIgnore: true */ folder, table);
  if (entries.has(table) && (await readableBytes(path)) === "folder") {
    found.push(await parquetFolder(table, path, `${table}/`));
  }
  return found;
}

/** The size of a file, `folder`, or null for what cannot be read (a broken link, no permission). */
async function readableBytes(path: string): Promise<number | "folder" | null> {
  try {
    await access(path, constants.R_OK);
  } catch {
    // The reason does not matter to the reader of the report: the file is named as one that cannot be read.
    return null;
  }
  const entry = await stat(path);
  return entry.isDirectory() ? "folder" : entry.size;
}

async function parquetFolder(table: TableName, path: string, name: string): Promise<SourceFile> {
  const parts = await parquetParts(path);
  const sizes = await Promise.all(parts.map(async (part) => (await stat(part)).size));
  return { table, path, name, kind: "parquet_folder", bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

/** The Parquet files below a folder, in the order of their names; hidden ones and links are left out. */
export async function parquetParts(folder: string): Promise<string[]> {
  const parts: string[] = [];
  for (const name of (await readdir(folder)).toSorted()) {
    if (name.startsWith(".") || name.startsWith("_")) continue;
    const path = join(folder, name);
    const entry = await lstat(path);
    if (entry.isDirectory()) parts.push(...(await parquetParts(path)));
    else if (entry.isFile() && name.endsWith(".parquet")) parts.push(path);
  }
  return parts;
}

async function describeVersion(file: SourceFile): Promise<string[]> {
  const paths = file.kind === "parquet_folder" ? await parquetParts(file.path) : [file.path];
  return Promise.all(
    paths.map(async (path) => {
      const { size, mtimeMs } = await stat(path);
      return `${file.name}|${basename(path)}|${size}|${mtimeMs}`;
    }),
  );
}

function fileFault(file: string, expected: string): DataFault {
  return { file, line: null, column: null, value: null, expected };
}

function errorCode(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}
