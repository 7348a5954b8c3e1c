import type { SemanticQuery } from "../contract/analyst";
import { dayLabel, periodLabel } from "./days";
import { formatChange, formatValue, relativeChange } from "./format";
import type { Metric, MetricModel } from "./model-types";
import type { Premise } from "./parse-types";
import type { Cell, ResultTable } from "./result";

interface Told {
  model: MetricModel;
  query: SemanticQuery;
  metric: Metric;
  table: ResultTable;
  /** Rows in all, where the table holds the first of them. */
  total: number;
  premise: Premise;
  labelOf(dim: string, value: string): string;
}

/** The answer in one or two sentences, from the rows alone. */
export function tellResult(told: Told): string {
  const { query, table, metric } = told;
  if (table.rows.length === 0) return `No rows: ${lower(metric.label)}${filterText(told)} has nothing ${when(query)}.`;
  if (query.op === "list") {
    const some = told.total > table.rows.length ? ` The first ${table.rows.length} are shown.` : "";
    return `${told.total} ${told.total === 1 ? "row" : "rows"} for ${lower(metric.label)}${filterText(told)}${boundText(told)} ${when(query)}, largest or latest first.${some}`;
  }
  if (query.compareTo) return tellCompare(told);
  if (query.time.grain && query.op !== "rank") return tellTrend(told);
  if (query.op === "share") return tellShare(told);
  return table.keyColumns.length === 0 ? tellValue(told) : tellGroups(told);
}

function when(query: SemanticQuery): string {
  const { label, partial } = query.time;
  if (label.startsWith("all data")) return `over ${label}`;
  if (label.startsWith("since")) return label;
  if (label.startsWith("last ")) return `in the ${label}`;
  return `${/^(this|week|month|quarter|year)\b/.test(label) ? "for" : /^\d{1,2} \w{3} \d{4}$/.test(label) ? "on" : "in"} ${label}${partial ? " so far" : ""}`;
}

/** The filters of a query as they stand behind a metric's name: ` (region EMEA, without tier Pro)`. */
export function filterText({ query, labelOf, model }: Pick<Told, "query" | "labelOf" | "model">): string {
  const parts = query.filters.map(({ dim, op, values }) => {
    const names = values
      .slice(0, 3)
      .map((value) => labelOf(dim, value))
      .join(" or ");
    return `${op === "in" ? "" : "without "}${(model.dimensions.get(dim)?.label ?? dim).toLowerCase()} ${names}`;
  });
  return parts.length > 0 ? ` (${parts.join(", ")})` : "";
}

const BOUND_WORDS = { gt: "above", gte: "of at least", lt: "below", lte: "of at most" } as const;

function boundText({ query, metric, table }: Told): string {
  const column = table.columns.find((one) => one.unit === "cents");
  const unit = query.op === "list" ? "cents" : metric.unit;
  const own = table.currencyColumn < 0 ? null : String(table.rows[0]?.[table.currencyColumn]);
  const parts = (query.having ?? []).map(
    (bound) => `${BOUND_WORDS[bound.op]} ${formatValue(bound.value, unit, column?.currency ?? own)}`,
  );
  return parts.length > 0 ? ` ${parts.join(" and ")}` : "";
}

function shown({ metric, table }: Told, row: Cell[], offset = 0, unit = metric.unit): string {
  const value = row[table.valueColumn + offset];
  return formatValue(typeof value === "number" ? value : null, unit, currencyOf(table, row, offset));
}

function currencyOf(table: ResultTable, row: Cell[], offset: number): string | null {
  const column = table.columns[table.valueColumn + offset];
  return table.currencyColumn < 0 ? (column?.currency ?? null) : String(row[table.currencyColumn]);
}

function name(table: ResultTable, row: Cell[]): string {
  return table.keyColumns
    .filter((at) => table.columns[at]?.name !== "customer_id")
    .map((at) => String(row[at]))
    .join(", ");
}

function tellValue(told: Told): string {
  const { query, table, model } = told;
  const row = table.rows[0] ?? [];
  const parts = query.metrics.map((id, offset) => {
    const metric = model.metrics.get(id);
    return `${metric?.label ?? id} ${offset === 0 ? `${verb(metric?.label ?? id, true)} ` : ""}${shown(told, row, offset, metric?.unit)}`;
  });
  const base = `${parts.join(", ")}${filterText(told)} ${when(query)}.`;
  return query.metrics.length === 1 && row[table.valueColumn] === null
    ? `${told.metric.label} ${verb(told.metric.label)} unknown ${when(query)}: there is nothing to divide by.`
    : base;
}

function tellGroups(told: Told): string {
  const { table, query, metric } = told;
  const first = table.rows[0] ?? [];
  const least = query.order === "asc" ? "lowest" : "highest";
  const label = query.time.grain ? periodLabel(query.time.grain, String(first[0])) : name(table, first);
  const second = table.rows[1];
  const next = second
    ? `, then ${query.time.grain ? periodLabel(query.time.grain, String(second[0])) : name(table, second)} with ${shown(told, second)}`
    : "";
  const groups = table.rows.length === 1 ? "group" : "groups";
  const bound = boundText(told);
  const head = bound ? `${told.total} ${groups} with ${lower(metric.label)}${bound}. ` : "";
  return `${head}${label} has the ${least} ${lower(metric.label)}${filterText(told)} ${when(query)}: ${shown(told, first)}${next}.${bound ? "" : ` ${told.total} ${groups} in all.`}`;
}

function tellTrend(told: Told): string {
  const { table, query, metric } = told;
  const grain = query.time.grain ?? "month";
  const known = table.rows.filter((row) => typeof row[table.valueColumn] === "number");
  if (known.length === 0) return `${metric.label} is unknown for every ${grain}.`;
  if (table.keyColumns.length > 1)
    return `${metric.label} by ${grain}${filterText(told)} ${when(query)}, ${new Set(table.rows.map((row) => name(table, row.slice(0, 0).concat(row)).split(", ").slice(1).join(", "))).size} series.`;
  const value = (row: Cell[]) => Number(row[table.valueColumn]);
  const high = known.reduce((best, row) => (value(row) > value(best) ? row : best));
  const low = known.reduce((best, row) => (value(row) < value(best) ? row : best));
  const label = (row: Cell[]) => `${grain === "week" ? "the week of " : ""}${periodLabel(grain, String(row[0]))}`;
  return `${metric.label} by ${grain}${filterText(told)} ${when(query)}: highest in ${label(high)} (${shown(told, high)}), lowest in ${label(low)} (${shown(told, low)}).`;
}

function tellShare(told: Told): string {
  const { table, query, metric } = told;
  const share = table.columns.length - 1;
  const wanted = query.filters[0];
  const rows =
    query.dims.length === 0 && wanted
      ? table.rows.filter((row) => wanted.values.includes(String(row[0])))
      : table.rows.slice(0, 1);
  if (rows.length === 0) return `${wanted?.values.join(" and ")} has no ${lower(metric.label)} ${when(query)}.`;
  const parts = rows.map(
    (row) =>
      `${name(table, row)} makes up ${formatValue(typeof row[share] === "number" ? row[share] : null, "pct", null)} of ${metric.label} (${shown(told, row)})`,
  );
  return `${parts.join("; ")} ${when(query)}.`;
}

/** A label inside a sentence: abbreviations keep their capitals. */
export function lower(label: string): string {
  return /^[A-Z]{2}/.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1);
}

/** The verb of a label: "Refunds are", "MRR is". */
export function verb(label: string, past = false): string {
  const plural = /[^su]s$/i.test(label);
  return past ? (plural ? "were" : "was") : plural ? "are" : "is";
}

/** Says first whether what the question took for granted holds. */
export function premiseText(premise: Premise, label: string, change: number | null, relative: number | null): string {
  if (premise === "none" || change === null) return "";
  const holds = premise === "down" ? change < 0 : change > 0;
  if (holds) return "";
  const [is, they] = [verb(label), verb(label) === "are" ? "they are" : "it is"];
  if (change === 0) return `${label} ${is} not ${premise}: ${they} unchanged. `;
  const size = relative === null ? "" : ` ${formatValue(Math.abs(relative), "pct", null)}`;
  return `${label} ${is} not ${premise}: ${they} ${change < 0 ? "down" : "up"}${size}. `;
}

function tellCompare(told: Told): string {
  const { table, query, metric, premise } = told;
  const base = query.compareTo?.label ?? "the period before";
  const tell = (row: Cell[]) => {
    const [now, before] = [row[table.valueColumn], row[table.valueColumn + 1]].map((one) =>
      typeof one === "number" ? one : null,
    );
    const change = now === null || before === null || now === undefined || before === undefined ? null : now - before;
    const relative = relativeChange(now ?? null, before ?? null);
    const name_ = name(table, row);
    const lead = name_ ? `${name_}: ` : premiseText(premise, metric.label, change, relative);
    if (change === null) return `${lead}${metric.label} cannot be compared: one side is unknown.`;
    const size = relative === null ? "" : ` (${formatValue(Math.abs(relative), "pct", null)})`;
    const direction =
      change === 0
        ? "the same as"
        : `${formatChange(change, metric.unit, currencyOf(table, row, 0))}${size} ${change < 0 ? "below" : "above"}`;
    return `${lead}${name_ ? "" : `${metric.label} ${verb(metric.label, true)} `}${shown(told, row)}${filterText(told)} ${when(query)}, ${direction} ${shown(told, row, 1)} in ${base}.`;
  };
  const change = (row: Cell[]) =>
    Math.abs(Number(row[table.valueColumn] ?? 0) - Number(row[table.valueColumn + 1] ?? 0));
  const ranked = query.order ? table.rows : [...table.rows].sort((a, b) => change(b) - change(a));
  return ranked.slice(0, 2).map(tell).join(" ");
}

export function freshnessText(asOf: string): string {
  return `Data through ${dayLabel(asOf)}`;
}
