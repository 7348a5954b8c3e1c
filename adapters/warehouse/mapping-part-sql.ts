import type { ColumnSpec, TableSpec } from "@/lib/contract/tables";
import type { PlannedJoin, PlannedPart, PlannedTable } from "@/lib/mapping/plan";
import { APART_COLUMNS, apartSql } from "./mapping-apart-sql";
import { conditionsSql, firstFilledSql } from "./mapping-cell-sql";
import { majorUnitsSql, minorDigitsSql } from "./mapping-number-sql";
import { sortKeys, versionDaySql } from "./mapping-time-sql";
import { valueSql } from "./mapping-value-sql";
import { sqlName } from "./sql-text";

/** The row of a source's file, from 0; every source has it. */
export const ROW_COLUMN = "opsiq_row";
/** Which part of a table a staged row comes from. */
export const PART_COLUMN = "part_no";

/** The staged column with the row of a part's source, 0 being the part's own file. */
export function originColumn(source: number): string {
  return `origin_${source}`;
}

/** The rows of a source as parts read them: without deleted rows and superseded versions. */
export function sourceView(alias: string): string {
  return sqlName(`from_${alias}`);
}

/** SQL of a canonical table's texts from all its parts, each row with its part and the rows it was made of. */
export function mappedTableSql(
  planned: PlannedTable,
  minorDigits: Readonly<Record<string, number>>,
  fileOf: (alias: string) => string,
): { sql: string; origins: number } {
  const origins = Math.max(1, ...planned.parts.map((part) => part.joins.length + 1));
  const parts = planned.parts.map((part, at) => partSql(planned.table, part, at, origins, minorDigits, fileOf));
  return { sql: parts.length === 0 ? emptySql(planned.table, origins) : parts.join("\nunion all "), origins };
}

function partSql(
  table: TableSpec,
  part: PlannedPart,
  partNo: number,
  origins: number,
  minorDigits: Readonly<Record<string, number>>,
  fileOf: (alias: string) => string,
): string {
  const apart = apartSql(part, fileOf);
  const columns = table.columns.map((spec) => {
    const planned = part.columns.find((column) => column.spec === spec);
    if (planned && spec.name === "valid_from" && part.since) return `${validFromSql(part)} as ${sqlName(spec.name)}`;
    return `${planned ? valueSql(planned) : "cast(null as varchar)"} as ${sqlName(spec.name)}`;
  });
  const rows = Array.from({ length: origins }, (_, at) => {
    const isThere = at === 0 || (part.joins[at - 1]?.on.length ?? 0) > 0;
    return `${isThere ? `t${at}.${ROW_COLUMN}` : "cast(null as bigint)"} as ${originColumn(at)}`;
  });
  const joins = part.joins.flatMap((join, at) => (join.on.length > 0 ? [joinSql(join, at + 1)] : []));
  const unless = part.unlessIn
    ? `and not exists (select 1 from ${sourceView(part.unlessIn.file)} u where ${part.unlessIn.on
        .map(({ theirs, ours }) => `u.${sqlName(theirs)} = ${firstFilledSql(ours)}`)
        .join(" and ")})`
    : "";
  const texts = `select ${[...columns, `${partNo} as ${PART_COLUMN}`, ...rows, ...apart.inner].join(", ")}
    from ${baseSql(part)} t0 ${joins.join(" ")} where ${conditionsSql(part.where)} ${unless} ${sinceCondition(part)}`;
  return inMajorUnits(table, part, texts, [...rowColumns(origins), ...apart.outer], minorDigits);
}

/** The day that a contract which replaced another was first billed; null for one that was billed from the start. */
function sinceSql({ since }: PlannedPart): string {
  if (!since) return "cast(null as date)";
  const [day, after] = [since.day, since.after].map((at) => versionDaySql(`(${firstFilledSql(at)})`));
  return `(case when ${after} < ${day} then ${day} end)`;
}

function validFromSql(part: PlannedPart): string {
  const own = part.versions?.kind === "days" ? "try_cast(t0.opsiq_valid_from as date)" : "cast(null as date)";
  return `cast(greatest(${own}, ${sinceSql(part)}) as varchar)`;
}

/** Versions that ended before it are those of the contract that was replaced. */
function sinceCondition(part: PlannedPart): string {
  if (!part.since || part.versions?.kind !== "days") return "";
  return `and (${sinceSql(part)} is null or t0.opsiq_valid_to is null
    or try_cast(t0.opsiq_valid_to as date) > ${sinceSql(part)})`;
}

function inMajorUnits(
  table: TableSpec,
  part: PlannedPart,
  texts: string,
  rest: readonly string[],
  minorDigits: Readonly<Record<string, number>>,
): string {
  const isMinor = (spec: ColumnSpec) =>
    (spec.type === "amount" || spec.type === "price") &&
    part.columns.some((column) => column.spec === spec && column.rule.unit === "minor");
  const names = table.columns.map((spec) =>
    isMinor(spec)
      ? `${majorUnitsSql(sqlName(spec.name), "minor_digits")} as ${sqlName(spec.name)}`
      : sqlName(spec.name),
  );
  if (!table.columns.some(isMinor)) return `select ${[...names, ...rest].join(", ")} from (${texts})`;
  return `select ${[...names, ...rest].join(", ")} from
    (select *, ${minorDigitsSql("currency", minorDigits)} as minor_digits from (${texts}))`;
}

function rowColumns(origins: number): string[] {
  return [PART_COLUMN, ...Array.from({ length: origins }, (_, at) => originColumn(at))];
}

function joinSql(join: PlannedJoin, source: number): string {
  const keys = join.on.map(({ theirs }) => sqlName(theirs));
  const where = join.where.map((condition) => ({ ...condition, at: condition.at.map((at) => ({ ...at, source: 0 })) }));
  const pick = join.pick
    ? `qualify row_number() over (partition by ${keys.join(", ")}
       order by ${sortKeys(sqlName(join.pick.by), join.pick.order === "last" ? "desc" : "asc")}, ${ROW_COLUMN}) = 1`
    : "";
  const on = join.on.map(({ theirs, ours }) => `t${source}.${sqlName(theirs)} = ${firstFilledSql(ours)}`);
  return `left join (select * from ${sourceView(join.file)} t0 where ${conditionsSql(where)} ${pick}) t${source}
    on ${on.join(" and ")}`;
}

/**
 * Versions of a key: each holds from its day until the next one's; of several on one day the last counts. Rows that
 * the part's own columns rule out are no versions.
 */
function baseSql(part: PlannedPart): string {
  if (!part.versions) return sourceView(part.from);
  const keys = part.versions.key.map(sqlName).join(", ");
  const own = part.where.filter((condition) => condition.at.every(({ source }) => source === 0));
  const rows = `${sourceView(part.from)} t0 where ${conditionsSql(own)}`;
  if (part.versions.kind === "latest")
    return `(select * from ${rows} qualify row_number() over (partition by ${keys}
      order by ${sortKeys(sqlName(part.versions.by), "desc")}, ${ROW_COLUMN} desc) = 1)`;
  const { from, to } = part.versions;
  const start = sqlName(from);
  const end = to ? versionDaySql(sqlName(to)) : "cast(null as date)";
  const next = `lead(opsiq_day) over (partition by ${keys} order by opsiq_day)`;
  return `(select *, coalesce(cast(opsiq_day as varchar), ${start}) as opsiq_valid_from,
      cast(least(${next}, case when year(${end}) < 9999 then ${end} end) as varchar) as opsiq_valid_to
    from (select *, ${versionDaySql(start)} as opsiq_day from ${rows}
      qualify opsiq_day is null or row_number() over (partition by ${keys}, opsiq_day
        order by ${sortKeys(start, "desc")}, ${ROW_COLUMN} desc) = 1))`;
}

function emptySql(table: TableSpec, origins: number): string {
  const columns = table.columns.map((spec) => `cast(null as varchar) as ${sqlName(spec.name)}`);
  const rows = Array.from({ length: origins }, (_, at) => `cast(null as bigint) as ${originColumn(at)}`);
  const apart = APART_COLUMNS.map((name) => `cast(null as varchar) as ${name}`);
  return `select ${[...columns, `0 as ${PART_COLUMN}`, ...rows, ...apart].join(", ")} where false`;
}
