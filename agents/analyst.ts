import type { AnalystRequest, Answer, SemanticQuery } from "@/lib/contract/analyst";
import type { LanguageState } from "@/lib/contract/questions";
import { AppError } from "@/lib/errors";
import type { Warehouse } from "@/lib/ports";
import { type Catalogue, CURRENCIES_SQL, EXTENT_SQL, toCatalogue, valuesSql } from "@/lib/semantic/catalogue";
import { describeQuery } from "@/lib/semantic/describe-query";
import type { MetricModel } from "@/lib/semantic/model-types";
import { parseQuestion } from "@/lib/semantic/parse";
import type { ParseContext, Parsed, ParsedRefusal } from "@/lib/semantic/parse-types";
import { queryFault } from "@/lib/semantic/query-fault";
import { freshnessText } from "@/lib/semantic/sentence";
import { isSameReading } from "@/lib/semantic/settle-reading";
import { EMPTY_LANGUAGE } from "@/lib/semantic/verified/fold";
import { matchVerified, type VerifiedMatch } from "@/lib/semantic/verified/match";
import { readingKey } from "@/lib/semantic/verified/replay";
import { answerQuery, type Origin } from "./analyst-answer";
import { taughtLexicon } from "./analyst-language";
import { type ModelContext, readWithModel } from "./analyst-model";
import type { Setting } from "./analyst-setting";

/** What the analyst needs of the house; `Context` is wider. */
export interface AnalystContext extends ModelContext {
  warehouse: Warehouse | null;
  model: MetricModel;
  /** What people taught it; nothing when left out. */
  language?: LanguageState;
}

const catalogues = new WeakMap<Warehouse, Map<MetricModel, Promise<Catalogue>>>();

/** What the running data holds: its values, first day and currencies. Read once a warehouse and model. */
export function readCatalogue(warehouse: Warehouse, model: MetricModel): Promise<Catalogue> {
  const known = catalogues.get(warehouse) ?? new Map<MetricModel, Promise<Catalogue>>();
  catalogues.set(warehouse, known);
  const found = known.get(model);
  if (found) return found;
  const reading = Promise.all([
    warehouse.query(valuesSql(model)),
    warehouse.query(EXTENT_SQL),
    warehouse.query(CURRENCIES_SQL),
  ]).then(([values, extent, currencies]) =>
    toCatalogue(model, { values, extent, currencies }, warehouse.dataset.asOf ?? ""),
  );
  known.set(model, reading);
  reading.catch(() => known.delete(model));
  return reading;
}

/**
 * Answers a question, or a query that a chip or a link gives, from the warehouse alone; refuses with questions that
 * can be asked instead. A model, where there is one, only ever adds readings to choose from.
 * @throws AppError `unavailable` without data, `validation` for an empty question or a query the model does not know.
 */
export async function answerQuestion(context: AnalystContext, request: AnalystRequest): Promise<Answer> {
  const { warehouse, model } = context;
  if (!warehouse?.dataset.asOf)
    throw new AppError("unavailable", "No data is loaded, so there is nothing to answer from");
  const catalogue = await readCatalogue(warehouse, model);
  const language = context.language ?? EMPTY_LANGUAGE;
  const parseContext: ParseContext = {
    model,
    lexicon: taughtLexicon(catalogue.lexicon, language),
    asOf: catalogue.asOf,
    firstDay: catalogue.firstDay,
    presentColumns: warehouse.presentColumns,
    previous: usablePrevious(model, request.previous),
  };
  const setting: Setting = { warehouse, model, catalogue, parseContext, signal: context.signal };
  if (request.semanticQuery) {
    checkQuery(model, request.semanticQuery);
    return answerQuery(setting, request.semanticQuery, {
      premise: "none",
      parsed: null,
      modelAgrees: null,
      options: [],
    });
  }
  const question = request.question ?? "";
  const parsed = parseQuestion(question, parseContext);
  const match = matchVerified(question, parsed, language.verified, parseContext);
  if (match) return answerQuery(setting, match.query, verifiedOrigin(setting, match, parsed));
  if (!needsModel(parsed)) return answerParsed(setting, parsed, null);
  const known = parsed.kind === "query" && parsed.options.length === 0 ? [parsed.query] : parsed.options.map(queryOf);
  const readings = await readWithModel(context, parseContext, question, known);
  return answerParsed(setting, parsed, readings.length > 0 ? readings : null);
}

/**
 * The parser's answer, or its refusal, in every case. A model's reading that agrees adds to the confidence; any other is a
 * choice beside it, labelled from the query itself, so that a model that lies changes no number and no words.
 */
function answerParsed(setting: Setting, parsed: Parsed, readings: readonly SemanticQuery[] | null): Promise<Answer> {
  const { catalogue } = setting;
  const option = (query: SemanticQuery) => ({ label: labelOf(setting, query), semanticQuery: query });
  const isNew = (query: SemanticQuery) =>
    !parsed.options.some((one) => isSameReading(one.semanticQuery, query, catalogue.asOf));
  if (parsed.kind === "refusal") {
    const offered = (readings ?? []).filter(isNew).map(option);
    return Promise.resolve(refusalAnswer(parsed, offered, catalogue.asOf));
  }
  const differs = (query: SemanticQuery) => !isSameReading(query, parsed.query, catalogue.asOf);
  const others = (readings ?? []).filter((query) => differs(query) && isNew(query)).map(option);
  const own = parsed.options.length > 0 || others.length === 0 ? parsed.options : [option(parsed.query)];
  return answerQuery(setting, parsed.query, {
    premise: parsed.premise,
    parsed,
    modelAgrees: readings && !readings.some(differs),
    options: [...own, ...others],
  });
}

/** A verified question needs no second opinion; where the parser alone would read it otherwise, that is a choice. */
function verifiedOrigin(setting: Setting, { query }: VerifiedMatch, parsed: Parsed): Origin {
  const own = parsed.kind === "query" ? parsed : null;
  const differs = own !== null && readingKey(own.query) !== readingKey(query);
  return {
    premise: own?.premise ?? "none",
    parsed: own && { ...own, options: [] },
    modelAgrees: null,
    options: differs
      ? [query, own.query].map((one) => ({ label: labelOf(setting, one), semanticQuery: one }))
      : (own?.options ?? []),
    verified: true,
  };
}

/** A reading with every word placed needs no second opinion, and a refused deed or forecast gets none. */
function needsModel(parsed: Parsed): boolean {
  if (parsed.kind === "query") return parsed.coverage < 0.9;
  return ["no_metric", "no_such_value", "dim_not_allowed", "ambiguous", "off_topic"].includes(parsed.code);
}

/** All that tells a query from another, in words made from the query alone. */
function labelOf({ model, catalogue }: Setting, query: SemanticQuery): string {
  const { operation, metrics, rest } = describeQuery(model, query, catalogue.labelOf);
  return capitalize(`${operation === "total of" ? "" : `${operation} `}${metrics}, ${rest}`);
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function queryOf(option: { semanticQuery: SemanticQuery }): SemanticQuery {
  return option.semanticQuery;
}

/** The follow-up's base, or none when it no longer fits the model. */
function usablePrevious(model: MetricModel, previous: SemanticQuery | undefined): SemanticQuery | undefined {
  return previous && queryFault(model, previous) === null ? previous : undefined;
}

function checkQuery(model: MetricModel, query: SemanticQuery): void {
  const fault = queryFault(model, query);
  if (fault) throw new AppError("validation", fault, { details: [{ pointer: "/semanticQuery", detail: fault }] });
}

function refusalAnswer(
  parsed: ParsedRefusal,
  offered: readonly { label: string; semanticQuery: SemanticQuery }[],
  asOf: string,
): Answer {
  const options = [...parsed.options, ...offered];
  const question = parsed.options.length > 0 ? parsed.message : "Did you mean this?";
  return {
    answer: parsed.message,
    semanticQuery: null,
    sql: null,
    columns: [],
    rows: [],
    rowCount: 0,
    truncated: false,
    chart: null,
    confidence: { value: 0, band: "low", reasons: ["no number was computed"] },
    assumptions: [],
    definitions: [],
    followUps: parsed.alternatives,
    refusal: { code: parsed.code, message: parsed.message, alternatives: parsed.alternatives },
    ...(options.length > 0 ? { clarification: { question, options } } : {}),
    freshness: { asOf, text: freshnessText(asOf) },
    source: "parser",
    ...(offered.length > 0 ? { secondReading: "offered" as const } : {}),
  };
}
