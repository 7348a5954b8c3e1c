import { waterfallChart } from "@/lib/charts/choose-chart";
import type { SemanticQuery, WhyReport } from "@/lib/contract/analyst";
import { periodBefore, previousWindow } from "@/lib/semantic/compare-windows";
import { compileQuery } from "@/lib/semantic/compile";
import { formatValue } from "@/lib/semantic/format";
import type { Metric } from "@/lib/semantic/model-types";
import type { Premise } from "@/lib/semantic/parse-types";
import { number, resultCurrency } from "@/lib/semantic/result";
import { usableRollups } from "@/lib/semantic/rollups";
import { filterText } from "@/lib/semantic/sentence";
import { explainChange } from "@/lib/semantic/why/explain";
import { tellWhy } from "@/lib/semantic/why/tell";
import type { Found, Run, Setting } from "./analyst-setting";
import { readTable } from "./analyst-table";

/** Explains a change: the sentence, the report, and the query it was explained for (one currency where there are several). */
export async function findWhy(
  setting: Setting,
  query: SemanticQuery,
  metric: Metric,
  premise: Premise,
  run: Run,
): Promise<{ found: Found; query: SemanticQuery; report: WhyReport | null }> {
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
    rollups: usableRollups(model, catalogue.asOf, warehouse.rollups),
  };
  const explained = await explainChange({
    model,
    metric,
    query: scoped,
    base,
    options,
    currency,
    premise,
    run,
  });
  const { table, sql, found } = await readTable(setting, { ...scoped, op: "compare", dims: [] }, run);
  const report = explained?.report ?? null;
  const whole = periodBefore(scoped.time);
  const cut = report !== null && base.from === whole.from && base.to < whole.to;
  const full = cut ? await readWhole(setting, scoped, whole, metric, currency, run) : "";
  const scope = filterText({ query, model, labelOf: catalogue.labelOf });
  const answer = report
    ? `${tellWhy(report, explained?.finding ?? null, model, metric, currency, scope)}${full}`
    : `${metric.label} cannot be compared: one side is unknown.`;
  const chart = report
    ? waterfallChart(report, { ...metric, label: `${metric.label}${scope}` }, currency, answer)
    : null;
  const reconciled = report ? true : null;
  return { found: { answer, sql, table, rowCount: found, truncated: false, reconciled, chart }, query: scoped, report };
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
