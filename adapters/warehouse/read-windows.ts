import { stat } from "node:fs/promises";
import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import { AppError, messageOf } from "@/lib/errors";
import type { LeafTable } from "@/lib/why/leaf-table";
import { type Delimiter, readCsvHead } from "./csv-header";
import type { DuckDb } from "./duckdb";
import { scanCsv } from "./scan-csv";
import { sqlName, sqlPath, sqlText } from "./sql-text";

/** Two flat CSV files with the same columns; every column that is not the value or the denominator is a dimension. */
export interface WindowFiles {
  base: string;
  actual: string;
  value: string;
  denominator?: string;
}

interface WindowFile {
  path: string;
  names: string[];
  delimiter: Delimiter;
}

/**
 * Reads both windows and adds them up by every combination of dimension values. A combination that a window lacks is 0.
 * @throws AppError `validation` in one sentence that names the file, the line and the column at fault.
 */
export async function readWindows(db: DuckDb, files: WindowFiles): Promise<LeafTable> {
  const windows = [await openWindow(files.base, files), await openWindow(files.actual, files)] as const;
  const numbers = [files.value, ...(files.denominator === undefined ? [] : [files.denominator])];
  const dims = windows[0].names.filter((name) => !numbers.includes(name));
  if (dims.length === 0)
    throw fault(files.base, "has no column beside the value: without dimensions there is no cause");
  for (const [one, other] of [windows, [windows[1], windows[0]] as const])
    for (const name of one.names)
      if (!other.names.includes(name)) throw fault(other.path, `has no column "${name}", which ${one.path} has`);
  let table: LeafTable | null = null;
  await db.script(async (connection) => {
    await stageWindows(connection, windows, dims, numbers);
    for (const [at, window] of windows.entries()) await checkWindow(connection, window, at, numbers);
    table = await addUpLeaves(connection, dims, numbers.length > 1);
  });
  if (!table) throw new AppError("internal", "The windows were not read");
  return table;
}

async function openWindow(path: string, { value, denominator }: WindowFiles): Promise<WindowFile> {
  const info = await stat(path).catch(() => null);
  if (!info) throw fault(path, "does not exist or cannot be read");
  if (!info.isFile()) throw fault(path, "is not a file");
  if (info.size === 0) throw fault(path, "line 1: the file is empty; expected a header");
  const head = await readCsvHead(path);
  if (!head) throw fault(path, "line 1: expected a header that ends within 1 MB");
  const { names, delimiter } = head;
  for (const name of [value, ...(denominator === undefined ? [] : [denominator])])
    if (!names.includes(name))
      throw fault(path, `line 1: has no column "${name}"; its columns are ${names.join(", ")}`);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw fault(path, `line 1: has the column "${twice}" twice`);
  return { path, names, delimiter };
}

/** Both files as one table: window (0 base, 1 actual), dimensions as text, numbers as doubles, null where they are none. */
async function stageWindows(
  connection: DuckDBConnection,
  windows: readonly WindowFile[],
  dims: readonly string[],
  numbers: readonly string[],
): Promise<void> {
  const selects = windows.map(({ path, names, delimiter }, window) => {
    const place = (name: string) => `c${names.indexOf(name)}`;
    const texts = dims.map((name, d) => `coalesce(${place(name)}, '') as d${d}`);
    const values = numbers.map((name, n) => `try_cast(${place(name)} as double) as n${n}`);
    const columns = names.map((_, at) => `'c${at}': 'varchar'`).join(", ");
    return `select ${window} as win, ${[...texts, ...values].join(", ")} from read_csv(${sqlPath(path)}, header = true,
      auto_detect = false, delim = ${sqlText(delimiter)}, quote = '"', escape = '"', strict_mode = false, columns = {${columns}})`;
  });
  for (const [at, { path, names, delimiter }] of windows.entries()) {
    const into = at === 0 ? "create or replace temp table leaf_rows as" : "insert into leaf_rows";
    try {
      await connection.run(`${into} ${selects[at]}`);
    } catch (error) {
      const { faults } = await scanCsv(path, names.length, { maxFaults: 1, delimiter });
      const [first] = faults;
      if (first) throw fault(path, `line ${first.line}: ${first.value ?? "broken"}; expected ${first.expected}`);
      throw fault(path, `is not a CSV file that can be read: ${messageOf(error).split("\n")[0]}`);
    }
  }
}

async function checkWindow(
  connection: DuckDBConnection,
  { path, names, delimiter }: WindowFile,
  window: number,
  numbers: readonly string[],
): Promise<void> {
  const bad = numbers.map((_, n) => `count(*) filter (where not coalesce(isfinite(n${n}), false))`).join(", ");
  const reader = await connection.runAndReadAll(`select count(*), ${bad} from leaf_rows where win = ${window}`);
  const [rows = 0, ...counts] = (reader.getRows()[0] ?? []).map(Number);
  if (rows === 0) throw fault(path, "line 2: there is no row below the header");
  const at = counts.findIndex((count) => count > 0);
  const name = numbers[at];
  if (name === undefined) return;
  const columns = names.map((_, place) => `'c${place}': 'varchar'`).join(", ");
  const text = `c${names.indexOf(name)}`;
  const found = await connection.runAndReadAll(`select record, ${text} from (
      select row_number() over () - 1 as record, ${text} from read_csv(${sqlPath(path)}, header = true, auto_detect = false,
        delim = ${sqlText(delimiter)}, quote = '"', escape = '"', strict_mode = false, columns = {${columns}})
    ) where not coalesce(isfinite(try_cast(${text} as double)), false) order by record limit 1`);
  const [record, value] = found.getRows()[0] ?? [];
  let line = Number(record) + 2;
  await scanCsv(path, names.length, {
    delimiter,
    maxFaults: 1,
    onLine: (one, starts) => {
      if (one === Number(record)) line = starts;
    },
  });
  const shown = value === null || value === undefined ? "nothing" : `"${String(value).slice(0, 60)}"`;
  throw fault(path, `line ${line}, column "${name}": ${shown} is not a number`);
}

async function addUpLeaves(
  connection: DuckDBConnection,
  dims: readonly string[],
  isRatio: boolean,
): Promise<LeafTable> {
  const keys = dims.map((_, d) => `d${d}`);
  const sums = (isRatio ? [0, 1] : [0]).flatMap((n) =>
    [0, 1].map((window) => `coalesce(sum(n${n}) filter (where win = ${window}), 0)`),
  );
  const stream = await connection.stream(
    `select ${[...keys, ...sums].join(", ")} from leaf_rows group by ${keys.join(", ")} order by ${keys.map(sqlName).join(", ")}`,
  );
  const values: string[][] = dims.map(() => []);
  const places = dims.map(() => new Map<DuckDBValue, number>());
  const codes: number[][] = dims.map(() => []);
  const numbers: number[][] = sums.map(() => []);
  for (let chunk = await stream.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await stream.fetchChunk()) {
    const columns = chunk.getColumns();
    for (const [d, place] of places.entries()) {
      for (const value of columns[d] ?? []) {
        let code = place.get(value);
        if (code === undefined) {
          code = place.size;
          place.set(value, code);
          values[d]?.push(String(value));
        }
        codes[d]?.push(code);
      }
    }
    for (const [n, list] of numbers.entries())
      for (const value of columns[dims.length + n] ?? []) list.push(Number(value));
  }
  const [base = [], actual = [], baseDenominator = [], actualDenominator = []] = numbers;
  return {
    dims: [...dims],
    values,
    codes: codes.map((list) => Int32Array.from(list)),
    base: Float64Array.from(base),
    actual: Float64Array.from(actual),
    ...(isRatio
      ? { denominator: { base: Float64Array.from(baseDenominator), actual: Float64Array.from(actualDenominator) } }
      : {}),
  };
}

function fault(path: string, detail: string): AppError {
  return new AppError("validation", `${path}: ${detail}.`);
}
