import type { DuckDBConnection } from "@duckdb/node-api";
import type { DataFault } from "@/lib/contract/dataset";
import type { ParsedMapping } from "@/lib/mapping/parse-mapping";
import type { ColumnAt, PlannedColumn, PlannedPart, PlannedTable } from "@/lib/mapping/plan";
import { ITEM_COLUMN } from "@/lib/mapping/plan-sources";
import { originColumn, PART_COLUMN } from "./mapping-part-sql";
import type { StagedForeign } from "./mapping-stage";
import { recordLines, repeatedKey } from "./record-lines";
import { sqlName } from "./sql-text";
import type { Problem } from "./staged";

interface MappedTable {
  planned: PlannedTable;
  foreign: StagedForeign;
  parsed: ParsedMapping;
  /** How many origin columns the staged table has. */
  origins: number;
}

interface Origin {
  part: PlannedPart;
  /** The row of each of the part's sources; null where a join found none. */
  rows: (number | null)[];
}

/** Where the value of one problem stands in the foreign files. */
interface Place {
  alias: string;
  record: number;
  column: string | null;
}

/** Names the faults of mapped rows by foreign file, line, column and value, and says for which canonical column. */
export async function describeMapped(
  connection: DuckDBConnection,
  mapped: MappedTable,
  problems: readonly Problem[],
): Promise<DataFault[]> {
  const origins = await readOrigins(connection, mapped, problems);
  const places = problems.map((problem) => placeOf(origins.get(problem.record), problem.column));
  const earlier = problems.map(({ earlier: row }) => (row === null ? null : placeOf(origins.get(row), null)));
  const lines = await readLines(mapped.foreign, [...places, ...earlier]);
  const lineOf = (place: Place | null) => (place ? (lines.get(place.alias)?.get(place.record) ?? null) : null);
  const faults: DataFault[] = [];
  for (const [at, problem] of problems.entries()) {
    const place = places[at] ?? null;
    const before = earlier[at] ?? null;
    const column = columnOf(origins.get(problem.record)?.part, problem.column);
    const target = `${mapped.planned.table.name}.${problem.column}`;
    const expected = before
      ? repeatedKey(lineOf(before) ?? undefined, before.record, fileOf(mapped.foreign, before.alias))
      : expectedOf(problem, column);
    faults.push(
      place && column?.value.kind !== "constant"
        ? {
            file: fileOf(mapped.foreign, place.alias),
            line: lineOf(place),
            column: place.column
              ? (mapped.foreign.sources.get(place.alias)?.shown.get(place.column) ?? place.column)
              : null,
            value: (await readValue(connection, mapped.foreign, place)) ?? cut(problem.value),
            expected: `${expected}, for ${target}`,
          }
        : {
            file: mapped.parsed.file,
            line: column ? mapped.parsed.lineOf(column.path) : null,
            column: target,
            value: cut(problem.value),
            expected,
          },
    );
  }
  return faults;
}

async function readOrigins(
  connection: DuckDBConnection,
  { planned, origins }: MappedTable,
  problems: readonly Problem[],
): Promise<Map<number, Origin>> {
  const rows = new Set(problems.flatMap(({ record, earlier }) => (earlier === null ? [record] : [record, earlier])));
  const columns = Array.from({ length: origins }, (_, at) => originColumn(at));
  const result = await connection.runAndReadAll(
    `select rowid, ${PART_COLUMN}, ${columns.join(", ")} from stage_${planned.table.name}
     where rowid in (${[...rows].join(", ")})`,
  );
  const found = new Map<number, Origin>();
  for (const [row, partNo, ...of] of result.getRows()) {
    const part = planned.parts[Number(partNo)];
    if (part) found.set(Number(row), { part, rows: of.map((one) => (one === null ? null : Number(one))) });
  }
  return found;
}

/** A value that a join did not find is placed where the join's key stands. */
function placeOf(origin: Origin | undefined, columnName: string | null): Place | null {
  if (!origin) return null;
  const { part, rows } = origin;
  const at = columnName === null ? null : firstColumn(columnOf(part, columnName));
  let wanted: ColumnAt | null = at;
  while (wanted && wanted.source > 0 && rows[wanted.source] === null)
    wanted = part.joins[wanted.source - 1]?.on[0]?.ours[0] ?? null;
  const source = wanted?.source ?? 0;
  const record = rows[source];
  const alias = source === 0 ? part.from : part.joins[source - 1]?.file;
  if (record === null || record === undefined || alias === undefined) return null;
  return {
    alias,
    record,
    column: wanted?.column.startsWith("opsiq_") ? versionColumn(part) : (wanted?.column ?? null),
  };
}

function versionColumn({ versions }: PlannedPart): string | null {
  return versions?.kind === "days" ? versions.from : null;
}

function columnOf(part: PlannedPart | undefined, name: string): PlannedColumn | undefined {
  return part?.columns.find((column) => column.spec.name === name);
}

function firstColumn(column: PlannedColumn | undefined): ColumnAt | null {
  if (column?.value.kind === "columns") return column.value.at[0] ?? null;
  if (column?.value.kind === "template") return column.value.pieces.find((piece) => typeof piece !== "string") ?? null;
  return null;
}

function expectedOf(problem: Problem, column: PlannedColumn | undefined): string {
  const rule = column?.rule;
  const isEmpty = problem.expected.startsWith("a value;");
  if (!rule || isEmpty) return problem.expected;
  if (rule.values && column.spec.type === "enum")
    return `a word that the mapping turns into one of ${column.spec.values?.join(", ")}; it knows ${Object.keys(rule.values).join(", ")}`;
  if (rule.per_month && problem.value?.startsWith("a price per"))
    return `a price of a month, quarter or year; this is ${problem.value}`;
  if (rule.time && rule.time !== "auto")
    return `${rule.time.replace("epoch_", "")} since 1970-01-01, such as 1735689600`;
  if (rule.format) return `a time written as ${[rule.format].flat().join(" or ")}`;
  return problem.expected;
}

async function readLines(
  foreign: StagedForeign,
  places: readonly (Place | null)[],
): Promise<Map<string, Map<number, number>>> {
  const lines = new Map<string, Map<number, number>>();
  const there = places.filter((place) => place !== null);
  for (const [alias, ofAlias] of Map.groupBy(there, (place) => place.alias)) {
    const source = foreign.sources.get(alias);
    const records = ofAlias.map((place) => place.record);
    if (source) lines.set(alias, await recordLines(source.path, source.csvShape, records));
  }
  return lines;
}

/** The cell as it stands in the file; entries of a list have none of their own. */
async function readValue(connection: DuckDBConnection, foreign: StagedForeign, place: Place): Promise<string | null> {
  const from = foreign.sources.get(place.alias)?.table;
  if (from === undefined || place.column === null || place.column === ITEM_COLUMN) return null;
  const table = await connection.runAndReadAll(
    `select ${sqlName(place.column)} from ${from} where rowid = ${place.record}`,
  );
  const value = table.getRows()[0]?.[0];
  return typeof value === "string" ? cut(value) : null;
}

function fileOf(foreign: StagedForeign, alias: string): string {
  return foreign.sources.get(alias)?.name ?? alias;
}

function cut(value: string | null): string | null {
  return value === null ? null : value.slice(0, 200);
}
