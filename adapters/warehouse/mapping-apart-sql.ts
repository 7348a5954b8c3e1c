import type { ColumnSpec } from "@/lib/contract/tables";
import type { ColumnAt, PlannedColumn, PlannedPart } from "@/lib/mapping/plan";
import { firstFilledSql } from "./mapping-cell-sql";
import { sqlName, sqlText } from "./sql-text";

/** Why a staged row is set apart: the canonical column, the key that leads nowhere, and where it was looked for. */
export const APART_COLUMNS = ["apart_column", "apart_value", "apart_reason"] as const;

/**
 * A row whose needed value stands in a row of another file that is not there: it names a missing key, so it goes to
 * quarantine, as a row of a folder without a mapping does. `inner` are columns beside the row's texts, over the
 * sources `t0`, `t1`, ...; `outer` are the APART_COLUMNS over those columns and the texts.
 */
export function apartSql(part: PlannedPart, fileOf: (alias: string) => string): { inner: string[]; outer: string[] } {
  const needed = part.columns.filter((column) => isNeeded(column.spec));
  const wanted = needed.map((column) => ({ column, joins: joinsOf(part, sourcesOf(column)) }));
  const joins = [...new Set(wanted.flatMap((one) => one.joins))].toSorted((left, right) => left - right);
  const inner = joins.map((source) => {
    const keys = (part.joins[source - 1]?.on ?? []).map(({ ours }) => `cast(${firstFilledSql(ours)} as varchar)`);
    return `case when t${source}.opsiq_row is null then ${keys.join(" || ', ' || ")} end as ${lostColumn(source)}`;
  });
  const branches = (value: (column: PlannedColumn, source: number) => string) =>
    wanted.flatMap(({ column, joins: of }) =>
      of.map(
        (source) =>
          `when ${sqlName(column.spec.name)} is null and ${lostColumn(source)} is not null then ${value(column, source)}`,
      ),
    );
  const reasonOf = (source: number) => {
    const join = part.joins[source - 1];
    return `${fileOf(join?.file ?? "")} has no row with this ${(join?.on ?? []).map(({ theirs }) => theirs).join(", ")}`;
  };
  const texts = [
    branches((column) => sqlText(column.spec.name)),
    branches((_, source) => lostColumn(source)),
    branches((_, source) => sqlText(reasonOf(source))),
  ];
  return {
    inner,
    outer: APART_COLUMNS.map((name, at) =>
      (texts[at] ?? []).length === 0
        ? `cast(null as varchar) as ${name}`
        : `case ${texts[at]?.join(" ")} end as ${name}`,
    ),
  };
}

function lostColumn(source: number): string {
  return `lost_${source}`;
}

/** An empty cell of these is a fault. */
function isNeeded(spec: ColumnSpec): boolean {
  return !spec.optional && !spec.nullable && spec.type !== "text";
}

function sourcesOf({ value, perMonth }: PlannedColumn): number[] {
  const at: ColumnAt[] =
    value.kind === "columns"
      ? value.at
      : value.kind === "template"
        ? value.pieces.filter((piece) => typeof piece !== "string")
        : [];
  return [...at, ...(perMonth?.unit ?? [])].map(({ source }) => source).filter((source) => source > 0);
}

/** The joins of these sources and the ones that lead to them, nearest to the row first. */
function joinsOf(part: PlannedPart, sources: readonly number[]): number[] {
  const found = new Set<number>();
  const follow = (source: number) => {
    const join = part.joins[source - 1];
    if (!join || join.on.length === 0 || found.has(source)) return;
    for (const { ours } of join.on) for (const { source: from } of ours) if (from > 0) follow(from);
    found.add(source);
  };
  for (const source of sources) follow(source);
  return [...found];
}
