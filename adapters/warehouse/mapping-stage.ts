import type { DuckDBConnection } from "@duckdb/node-api";
import type { DataFault } from "@/lib/contract/dataset";
import { messageOf } from "@/lib/errors";
import type { MappingPlan, PlannedSource } from "@/lib/mapping/plan";
import { ITEM_COLUMN } from "@/lib/mapping/plan-sources";
import type { CsvShape } from "./csv-header";
import { countRows, lostRecords, openCsv, unreadable } from "./csv-source";
import { parquetSql } from "./foreign-files";
import { ROW_COLUMN, sourceView } from "./mapping-part-sql";
import { sortKeys } from "./mapping-time-sql";
import { anyTextOf, describeParquet } from "./parquet-columns";
import type { ForeignSource } from "./source-folder";
import { cellSql, sqlName, sqlText } from "./sql-text";
import type { LeftOut } from "./staged";

/** A foreign file read as trimmed texts, its rows in the order of the file. */
export interface StagedSource {
  /** The table that holds its rows. */
  table: string;
  name: string;
  path: string;
  /** How the CSV file is cut; null for Parquet, which has no lines. */
  csvShape: CsvShape | null;
  shown: ReadonlyMap<string, string>;
}

export interface StagedForeign {
  sources: Map<string, StagedSource>;
  leftOut: LeftOut[];
  faults: DataFault[];
  faultCount: number;
}

/** The table that holds a source's rows as they stand in its file. */
function sourceTable(alias: string): string {
  return sqlName(`src_${alias}`);
}

/** Reads every file that the plan needs, and makes the views its parts read: live rows, the latest of a key. */
export async function stageForeign(
  connection: DuckDBConnection,
  plan: MappingPlan,
  files: readonly ForeignSource[],
): Promise<StagedForeign> {
  const staged: StagedForeign = { sources: new Map(), leftOut: [], faults: [], faultCount: 0 };
  for (const source of plan.sources) {
    if (source.kind === "list") {
      const parent = staged.sources.get(source.parent);
      if (parent) staged.sources.set(source.alias, parent);
      await connection.run(listViewSql(source));
      continue;
    }
    const foreign = files.find((one) => one.file === source.file);
    if (!foreign) continue;
    const read =
      foreign.kind === "csv"
        ? await readCsv(connection, source, foreign)
        : await readParquet(connection, source, foreign);
    staged.faults.push(...read.faults);
    staged.faultCount += read.faultCount;
    if (!read.isRead) continue;
    const { name, columns } = source.file;
    staged.sources.set(source.alias, {
      table: sourceTable(source.alias),
      name,
      path: foreign.path,
      csvShape: read.csvShape,
      shown: columns,
    });
    await connection.run(fileViewSql(source));
    staged.leftOut.push(...(await countLeftOut(connection, source)));
  }
  return staged;
}

interface Read {
  isRead: boolean;
  csvShape: CsvShape | null;
  faults: DataFault[];
  faultCount: number;
}
type FileSource = Extract<PlannedSource, { kind: "file" }>;

async function readCsv(connection: DuckDBConnection, source: FileSource, foreign: ForeignSource): Promise<Read> {
  const file = { path: foreign.path, name: source.file.name };
  const csv = await openCsv(file);
  if (!csv.isRead) return { ...csv, csvShape: null };
  const shown = csv.header;
  const texts = [...source.columns].map((name) => {
    const at = shown.indexOf(source.file.columns.get(name) ?? "");
    return `${cellSql(`c${at}`)} as ${sqlName(name)}`;
  });
  const isFaulty = csv.faultCount > 0;
  const refused = (fault: DataFault): Read => ({
    isRead: false,
    csvShape: null,
    faults: isFaulty ? csv.faults : [fault],
    faultCount: isFaulty ? csv.faultCount : 1,
  });
  try {
    await connection.run(createSourceSql(source.alias, texts, csv.source));
  } catch (error) {
    return refused(unreadable(file, error));
  }
  const rows = await countRows(connection, sourceTable(source.alias));
  if (rows !== csv.records) return refused(lostRecords(file, csv.records, rows));
  return {
    isRead: true,
    csvShape: { fields: shown.length, delimiter: csv.delimiter },
    faults: csv.faults,
    faultCount: csv.faultCount,
  };
}

async function readParquet(connection: DuckDBConnection, source: FileSource, foreign: ForeignSource): Promise<Read> {
  const from = parquetSql(foreign.paths);
  const types = new Map(await describeParquet(connection, from));
  const texts = [...source.columns].map((name) => {
    const original = source.file.columns.get(name) ?? name;
    return `${cellSql(anyTextOf(types.get(original) ?? "", sqlName(original)))} as ${sqlName(name)}`;
  });
  try {
    await connection.run(createSourceSql(source.alias, texts, from));
    return { isRead: true, csvShape: null, faults: [], faultCount: 0 };
  } catch (error) {
    const reason = messageOf(error).split("\n")[0]?.replaceAll(foreign.path, source.file.name);
    const expected = `Parquet data that can be read: ${reason}`;
    const fault = { file: source.file.name, line: null, column: null, value: null, expected };
    return { isRead: false, csvShape: null, faults: [fault], faultCount: 1 };
  }
}

function createSourceSql(alias: string, texts: readonly string[], from: string): string {
  return `create temp table ${sourceTable(alias)} as select ${texts.join(", ") || "1 as opsiq_nothing"} from ${from}`;
}

/** The latest version of a key first, then what is not deleted: a row whose last version is deleted is gone. */
function fileViewSql({ alias, deleted, latest }: FileSource): string {
  const newest = latest
    ? `qualify row_number() over (partition by ${latest.key.map(sqlName).join(", ")}
       order by ${sortKeys(sqlName(latest.by), "desc")}, rowid desc) = 1`
    : "";
  const isLive = deleted.map((name) => `not ${isDeletedSql(name)}`).join(" and ") || "true";
  return `create temp view ${sourceView(alias)} as select * from
    (select rowid as ${ROW_COLUMN}, * from ${sourceTable(alias)} ${newest}) where ${isLive}`;
}

function listViewSql(source: Extract<PlannedSource, { kind: "list" }>): string {
  const list = sqlName(source.column);
  return `create temp view ${sourceView(source.alias)} as
    select *, cast(unnest(json_extract(${list}, ${sqlText(source.json)})) as varchar) as ${sqlName(ITEM_COLUMN)}
    from ${sourceView(source.parent)} where json_valid(${list})`;
}

/** A flag that is set, or the time of a deletion. */
function isDeletedSql(name: string): string {
  return `coalesce(lower(${sqlName(name)}) not in ('false', 'f', '0', 'no', 'n'), false)`;
}

async function countLeftOut(connection: DuckDBConnection, source: FileSource): Promise<LeftOut[]> {
  const { alias, deleted, latest, file } = source;
  if (deleted.length === 0 && !latest) return [];
  const all = await countRows(connection, sourceTable(alias));
  const kept = await countRows(connection, sourceView(alias));
  const keys = latest ? `(select distinct ${latest.key.map(sqlName).join(", ")} from ${sourceTable(alias)})` : null;
  const newest = keys ? await countRows(connection, keys) : all;
  return [
    { file: file.name, reason: "superseded" as const, rows: all - newest },
    { file: file.name, reason: "deleted" as const, rows: newest - kept },
  ].filter((one) => one.rows > 0);
}
