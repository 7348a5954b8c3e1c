import type { SemanticQuery } from "../contract/analyst";
import { dimensionsOf, type Metric, type MetricModel } from "./model-types";
import { normalise, stemsOf } from "./normalise";
import type { ParseContext } from "./parse-types";
import { type Reading, readQuestion } from "./spans";
import { FILLER, FUNCTION_WORDS } from "./words/filler-words";

/** The part of the metric model and of the data's values that a question may be about. */
export interface CatalogueSlice {
  metrics: { id: string; label: string; description: string; unit: string; dimensions: string[] }[];
  values: { dim: string; values: { value: string; label?: string }[] }[];
}

const MOST_METRICS = 10;
const LEAST_METRICS = 6;
/** A dimension with no more values than this is shown whole. */
const FEW_VALUES = 8;
const MOST_MATCHES = 5;
const SHOWN_LETTERS = 60;

/**
 * What a model has to see to read one question: metrics that its words, the parser's readings or their siblings name
 * (others only to fill up to six), and the values its words match, beside the short lists.
 */
export function sliceCatalogue(
  parse: ParseContext,
  question: string,
  readings: readonly SemanticQuery[],
): CatalogueSlice {
  const { model, lexicon, asOf } = parse;
  const reading = readQuestion(normalise(question), lexicon, asOf);
  const metrics = retrieveMetrics(model, reading, readings);
  const cuts = metrics.map((metric) => dimensionsOf(model, metric.id).filter((dim) => isPresent(parse, dim)));
  const dims = [...new Set(cuts.flat())];
  const words = contentStems(reading);
  return {
    metrics: metrics.map(({ id, label, description, unit }, at) => ({
      id,
      label,
      description,
      unit,
      dimensions: cuts[at] ?? [],
    })),
    values: dims.flatMap((dim) => {
      const values = retrieveValues(parse, dim, reading, words);
      return values.length > 0 ? [{ dim, values }] : [];
    }),
  };
}

function retrieveMetrics(model: MetricModel, reading: Reading, readings: readonly SemanticQuery[]): Metric[] {
  const named = new Set([
    ...reading.spans.flatMap(({ meaning }) => (meaning.kind === "metric" ? meaning.ids : [])),
    ...readings.flatMap((query) => query.metrics),
  ]);
  const siblings = new Set([...named].flatMap((id) => model.metrics.get(id)?.siblings ?? []));
  const words = contentStems(reading);
  const shown = [...model.metrics.values()].filter((metric) => !metric.hidden);
  const scored = shown.map((metric, at) => {
    const overlap = [...stemsFor(metric)].filter((stem) => words.has(stem)).length;
    return { metric, at, score: 9 * Number(named.has(metric.id)) + 3 * Number(siblings.has(metric.id)) + overlap };
  });
  const ranked = scored.sort((a, b) => b.score - a.score || a.at - b.at);
  const found = ranked.filter(({ score }) => score > 0).slice(0, MOST_METRICS);
  return ranked.slice(0, Math.max(LEAST_METRICS, found.length)).map(({ metric }) => metric);
}

const stems = new WeakMap<Metric, ReadonlySet<string>>();

/** The words a metric is spoken of by; worked out once. */
function stemsFor(metric: Metric): ReadonlySet<string> {
  const known = stems.get(metric);
  if (known) return known;
  const texts = [metric.label, metric.description, ...metric.synonyms, ...metric.sharedSynonyms];
  const made = new Set(texts.flatMap(stemsOf));
  stems.set(metric, made);
  return made;
}

function contentStems({ tokens, timed }: Reading): ReadonlySet<string> {
  return new Set(
    tokens.flatMap(({ text, stem }, at) =>
      timed.has(at) || text.length < 3 || FILLER.has(text) || FUNCTION_WORDS.has(text) ? [] : [stem],
    ),
  );
}

function retrieveValues(parse: ParseContext, dim: string, reading: Reading, words: ReadonlySet<string>) {
  const all = parse.lexicon.values.get(dim) ?? [];
  const named = new Set(
    reading.spans.flatMap(({ meaning }) =>
      meaning.kind === "value" ? meaning.values.flatMap((one) => (one.dim === dim ? [one.value] : [])) : [],
    ),
  );
  const near = (text: string) => [...words].some((word) => word.length >= 4 && text.toLowerCase().includes(word));
  const matched =
    all.length <= FEW_VALUES
      ? all
      : [...all.filter((one) => named.has(one.value)), ...all.filter((one) => near(one.label ?? one.value))];
  return [...new Set(matched)]
    .slice(0, Math.max(MOST_MATCHES, all.length <= FEW_VALUES ? FEW_VALUES : 0))
    .map(({ value, label }) => ({
      value: value.slice(0, SHOWN_LETTERS),
      ...(label === null ? {} : { label: label.slice(0, SHOWN_LETTERS) }),
    }));
}

/** Whether the data has the optional columns of a dimension. */
function isPresent({ model, presentColumns }: ParseContext, dim: string): boolean {
  const needs = model.dimensions.get(dim)?.needs ?? [];
  return needs.every((column) => !presentColumns || presentColumns.has(column));
}
