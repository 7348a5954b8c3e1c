import { chooseChart } from "@/lib/charts/choose-chart";
import type { SemanticQuery } from "@/lib/contract/analyst";
import { cohortCells, compileCohorts, shapeCohorts, tellCohorts } from "@/lib/semantic/compile-cohort";
import {
  bucketSql,
  chooseBuckets,
  compileAmounts,
  shapeDistribution,
  summarySql,
} from "@/lib/semantic/compile-distribution";
import { formatValue } from "@/lib/semantic/format";
import type { Metric } from "@/lib/semantic/model-types";
import { number, resultCurrency } from "@/lib/semantic/result";
import { displaySql } from "@/lib/semantic/sql-text";
import type { Found, Run, Setting } from "./analyst-setting";

interface Shape {
  found: Found;
  query: SemanticQuery;
}

/** Money is spread or followed in one currency: the reporting one, said with the answer, where there are several. */
function inOneCurrency({ catalogue, warehouse }: Setting, query: SemanticQuery, money: boolean) {
  const own = resultCurrency(query, catalogue);
  if (!money || own !== null) return { currency: own, query, added: false };
  const { reportingCurrency } = warehouse.dataset;
  const currency = catalogue.currencies.includes(reportingCurrency) ? reportingCurrency : catalogue.currencies[0];
  if (!currency) return { currency: null, query, added: false };
  return { currency, query: { ...query, assumptions: [...query.assumptions, `In ${currency} only`] }, added: true };
}

/** How the single values of a metric are spread: quantiles in the sentence, a histogram as table and chart. */
export async function findDistribution(
  setting: Setting,
  asked: SemanticQuery,
  metric: Metric,
  run: Run,
): Promise<Shape> {
  const { model, catalogue } = setting;
  const scoped = inOneCurrency(setting, asked, metric.money);
  const query: SemanticQuery =
    scoped.added && scoped.currency
      ? { ...scoped.query, filters: [...asked.filters, { dim: "currency", op: "in", values: [scoped.currency] }] }
      : scoped.query;
  const currency = metric.unit === "cents" ? scoped.currency : null;
  const amounts = compileAmounts(model, query, { asOf: catalogue.asOf, currencies: catalogue.currencies });
  const [row] = await run(summarySql(amounts), amounts.params);
  const value = (name: string) => number(row?.[name]);
  const n = Number(row?.n ?? 0);
  const integer = metric.unit !== "pct";
  const buckets = chooseBuckets(value("lowest") ?? 0, value("p95") ?? 0, integer);
  const counted = bucketSql(amounts, buckets);
  const table = shapeDistribution(metric, buckets, n === 0 ? [] : await run(counted.sql, counted.params), currency);
  const show = (name: string) => formatValue(value(name), metric.unit, currency);
  const what = query.dims[0]
    ? `${model.dimensions.get(query.dims[0])?.plural ?? "groups"} by ${metric.label}`
    : `rows of ${metric.label}`;
  const answer =
    n === 0
      ? `No rows: there is nothing to show the spread of ${metric.label} in ${query.time.label}.`
      : `Median ${show("p50")} over ${formatValue(n, "count", null)} ${what} in ${query.time.label}: half lie between ${show("p25")} and ${show("p75")}, 90 % are at most ${show("p90")}, 99 % at most ${show("p99")}; lowest ${show("lowest")}, highest ${show("highest")}.`;
  const shown = n === 0 ? { ...table, rows: [] } : table;
  return {
    query,
    found: {
      answer,
      sql: displaySql(counted.sql, counted.params),
      table: shown,
      rowCount: shown.rows.length,
      truncated: false,
      reconciled: n === 0 ? null : shown.rows.reduce((sum, cells) => sum + Number(cells[1]), 0) === n,
      chart: chooseChart(query, shown, metric, answer, { model, ...catalogue }),
    },
  };
}

/** What is left of the customers who started in each month, or of their MRR, month after month. */
export async function findCohorts(setting: Setting, asked: SemanticQuery, metric: Metric, run: Run): Promise<Shape> {
  const { model, catalogue } = setting;
  const { currency, query, added } = inOneCurrency(setting, asked, metric.money);
  const compiled = compileCohorts(model, query, catalogue.asOf, added ? currency : null);
  const cells = cohortCells(query, await run(compiled.sql, compiled.params), catalogue.asOf);
  const table = shapeCohorts(metric, cells, currency);
  const answer = tellCohorts(metric, cells);
  return {
    query,
    found: {
      answer,
      sql: displaySql(compiled.sql, compiled.params),
      table,
      rowCount: table.rows.length,
      truncated: false,
      reconciled: null,
      chart: chooseChart(query, table, metric, answer, { model, ...catalogue }),
    },
  };
}
