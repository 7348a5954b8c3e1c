import type { ChartSpec, SemanticQuery, WhyReport } from "../contract/analyst";
import { addPeriods, periodLabel } from "../semantic/days";
import type { Metric, MetricModel } from "../semantic/model-types";
import type { Cell, ResultTable } from "../semantic/result";
import { filterText } from "../semantic/sentence";

const MAX_BARS = 12;
const MAX_SERIES = 6;

/** What a chart is told about the data besides its rows. */
export interface ChartData {
  model: MetricModel;
  asOf: string;
  labelOf(dim: string, value: string): string;
}

/**
 * The chart of a result by rule: one value an indicator, a series a line, up to twelve groups a bar, two dimensions
 * grouped bars or a heatmap. Null for lists and empty results.
 */
export function chooseChart(
  query: SemanticQuery,
  table: ResultTable,
  metric: Metric,
  summary: string,
  data: ChartData,
): ChartSpec | null {
  if (query.op === "list" || table.rows.length === 0) return null;
  if (query.op === "distribution") return histogram(query, table, metric, summary, data);
  if (query.op === "cohort") return cohortHeatmap(query, table, metric, summary, data);
  const column = table.columns[table.valueColumn];
  const base = {
    title: titleOf(query, metric, data),
    summary,
    unit: metric.unit,
    currency: column?.currency ?? onlyCurrency(table),
    partialFrom: null,
  };
  const value = (row: Cell[], offset = 0) => numeric(row[table.valueColumn + offset]);
  const name = (row: Cell[], from = 0) =>
    table.keyColumns
      .slice(from)
      .filter((at) => table.columns[at]?.name !== "customer_id")
      .map((at) => String(row[at]))
      .join(", ");
  if (query.time.grain && query.op !== "rank") return lineChart(query, table, base, data.asOf, name);
  if (query.time.grain) {
    const grain = query.time.grain;
    return {
      ...base,
      kind: "bar",
      categories: table.rows.map((row) => periodLabel(grain, String(row[0]))),
      series: [{ name: metric.label, values: table.rows.map((row) => value(row)) }],
    };
  }
  if (table.keyColumns.length === 0 && !query.compareTo)
    return {
      ...base,
      kind: "indicator",
      categories: [metric.label],
      series: [{ name: metric.label, values: [value(table.rows[0] ?? [])] }],
    };
  const shown = table.rows.slice(0, MAX_BARS);
  const cut = cutTitle(base.title, shown.length, table.rows.length, "first");
  if (query.compareTo) {
    const categories = shown.map((row) => name(row) || metric.label);
    return {
      ...base,
      title: cut,
      kind: "grouped_bar",
      categories,
      series: [
        { name: query.compareTo.label, values: shown.map((row) => value(row, 1)) },
        { name: query.time.label, values: shown.map((row) => value(row)) },
      ],
    };
  }
  if (table.keyColumns.length === 2 && !table.columns.some((one) => one.name === "customer_id"))
    return twoDimensions(table, base, value);
  return {
    ...base,
    title: cut,
    kind: "bar",
    categories: shown.map((row) => name(row)),
    series: [{ name: metric.label, values: shown.map((row) => value(row)) }],
  };
}

/** One bar a range, in numbers of rows. */
function histogram(
  query: SemanticQuery,
  table: ResultTable,
  metric: Metric,
  summary: string,
  data: ChartData,
): ChartSpec {
  return {
    kind: "bar",
    title: `Distribution of ${metric.label}${filterText({ query, ...data })}, ${query.time.label}`,
    summary,
    unit: "count",
    currency: null,
    categories: table.rows.map((row) => String(row[0])),
    series: [{ name: "Number", values: table.rows.map((row) => numeric(row[table.valueColumn])) }],
    partialFrom: null,
  };
}

/** One row a cohort, one column a month after its start, shaded by what is retained. */
function cohortHeatmap(
  query: SemanticQuery,
  table: ResultTable,
  metric: Metric,
  summary: string,
  data: ChartData,
): ChartSpec {
  const retained = table.columns.findIndex((column) => column.name === "retained");
  const cohorts = [...new Set(table.rows.map((row) => String(row[0])))];
  const months = Math.max(...table.rows.map((row) => Number(row[1]))) + 1;
  const cells = new Map(table.rows.map((row) => [`${row[0]} ${row[1]}`, numeric(row[retained])]));
  return {
    kind: "heatmap",
    title: `${metric.label}${filterText({ query, ...data })} kept, by month of the first subscription`,
    summary,
    unit: "pct",
    currency: null,
    categories: cohorts.map((cohort) => periodLabel("month", cohort)),
    series: Array.from({ length: months }, (_, month) => ({
      name: `Month ${month}`,
      values: cohorts.map((cohort) => cells.get(`${cohort} ${month}`) ?? null),
    })),
    partialFrom: null,
  };
}

/** A chart that leaves something out says how much of it there is. */
function cutTitle(title: string, shown: number, all: number, which: "first" | "largest"): string {
  return shown < all ? `${title}, the ${which} ${shown} of ${all}` : title;
}

type Base = Pick<ChartSpec, "title" | "summary" | "unit" | "currency" | "partialFrom">;

function titleOf(query: SemanticQuery, metric: Metric, data: ChartData): string {
  const by = query.dims.length > 0 ? ` by ${query.dims.join(" and ").replaceAll("_", " ")}` : "";
  return `${metric.label}${filterText({ query, ...data })}${by}, ${query.time.label}`;
}

/** The currency when every row has the same one. */
function onlyCurrency(table: ResultTable): string | null {
  if (table.currencyColumn < 0) return null;
  const found = new Set(table.rows.map((row) => String(row[table.currencyColumn])));
  return found.size === 1 ? ([...found][0] ?? null) : null;
}

const numeric = (value: Cell | undefined): number | null => (typeof value === "number" ? value : null);

function lineChart(
  query: SemanticQuery,
  table: ResultTable,
  base: Base,
  asOf: string,
  name: (row: Cell[], from: number) => string,
): ChartSpec {
  const grain = query.time.grain ?? "month";
  const periods = [...new Set(table.rows.map((row) => String(row[0])))];
  const groups = new Map<string, Map<string, number | null>>();
  const metrics = query.metrics.length;
  for (const row of table.rows)
    for (let at = 0; at < metrics; at += 1) {
      const key = name(row, 1);
      const label = table.columns[table.valueColumn + at]?.label ?? "";
      const series = key === "" ? label : metrics > 1 ? `${key}, ${label}` : key;
      const points = groups.get(series) ?? new Map<string, number | null>();
      groups.set(series, points.set(String(row[0]), numeric(row[table.valueColumn + at])));
    }
  const size = (points: Map<string, number | null>) =>
    [...points.values()].reduce<number>((sum, one) => sum + Math.abs(one ?? 0), 0);
  const shown = [...groups].sort((a, b) => size(b[1]) - size(a[1])).slice(0, MAX_SERIES);
  const last = periods.at(-1);
  const ends = last ? addPeriods(grain, last, 1) : asOf;
  const open = query.time.partial || (last !== undefined && ends > query.time.to) || ends > addPeriods("day", asOf, 1);
  return {
    ...base,
    title: cutTitle(base.title, shown.length, groups.size, "largest"),
    kind: "line",
    categories: periods.map((period) => periodLabel(grain, period)),
    series: shown.map(([label, points]) => ({
      name: label,
      values: periods.map((period) => points.get(period) ?? null),
    })),
    partialFrom: open && periods.length > 0 ? periods.length - 1 : null,
  };
}

function twoDimensions(table: ResultTable, base: Base, value: (row: Cell[]) => number | null): ChartSpec {
  const [all, others] = [0, 1].map((column) => [...new Set(table.rows.map((row) => String(row[column])))]);
  const categories = (all ?? []).slice(0, MAX_BARS);
  const names = (others ?? []).slice(0, MAX_BARS);
  const cells = new Map(table.rows.map((row) => [`${row[0]}\u0000${row[1]}`, value(row)]));
  return {
    ...base,
    title: cutTitle(base.title, drawnRows(table, categories, names), table.rows.length, "first"),
    kind: names.length <= 4 ? "grouped_bar" : "heatmap",
    categories,
    series: names.map((name) => ({
      name,
      values: categories.map((category) => cells.get(`${category}\u0000${name}`) ?? null),
    })),
  };
}

function drawnRows(table: ResultTable, categories: readonly string[], names: readonly string[]): number {
  return table.rows.filter((row) => categories.includes(String(row[0])) && names.includes(String(row[1]))).length;
}

/** From the base window to the current one, one step a driver. */
export function waterfallChart(report: WhyReport, metric: Metric, currency: string | null, summary: string): ChartSpec {
  const parts = report.drivers.length > 0 ? report.drivers : (report.segments[0]?.parts ?? []);
  const scale = metric.unit === "pct" ? 100 : 1;
  return {
    kind: "waterfall",
    title: `${metric.label}: ${report.base.label} to ${report.current.label}`,
    summary,
    unit: metric.unit,
    currency,
    categories: [report.base.label, ...parts.map((part) => part.label), report.current.label],
    series: [
      {
        name: metric.label,
        values: [report.base.value, ...parts.map((part) => part.deltaCents / scale), report.current.value],
      },
    ],
    partialFrom: null,
  };
}
