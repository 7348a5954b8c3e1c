import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { messageOf } from "@/lib/errors";
import { type ColumnProfile, type FileProfile, type KeyOverlap, shareOf, timeRule } from "@/lib/mapping/profile";
import { tidyName } from "@/lib/mapping/score-column";
import { csvSql } from "./csv-source";
import { parquetSql } from "./foreign-files";
import { anyTextOf, describeParquet } from "./parquet-columns";
import type { ForeignSource } from "./source-folder";
import { cellSql, sqlName } from "./sql-text";

/** Rows of a file that are looked at. */
const MAX_ROWS = 200_000;
const HEAD_ROWS = 300;
const MAX_WORDS = 30;
const MAX_PAIRS = 400;

export interface FolderProfile {
  profiles: FileProfile[];
  overlaps: KeyOverlap[];
  /** Files that could not be read, with the reason. */
  unread: string[];
}

/** Looks at the files of a folder: what each column holds, and which columns hold keys of which files. */
export async function profileFolder(sources: readonly ForeignSource[]): Promise<FolderProfile> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const profiles: FileProfile[] = [];
    const unread: string[] = [];
    const tables = new Map<FileProfile, string>();
    for (const [at, source] of sources.entries()) {
      try {
        const profile = await profileFile(connection, source, `file_${at}`);
        profiles.push(profile);
        tables.set(profile, `file_${at}`);
      } catch (error) {
        unread.push(`${source.file.name}: ${messageOf(error).split("\n")[0]}`);
      }
    }
    return { profiles, overlaps: await keyOverlaps(connection, tables), unread };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function profileFile(connection: DuckDBConnection, source: ForeignSource, table: string): Promise<FileProfile> {
  const names = [...source.file.columns];
  const isCsv = source.kind === "csv";
  const types = isCsv
    ? new Map<string, string>()
    : new Map(await describeParquet(connection, parquetSql(source.paths)));
  const texts = names.map(([name, shown]) => {
    const text = isCsv ? `c${source.header.indexOf(shown)}` : anyTextOf(types.get(shown) ?? "", sqlName(shown));
    return `${cellSql(text)} as ${sqlName(name)}`;
  });
  const from = isCsv
    ? csvSql(source.path, { fields: source.header.length, delimiter: source.delimiter })
    : parquetSql(source.paths);
  await connection.run(`create temp table ${table} as select ${texts.join(", ")} from ${from} limit ${MAX_ROWS}`);
  const counts = await connection.runAndReadAll(
    `select count(*), ${names.map(([name]) => `count(${sqlName(name)}), count(distinct ${sqlName(name)})`).join(", ")}
     from ${table}`,
  );
  const [rows = 0, ...pairs] = (counts.getRows()[0] ?? []).map(Number);
  const read = await connection.runAndReadAll(`select * from ${table} order by rowid limit ${HEAD_ROWS}`);
  const head = read
    .getRowObjects()
    .map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, typeof cell === "string" ? cell : null])),
    );
  const columns: ColumnProfile[] = [];
  for (const [at, [name, shown]] of names.entries()) {
    const filled = pairs[at * 2] ?? 0;
    const distinct = pairs[at * 2 + 1] ?? 0;
    const samples = head.flatMap((row) => row[name] ?? []);
    const words = distinct > 0 && distinct <= MAX_WORDS ? await wordsOf(connection, table, name) : null;
    columns.push({ name, shown, filled, distinct, samples, words });
  }
  return { file: source.file, rows, columns, head };
}

async function wordsOf(connection: DuckDBConnection, table: string, name: string): Promise<string[]> {
  const column = sqlName(name);
  const read = await connection.runAndReadAll(
    `select lower(${column}), count(*) from ${table} where ${column} is not null group by 1 order by 2 desc, 1`,
  );
  return read.getRows().map(([word]) => String(word));
}

/** Columns that look like references, against columns whose values occur once. */
async function keyOverlaps(
  connection: DuckDBConnection,
  tables: ReadonlyMap<FileProfile, string>,
): Promise<KeyOverlap[]> {
  const keys = [...tables].flatMap(([profile, table]) =>
    profile.columns
      .filter((column) => column.filled > 0 && column.distinct === column.filled && column.filled === profile.rows)
      .filter((column) => isKeyLike(column.name) || isTextKey(column))
      .map((column) => ({ profile, table, column })),
  );
  const references = [...tables].flatMap(([profile, table]) =>
    profile.columns
      .filter(
        (column) =>
          column.distinct > 0 && (isKeyLike(column.name) || keys.some((key) => key.column.name === column.name)),
      )
      .map((column) => ({ profile, table, column })),
  );
  const pairs = references
    .flatMap((from) => keys.filter((to) => to.profile !== from.profile).map((to) => ({ from, to })))
    .map((pair) => ({ ...pair, isLikely: soundsLike(pair.from.column.name, pair.to.profile.file.stem) }))
    .toSorted((left, right) => Number(right.isLikely) - Number(left.isLikely))
    .slice(0, MAX_PAIRS);
  if (pairs.length === 0) return [];
  const counted = await connection.runAndReadAll(
    pairs
      .map(
        ({ from, to }, at) =>
          `select ${at}, count(*), count(k.v) from (select distinct ${sqlName(from.column.name)} as v from ${from.table}
           where ${sqlName(from.column.name)} is not null) f left join (select distinct ${sqlName(to.column.name)} as v
           from ${to.table}) k on k.v = f.v`,
      )
      .join(" union all "),
  );
  return counted.getRows().flatMap(([at, all, found]) => {
    const pair = pairs[Number(at)];
    if (!pair || Number(all) === 0) return [];
    return {
      file: pair.from.profile.file.name,
      column: pair.from.column.name,
      keyFile: pair.to.profile.file.name,
      keyColumn: pair.to.column.name,
      share: Number(found) / Number(all),
    };
  });
}

/** Whether a column is called like what another file holds: `plan_id` and `raw_plans`. */
function soundsLike(column: string, stem: string): boolean {
  const singular = (name: string) =>
    tidyName(name)
      .split("_")
      .map((word) => word.replace(/s$/, ""));
  const words = singular(stem);
  return singular(column).some((word) => word.length > 2 && words.includes(word));
}

/** A column without a telling name whose values occur once and are neither numbers nor times. */
function isTextKey(column: ColumnProfile): boolean {
  return shareOf(column, "number") === 0 && timeRule(column) === null;
}

function isKeyLike(name: string): boolean {
  return /(^|_)(id|uid|uuid|key|no|nr|number|code|ref|customer|client|account|subscription|contract|invoice|bill|payment|charge|transaction|refund)$/.test(
    tidyName(name),
  );
}
