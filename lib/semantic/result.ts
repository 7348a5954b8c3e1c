import type { ResultColumn, SemanticQuery } from "../contract/analyst";
import type { SqlRow } from "../ports";
import type { Catalogue } from "./catalogue";
import type { CompiledQuery } from "./compile";
import { addDays, minDay, periodsIn } from "./days";
import { relativeChange } from "./format";
import type { Metric, MetricModel } from "./model-types";

export type Cell = string | number | null;

/** A result as the page shows it: `keys` columns first, then the values. */
export interface ResultTable {
  columns: ResultColumn[];
  rows: Cell[][];
  /** Indexes of the key columns and of the first metric's value. */
  keyColumns: number[];
  valueColumn: number;
  /** Column that holds each row's currency, or -1. */
  currencyColumn: number;
}

/** The one currency of a result, or null when rows differ or there is no money. */
export function resultCurrency(query: SemanticQuery, catalogue: Catalogue): string | null {
  const pinned = query.filters.find((filter) => filter.dim === "currency" && filter.op === "in");
  if (pinned?.values.length === 1) return pinned.values[0] ?? null;
  return catalogue.currencies.length === 1 ? (catalogue.currencies[0] ?? null) : null;
}

/** Shapes the statement's rows: gaps of a series filled, two windows side by side, shares added. */
export function shapeResult(
  model: MetricModel,
  catalogue: Catalogue,
  query: SemanticQuery,
  compiled: CompiledQuery,
  rows: readonly SqlRow[],
): ResultTable {
  const metrics = query.metrics.flatMap((id) => model.metrics.get(id) ?? []);
  const currency = resultCurrency(query, catalogue);
  const dims = compiled.dims;
  const keys: ResultColumn[] = dims.map((dim) => text(dim, model.dimensions.get(dim)?.label ?? dim));
  if (dims.includes("customer")) keys.push(text("customer_id", "Customer id"));
  const keyCells = (row: SqlRow): Cell[] => {
    const cells = dims.map((dim) => (dim === "customer" ? cell(row.customer_name ?? row.customer) : cell(row[dim])));
    return dims.includes("customer") ? [...cells, cell(row.customer)] : cells;
  };
  if (query.compareTo) return compareTable(query, metrics, currency, keys, keyCells, rows);
  const values = metrics.map((metric) => valueColumn(metric, currency));
  if (query.time.grain) {
    const series = query.op === "rank" ? rows : fillPeriods(query, catalogue.asOf, metrics, dims, rows);
    return {
      columns: [{ name: "period", label: "Period", unit: "date", currency: null }, ...keys, ...values],
      rows: series.map((row) => [
        day(row.period),
        ...keyCells(row),
        ...metrics.map((metric) => number(row[metric.id])),
      ]),
      keyColumns: Array.from({ length: keys.length + 1 }, (_, at) => at),
      valueColumn: keys.length + 1,
      currencyColumn: dims.indexOf("currency") < 0 ? -1 : dims.indexOf("currency") + 1,
    };
  }
  const body = rows.map((row) => [...keyCells(row), ...metrics.map((metric) => number(row[metric.id]))]);
  const table: ResultTable = {
    columns: [...keys, ...values],
    rows: body,
    keyColumns: keys.map((_, at) => at),
    valueColumn: keys.length,
    currencyColumn: dims.indexOf("currency"),
  };
  return query.op === "share" ? withShares(table) : table;
}

function text(name: string, label: string): ResultColumn {
  return { name, label, unit: "text", currency: null };
}

function valueColumn(metric: Metric, currency: string | null, name = metric.id, label = metric.label): ResultColumn {
  return { name, label, unit: metric.unit, currency: metric.unit === "cents" ? currency : null };
}

const cell = (value: SqlRow[string] | undefined): Cell =>
  value === null || value === undefined ? "unknown" : String(value);
const day = (value: SqlRow[string] | undefined): Cell => String(value ?? "").slice(0, 10);

/** Values are kept to six decimals: enough for any share, and stable text on every engine. */
export function number(value: SqlRow[string] | undefined): number | null {
  if (value === null || value === undefined) return null;
  const plain = Number(value);
  return Number.isInteger(plain) ? plain : Math.round(plain * 1e6) / 1e6;
}

/** A period without rows is 0 for what adds up, unknown for a ratio or a median. */
function fillPeriods(
  query: SemanticQuery,
  asOf: string,
  metrics: readonly Metric[],
  dims: readonly string[],
  rows: readonly SqlRow[],
): SqlRow[] {
  const { grain, from, to } = query.time;
  if (!grain) return [...rows];
  const keyOf = (row: SqlRow) => dims.map((dim) => row[dim]).join("\u0000");
  const groups = new Map(rows.map((row) => [keyOf(row), row]));
  const byPlace = new Map(rows.map((row) => [`${day(row.period)}\u0000${keyOf(row)}`, row]));
  if (dims.length === 0 && groups.size === 0) groups.set("", {});
  return periodsIn(grain, from, minDay(to, addDays(asOf, 1))).flatMap((period) =>
    [...groups].map(([key, sample]) => {
      const found = byPlace.get(`${period}\u0000${key}`);
      if (found) return found;
      const empty = metrics.map((metric) => [metric.id, metric.additive || metric.unit === "count" ? 0 : null]);
      return { ...sample, ...Object.fromEntries(empty), period };
    }),
  );
}

function compareTable(
  query: SemanticQuery,
  metrics: readonly Metric[],
  currency: string | null,
  keys: ResultColumn[],
  keyCells: (row: SqlRow) => Cell[],
  rows: readonly SqlRow[],
): ResultTable {
  const places = new Map<string, { cells: Cell[]; current?: SqlRow; base?: SqlRow }>();
  for (const row of rows) {
    const cells = keyCells(row);
    const place = places.get(cells.join("\u0000")) ?? { cells };
    places.set(cells.join("\u0000"), { ...place, [row.period === "current" ? "current" : "base"]: row });
  }
  const columns = metrics.flatMap((metric) => [
    valueColumn(metric, currency, metric.id, `${metric.label}, ${query.time.label}`),
    valueColumn(metric, currency, `${metric.id}_base`, `${metric.label}, ${query.compareTo?.label ?? "before"}`),
    valueColumn(metric, currency, `${metric.id}_change`, "Change"),
    { name: `${metric.id}_change_pct`, label: "Change in percent", unit: "pct", currency: null } as const,
  ]);
  const value = (metric: Metric, row: SqlRow | undefined) =>
    row === undefined ? (metric.additive || metric.unit === "count" ? 0 : null) : number(row[metric.id]);
  if (keys.length === 0 && places.size === 0) places.set("", { cells: [] });
  const body = [...places.values()].map(({ cells, current, base }) => [
    ...cells,
    ...metrics.flatMap((metric) => {
      const [now, before] = [value(metric, current), value(metric, base)];
      const change = now === null || before === null ? null : number(now - before);
      return [now, before, change, number(relativeChange(now, before))];
    }),
  ]);
  const change = keys.length + 2;
  const sign = query.order === "asc" ? 1 : -1;
  if (query.order && query.op === "compare")
    body.sort((a, b) => sign * (Number(a[change] ?? 0) - Number(b[change] ?? 0)));
  return {
    columns: [...keys, ...columns],
    rows: body,
    keyColumns: keys.map((_, at) => at),
    valueColumn: keys.length,
    currencyColumn: keys.findIndex((key) => key.name === "currency"),
  };
}

/** Adds each row's share of the total of its currency; no shares when parts of both signs would make them nonsense. */
function withShares(table: ResultTable): ResultTable {
  const totals = new Map<Cell, number>();
  const amountOf = (row: Cell[]) => Number(row[table.valueColumn] ?? 0);
  const currencyOf = (row: Cell[]) => (table.currencyColumn < 0 ? null : (row[table.currencyColumn] ?? null));
  for (const row of table.rows) totals.set(currencyOf(row), (totals.get(currencyOf(row)) ?? 0) + amountOf(row));
  const mixed = table.rows.some((row) => amountOf(row) < 0) && table.rows.some((row) => amountOf(row) > 0);
  return {
    ...table,
    columns: [...table.columns, { name: "share", label: "Share", unit: "pct", currency: null }],
    rows: table.rows.map((row) => {
      const total = totals.get(currencyOf(row)) ?? 0;
      return [...row, mixed || total === 0 ? null : number((100 * amountOf(row)) / total)];
    }),
  };
}
