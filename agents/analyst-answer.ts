import { chooseChart } from "@/lib/charts/choose-chart";
import type { Answer, SemanticQuery } from "@/lib/contract/analyst";
import { AppError } from "@/lib/errors";
import { addBase } from "@/lib/semantic/compare-windows";
import { MAX_ROWS } from "@/lib/semantic/compile";
import { rateConfidence } from "@/lib/semantic/confidence";
import { fitGrain } from "@/lib/semantic/fit-grain";
import type { Metric } from "@/lib/semantic/model-types";
import { parseQuestion } from "@/lib/semantic/parse";
import type { ParsedQuery, Premise } from "@/lib/semantic/parse-types";
import { freshnessText, tellResult } from "@/lib/semantic/sentence";
import { suggestFollowUps } from "@/lib/semantic/suggest";
import { readCalibration } from "./analyst-calibration";
import type { Found, Run, Setting } from "./analyst-setting";
import { findCohorts, findDistribution } from "./analyst-shapes";
import { readTable, reconcile } from "./analyst-table";
import { findWhy } from "./analyst-why";

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
  const query = fitGrain(addBase(asked, catalogue.asOf), catalogue.asOf);
  const metric = model.metrics.get(query.metrics[0] ?? "");
  if (!metric) throw new AppError("validation", `There is no metric ${query.metrics[0]}`);
  const run: Run = (sql, params) =>
    setting.warehouse.query(sql, params, setting.signal ? { signal: setting.signal } : {});
  if (query.op === "why") {
    const why = await findWhy(setting, query, metric, origin.premise, run);
    return { ...finish(setting, why.query, metric, origin, why.found), ...(why.report ? { why: why.report } : {}) };
  }
  if (query.op === "distribution" || query.op === "cohort") {
    const shape = query.op === "cohort" ? findCohorts : findDistribution;
    const shaped = await shape(setting, query, metric, run);
    return finish(setting, shaped.query, metric, origin, shaped.found);
  }
  const { table, sql, found } = await readTable(setting, query, run);
  const truncated = found > (query.op === "list" ? table.rows.length : MAX_ROWS);
  const rows = table.rows.slice(0, MAX_ROWS);
  const shown = { ...table, rows };
  const reconciled = await reconcile(setting, query, metric, shown, truncated, run);
  const answer = tellResult({
    model,
    query,
    metric,
    table: shown,
    total: found,
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
    chart: chooseChart(query, shown, metric, answer, { model, ...catalogue }),
  });
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
    confidence: rateConfidence(
      {
        coverage: parsed ? Math.min(1, parsed.coverage) : null,
        corrections: parsed?.corrections ?? 0,
        weakestMatch: parsed?.weakestMatch ?? 1,
        implied: parsed?.implied ?? false,
        sharedWord: (parsed?.options.length ?? 0) > 1,
        defaultedTime: query.assumptions.some((text) => text.startsWith("No period named")),
        followUp: parsed?.followUp ?? false,
        modelAgrees: origin.modelAgrees,
        verified: origin.verified ?? false,
        rows: empty && query.op !== "compare" && query.op !== "why" ? 0 : found.table.rows.length,
        partial: query.time.partial || (query.compareTo !== undefined && query.compareTo.from < catalogue.firstDay),
        reconciled: found.reconciled,
        approved: metrics.every((one) => one.status === "approved"),
      },
      readCalibration(),
    ),
    assumptions: [...query.assumptions, ...early],
    definitions: metrics.map((one) => ({ metric: one.label, text: one.description })),
    followUps: asked.filter((question) => parseQuestion(question, alone).kind === "query").slice(0, 4),
    ...(origin.options.length > 1
      ? { clarification: { question: "Not what you meant?", options: origin.options } }
      : {}),
    freshness: { asOf: catalogue.asOf, text: freshnessText(catalogue.asOf) },
    source: origin.verified ? "verified" : "parser",
    ...(origin.modelAgrees === null ? {} : { secondReading: origin.modelAgrees ? "agrees" : "differs" }),
  };
}
