import { chooseChart, waterfallChart } from "@/lib/charts/choose-chart";
import type { Answer, SemanticQuery } from "@/lib/contract/analyst";
import { AppError } from "@/lib/errors";
import type { Warehouse } from "@/lib/ports";
import type { Catalogue } from "@/lib/semantic/catalogue";
import { periodBefore, previousWindow } from "@/lib/semantic/compare-windows";
import { compileQuery, MAX_ROWS } from "@/lib/semantic/compile";
import { compileList } from "@/lib/semantic/compile-list";
import { rateConfidence } from "@/lib/semantic/confidence";
import { formatValue } from "@/lib/semantic/format";
import type { Metric, MetricModel } from "@/lib/semantic/model-types";
import { parseQuestion } from "@/lib/semantic/parse";
import type { ParseContext, ParsedQuery, Premise } from "@/lib/semantic/parse-types";
import { number, type ResultTable, resultCurrency, shapeResult } from "@/lib/semantic/result";
import { freshnessText, tellResult } from "@/lib/semantic/sentence";
import { displaySql } from "@/lib/semantic/sql-text";
import { suggestFollowUps } from "@/lib/semantic/suggest";
import { explainChange } from "@/lib/semantic/why/explain";
import { tellWhy } from "@/lib/semantic/why/tell";

/** The data and the words an answer is made from. */
export interface Setting {
  warehouse: Warehouse;
  model: MetricModel;
  catalogue: Catalogue;
  parseContext: ParseContext;
  signal?: AbortSignal | undefined;
}

export interface Origin {
  premise: Premise;
  parsed: ParsedQuery | null;
  modelAgrees: boolean | null;
  options: { label: string; semanticQuery: SemanticQuery }[];
  /** A person called this reading right. */
  verified?: boolean;
}

/** Runs a checked query: statement, checks, sentence, chart, confidence and what to ask next. */
export async function answerQuery(setting: Setting, asked: SemanticQuery, origin: Origin): Promise<Answer> {
  const { model, catalogue } = setting;
  const query = asked.op === "why" || asked.op === "compare" ? withBase(asked, catalogue.asOf) : asked;
  const metric = model.metrics.get(query.metrics[0] ?? "");
  if (!metric) throw new AppError("validation", `There is no metric ${query.metrics[0]}`);
  const run = (sql: string, params: readonly (string | number | boolean | null)[]) =>
    setting.warehouse.query(sql, params, setting.signal ? { signal: setting.signal } : {});
  if (query.op === "why") return answerWhy(setting, query, metric, origin, run);
  const { table, sql, found } = await readTable(setting, query, run);
  const truncated = found > MAX_ROWS;
  const rows = table.rows.slice(0, MAX_ROWS);
  const shown = { ...table, rows };
  const reconciled = await reconcile(setting, query, metric, shown, truncated, run);
  const answer = tellResult({
    model,
    query,
    metric,
    table: shown,
    premise: origin.premise,
    labelOf: catalogue.labelOf,
  });
  return finish(setting, query, metric, origin, {
    answer,
    sql,
    table: shown,
    rowCount: found,
    truncated,
    reconciled,
    chart: chooseChart(query, shown, metric, answer, catalogue.asOf),
  });
}

type Run = Parameters<typeof explainChange>[0]["run"];

/** A comparison of two values of a dimension has no second window; everything else that compares gets one. */
function withBase(query: SemanticQuery, asOf: string): SemanticQuery {
  const pairs =
    query.op === "compare" && query.dims.some((dim) => query.filters.some((f) => f.dim === dim && f.values.length > 1));
  return query.compareTo || pairs ? query : { ...query, compareTo: previousWindow(query.time, asOf) };
}

async function readTable(setting: Setting, query: SemanticQuery, run: Run) {
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
    return { table, sql: displaySql(list.sql, list.params), found: rows.length };
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
async function reconcile(
  setting: Setting,
  query: SemanticQuery,
  metric: Metric,
  table: ResultTable,
  truncated: boolean,
  run: Run,
) {
  const parts = query.dims.length > 0 || query.time.grain !== undefined;
  if (!metric.additive || !parts || query.limit || truncated || query.compareTo || query.op === "list") return null;
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

async function answerWhy(
  setting: Setting,
  query: SemanticQuery,
  metric: Metric,
  origin: Origin,
  run: Run,
): Promise<Answer> {
  const { model, catalogue, warehouse } = setting;
  const base = query.compareTo ?? previousWindow(query.time, catalogue.asOf);
  const several = metric.money && resultCurrency(query, catalogue) === null;
  const main = catalogue.currencies.includes(warehouse.dataset.reportingCurrency)
    ? warehouse.dataset.reportingCurrency
    : (catalogue.currencies[0] ?? warehouse.dataset.reportingCurrency);
  const scoped: SemanticQuery = several
    ? {
        ...query,
        filters: [...query.filters, { dim: "currency", op: "in", values: [main] }],
        assumptions: [...query.assumptions, `Explained in ${main} only`],
      }
    : query;
  const currency = metric.unit === "cents" ? resultCurrency(scoped, catalogue) : null;
  const options = {
    asOf: catalogue.asOf,
    firstDay: catalogue.firstDay,
    currencies: catalogue.currencies,
    presentColumns: warehouse.presentColumns,
  };
  const explained = await explainChange({
    model,
    metric,
    query: scoped,
    base,
    options,
    currency,
    premise: origin.premise,
    run,
  });
  const { table, sql, found } = await readTable(setting, { ...scoped, op: "compare", dims: [] }, run);
  const report = explained?.report ?? null;
  const whole = periodBefore(scoped.time);
  const cut = report !== null && base.from === whole.from && base.to < whole.to;
  const full = cut ? await readWhole(setting, scoped, whole, metric, currency, run) : "";
  const answer = report
    ? `${tellWhy(report, explained?.finding ?? null, model, metric, currency)}${full}`
    : `${metric.label} cannot be compared: one side is unknown.`;
  return {
    ...finish(setting, scoped, metric, origin, {
      answer,
      sql,
      table,
      rowCount: found,
      truncated: false,
      reconciled: report ? true : null,
      chart: report ? waterfallChart(report, metric, currency, answer) : null,
    }),
    ...(report ? { why: report } : {}),
  };
}

/** The whole period before, where the comparison took only its elapsed days. */
async function readWhole(
  setting: Setting,
  query: SemanticQuery,
  whole: SemanticQuery["time"],
  metric: Metric,
  currency: string | null,
  run: Run,
) {
  const { compareTo: _, ...rest } = query;
  const compiled = compileQuery(
    setting.model,
    { ...rest, op: "value", dims: [], time: whole },
    { asOf: setting.catalogue.asOf, currencies: [] },
  );
  const [row] = await run(compiled.sql, compiled.params);
  return ` All of ${whole.label}: ${formatValue(number(row?.[metric.id]), metric.unit, currency)}.`;
}

interface Found {
  answer: string;
  sql: string;
  table: ResultTable;
  rowCount: number;
  truncated: boolean;
  reconciled: boolean | null;
  chart: Answer["chart"];
}

function finish(setting: Setting, query: SemanticQuery, metric: Metric, origin: Origin, found: Found): Answer {
  const { model, catalogue, parseContext } = setting;
  const { parsed } = origin;
  const alone = { ...parseContext, previous: undefined };
  const asked = suggestFollowUps(model, query, metric, catalogue.labelOf);
  const metrics = query.metrics.flatMap((id) => model.metrics.get(id) ?? []);
  const early = [
    ...(query.time.from < catalogue.firstDay ? [`Data starts on ${catalogue.firstDay}`] : []),
    ...(query.compareTo && query.compareTo.from < catalogue.firstDay
      ? [`The window compared with starts before the data (${catalogue.firstDay}), so it is not whole`]
      : []),
  ];
  const empty = found.table.rows.every((row) =>
    row.slice(found.table.valueColumn).every((cell) => cell === null || cell === 0),
  );
  return {
    answer: found.answer,
    semanticQuery: query,
    sql: found.sql,
    columns: found.table.columns,
    rows: found.table.rows,
    rowCount: found.rowCount,
    truncated: found.truncated,
    chart: found.chart,
    confidence: rateConfidence({
      coverage: parsed ? Math.min(1, parsed.coverage) : null,
      corrections: parsed?.corrections ?? 0,
      sharedWord: (parsed?.options.length ?? 0) > 1,
      defaultedTime: query.assumptions.some((text) => text.startsWith("No period named")),
      followUp: parsed?.followUp ?? false,
      modelAgrees: origin.modelAgrees,
      verified: origin.verified ?? false,
      rows: empty && query.op !== "compare" && query.op !== "why" ? 0 : found.table.rows.length,
      partial: query.time.partial || (query.compareTo !== undefined && query.compareTo.from < catalogue.firstDay),
      reconciled: found.reconciled,
      approved: metrics.every((one) => one.status === "approved"),
    }),
    assumptions: [...query.assumptions, ...early],
    definitions: metrics.map((one) => ({ metric: one.label, text: one.description })),
    followUps: asked.filter((question) => parseQuestion(question, alone).kind === "query").slice(0, 4),
    ...(origin.options.length > 1
      ? { clarification: { question: "Not what you meant?", options: origin.options } }
      : {}),
    freshness: { asOf: catalogue.asOf, text: freshnessText(catalogue.asOf) },
    source: origin.verified ? "verified" : "parser",
  };
}
