import type { SemanticQuery } from "@/lib/contract/analyst";
import { compileQuery } from "@/lib/semantic/compile";
import { compileList } from "@/lib/semantic/compile-list";
import type { Metric } from "@/lib/semantic/model-types";
import { type ResultTable, shapeResult } from "@/lib/semantic/result";
import { displaySql } from "@/lib/semantic/sql-text";
import type { Run, Setting } from "./analyst-setting";

/** Runs a query's statement and shapes its rows; `found` counts all of them, shown or not. */
export async function readTable(setting: Setting, query: SemanticQuery, run: Run) {
  const { model, catalogue } = setting;
  if (query.op === "list") {
    const list = compileList(model, query, catalogue.asOf);
    const rows = await run(list.sql, list.params);
    const table: ResultTable = {
      columns: list.columns,
      rows: rows.map((row) =>
        list.columns.map(({ name }) => (typeof row[name] === "boolean" ? String(row[name]) : (row[name] ?? null))),
      ),
      keyColumns: [0],
      valueColumn: list.columns.findIndex((column) => column.unit === "cents"),
      currencyColumn: list.columns.findIndex((column) => column.name === "currency"),
    };
    return { table, sql: displaySql(list.sql, list.params), found: Number(rows[0]?.row_total ?? rows.length) };
  }
  const shareOf = query.op === "share" && query.dims.length === 0 ? query.filters[0] : undefined;
  const whole = shareOf
    ? { ...query, dims: [shareOf.dim], filters: query.filters.filter((filter) => filter !== shareOf) }
    : query;
  const compiled = compileQuery(model, whole, { asOf: catalogue.asOf, currencies: catalogue.currencies });
  const rows = await run(compiled.sql, compiled.params);
  const shaped = shapeResult(model, catalogue, whole, compiled, rows);
  const table = query.limit ? { ...shaped, rows: firstOfEach(shaped, query.limit) } : shaped;
  return { table, sql: displaySql(compiled.sql, compiled.params), found: table.rows.length };
}

/** The first N rows of each currency. */
function firstOfEach(table: ResultTable, limit: number): ResultTable["rows"] {
  const seen = new Map<unknown, number>();
  return table.rows.filter((row) => {
    const key = table.currencyColumn < 0 ? null : row[table.currencyColumn];
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count <= limit;
  });
}

/** Whether the parts of an additive metric add up to the whole, asked of the warehouse apart; null when nothing to add. */
export async function reconcile(
  setting: Setting,
  query: SemanticQuery,
  metric: Metric,
  table: ResultTable,
  truncated: boolean,
  run: Run,
) {
  const parts = query.dims.length > 0 || query.time.grain !== undefined;
  if (!metric.additive || !parts || query.limit || query.having || truncated || query.compareTo || query.op === "list")
    return null;
  // Cut by status, every status counts: the parts add up to more than the metric without the cut.
  const { formula } = metric;
  if (formula.kind === "aggregate" && query.dims.some((dim) => formula.replacedBy.includes(dim))) return null;
  const { grain: _, ...time } = query.time;
  const { catalogue, model } = setting;
  const compiled = compileQuery(
    model,
    { ...query, op: "value", dims: [], time },
    { asOf: catalogue.asOf, currencies: [] },
  );
  const [row] = await run(compiled.sql, compiled.params);
  const total = Number(row?.[metric.id] ?? 0);
  const sum = table.rows.reduce((all, cells) => all + Number(cells[table.valueColumn] ?? 0), 0);
  if (metric.snapshot && query.time.grain) return null;
  return Math.abs(total - sum) < (metric.unit === "cents" ? 0.5 : 1e-6 * Math.max(1, Math.abs(total)));
}
