import type { SemanticQuery } from "../contract/analyst";
import { AppError } from "../errors";
import { addDays } from "./days";
import { applyFollowUp, isFollowUp } from "./follow-up";
import type { Metric } from "./model-types";
import { normalise } from "./normalise";
import { chooseOperation, isLatest } from "./operation";
import type { ParseContext, Parsed, ParsedRefusal, Premise } from "./parse-types";
import { dimensionList, examplesOf, refuse, refuseByIntent, refuseUnplaced, STARTERS } from "./refusals";
import { fillSlots, type Slots } from "./slots";
import { type Reading, readQuestion } from "./spans";
import { resolveWindows, trendGrain } from "./windows";
import { FILLER } from "./words";

const MAX_QUESTION = 600;

/**
 * Reads a question without a model: typed slots filled in any order, or a refusal that says what can be asked.
 * Pure, and linear enough to answer in a few milliseconds whatever the text.
 * @throws AppError `validation` for an empty question.
 */
export function parseQuestion(question: string, context: ParseContext): Parsed {
  const parsed = readOnce(question, context);
  if (parsed.kind === "query") return parsed;
  const alone = { ...context, previous: undefined };
  const runnable = parsed.alternatives.filter((ask) => readOnce(ask, alone).kind === "query");
  return {
    ...parsed,
    alternatives: [...new Set([...runnable, ...STARTERS])].slice(0, Math.max(2, Math.min(4, runnable.length))),
  };
}

function readOnce(question: string, context: ParseContext): Parsed {
  if (question.trim() === "") throw new AppError("validation", "Ask a question, such as: revenue by region last month");
  if (question.length > MAX_QUESTION)
    return refuse("off_topic", `A question of ${question.length} characters is too long: ask one thing in a sentence.`);
  const input = normalise(question);
  if (input.tokens.length === 0) return refuse("off_topic", "There are no words in this question.");
  const reading = readQuestion(input, context.lexicon, context.asOf);
  const metricNamed = reading.spans.some((span) => span.meaning.kind === "metric");
  const refusal = refuseByIntent(input, reading, metricNamed);
  if (refusal) return refusal;
  const { previous } = context;
  const slots = fillSlots(reading, context.model, previous?.metrics ?? []);
  const follow = previous !== undefined && isFollowUp(reading, slots);
  const metric = context.model.metrics.get(slots.metrics[0] ?? (follow ? (previous?.metrics[0] ?? "") : ""));
  const unplaced = findUnplaced(reading, slots, follow).filter(
    (at) => !(metric && isLatest(context, metric, reading.tokens[at]?.text)),
  );
  return (
    refuseSlots(context, reading, slots, unplaced, metric) ??
    (metric
      ? assemble(context, reading, slots, metric, follow ? previous : undefined)
      : refuse("no_metric", "Say what to measure."))
  );
}

/** Content words that neither a span, a time phrase, a slot nor the list of empty words accounts for. */
function findUnplaced(reading: Reading, slots: Slots, follow: boolean): number[] {
  const covered = new Set([...reading.timed, ...slots.placed, ...reading.spans.flatMap((span) => span.at)]);
  return reading.tokens.flatMap((token, at) =>
    covered.has(at) || FILLER.has(token.text) || (follow && token.text === "same") ? [] : [at],
  );
}

function refuseSlots(
  context: ParseContext,
  reading: Reading,
  slots: Slots,
  unplaced: readonly number[],
  metric: Metric | undefined,
): ParsedRefusal | null {
  const examples = examplesOf(context, metric);
  if (metric && hasThreshold(reading, slots))
    return refuse("ambiguous", "A threshold is no filter here; a ranking is possible instead.", [
      `Top 10 customers by ${metric.label}`,
      ...examples,
    ]);
  if (unplaced.length > 0) return refuseUnplaced(context, reading, unplaced, metric);
  if (!metric) {
    const any =
      reading.spans.some(
        (span) => span.meaning.kind === "value" || (span.meaning.kind === "dim" && span.text !== "who"),
      ) || reading.times.length > 0;
    return any
      ? refuse("ambiguous", "Which metric do you mean?", [
          "Net revenue by region last month",
          "Refunds by region last month",
          "MRR by tier",
        ])
      : refuse(
          "off_topic",
          "The analyst answers questions about the billing data: revenue, refunds, customers, payments, usage, signals.",
        );
  }
  const absent = [metric, ...slots.metrics.flatMap((id) => context.model.metrics.get(id) ?? [])]
    .flatMap((one) => one.needs)
    .find((column) => context.presentColumns && !context.presentColumns.has(column));
  if (absent) return refuse("no_metric", `${metric.label} needs ${absent}, which this data does not have.`);
  const wrong = slots.misplaced[0];
  if (wrong) {
    const name = context.model.dimensions.get(wrong.id)?.label ?? wrong.text;
    return refuse(
      "dim_not_allowed",
      `${metric.label} cannot be cut by ${name.toLowerCase()} ("${wrong.text}"); it can by ${dimensionList(context, metric)}.`,
      examples,
    );
  }
  const lacking = [...slots.dims, ...slots.filters.map((filter) => filter.dim)].find((dim) =>
    context.model.dimensions
      .get(dim)
      ?.needs.some((column) => context.presentColumns && !context.presentColumns.has(column)),
  );
  if (lacking) return refuse("dim_not_allowed", `This data has no ${lacking.replaceAll("_", " ")}.`, examples);
  const undivided = /\b(breakdown|break down|broken down|split|distribution)\b/.test(reading.text);
  if (undivided && slots.dims.length === 0 && !slots.grain && !context.previous)
    return refuse("ambiguous", `By what? ${metric.label} can be cut by ${dimensionList(context, metric)}.`, examples);
  if (slots.cues.has("share") && slots.metrics.length > 1)
    return refuse("ambiguous", "A share of one metric in another is a metric of its own; both can be shown.", examples);
  if (slots.unjoined) {
    const labels = slots.metrics.map((id) => context.model.metrics.get(id)?.label ?? id);
    return refuse("ambiguous", `Do you mean ${labels.join(" or ")}?`, [
      ...labels.map((label) => `${label} by month`),
      ...examples,
    ]);
  }
  const dangling = danglingBy(reading, slots);
  if (dangling)
    return refuse(
      "dim_not_allowed",
      `There is no dimension "${dangling}"; ${metric.label} can be cut by ${dimensionList(context, metric)}.`,
      examples,
    );
  if (slots.dims.length > 2) return refuse("ambiguous", "At most two dimensions at once.", examples);
  if (slots.metrics.length > 3) return refuse("ambiguous", "At most three metrics at once.", examples);
  if (reading.times.length > 2) return refuse("ambiguous", "At most two periods at once.", examples);
  if (slots.cues.has("not") && slots.filters.every((filter) => filter.op !== "not_in"))
    return refuse("ambiguous", "It is not clear what to leave out.", examples);
  return null;
}

/** The word after "by" or "per" that is no dimension, grain, value, metric or time; null when every one is placed. */
function danglingBy(reading: Reading, slots: Slots): string | null {
  for (const [at, token] of reading.tokens.entries()) {
    if (token.text !== "by" && token.text !== "per") continue;
    if (reading.spans.some((span) => span.at.includes(at) && (span.at.length > 1 || span.meaning.kind !== "cue")))
      continue;
    const offset = reading.tokens
      .slice(at + 1)
      .findIndex((next) => !/^(the|our|each|all|every|their|its|a|an)$/.test(next.text));
    const next = at + 1 + offset;
    const placed =
      reading.timed.has(next) || slots.placed.has(next) || reading.spans.some((span) => span.at.includes(next));
    if (offset >= 0 && !placed) return reading.tokens[next]?.text ?? null;
  }
  return null;
}

/** "over $500", "more than 3": a number behind a threshold word that no time phrase covers. */
function hasThreshold(reading: Reading, slots: Slots): boolean {
  return reading.tokens.some(
    (token, at) =>
      /^\d/.test(token.text) &&
      !reading.timed.has(at) &&
      !slots.placed.has(at) &&
      !reading.spans.some((span) => span.at.includes(at)) &&
      slots.cues.has("threshold"),
  );
}

function assemble(
  context: ParseContext,
  reading: Reading,
  slots: Slots,
  metric: Metric,
  previous: SemanticQuery | undefined,
): Parsed {
  const op = chooseOperation(slots, metric, reading, context, previous);
  const inherited = previous && reading.times.length === 0 ? previous.time : null;
  const windows = resolveWindows(reading.times, slots, op, metric, context, inherited);
  const outside =
    refuseOutside(context, windows.time, metric) ??
    (windows.compareTo ? refuseOutside(context, windows.compareTo, metric) : null);
  if (outside) return outside;
  const grain = slots.grain ?? (op === "trend" ? (previous?.time.grain ?? trendGrain(windows.time)) : null);
  const { grain: _, ...bare } = windows.time;
  const dims = op === "compare" && !windows.compareTo ? withVersusDim(slots) : slots.dims;
  const fresh: SemanticQuery = {
    op,
    metrics: slots.metrics.length > 0 ? slots.metrics : [metric.id],
    dims,
    filters: slots.filters,
    time: grain && !windows.compareTo ? { ...bare, grain } : bare,
    ...(windows.compareTo ? { compareTo: windows.compareTo } : {}),
    ...(slots.cues.has("bottom") ||
    (slots.cues.has("worst") && metric.good === "up") ||
    (slots.cues.has("best") && metric.good === "down")
      ? { order: "asc" as const }
      : {}),
    ...(op === "rank" || op === "list" ? { limit: slots.limit ?? (op === "rank" ? 10 : 100) } : {}),
    assumptions: [
      ...reading.corrections.map(({ from, to }) => `"${from}" is read as "${to}"`),
      ...(slots.readings.length > 1 ? [`Read as ${metric.label}`] : []),
      ...slots.notes,
      ...windows.assumptions,
    ],
  };
  const query = previous ? applyFollowUp(previous, fresh, slots, reading, windows, context) : fresh;
  const options = optionsFor(context, slots, query);
  if (slots.undecided && !previous) {
    const labels = options.map((option) => option.label);
    return refuse(
      "ambiguous",
      `This could mean ${labels.join(" or ")}: which one?`,
      options.map((option) => `${option.label} ${bare.label === "this month" ? "this month" : ""}`.trim()),
      options,
    );
  }
  const content = reading.tokens.filter((token) => !FILLER.has(token.text)).length;
  return {
    kind: "query",
    query,
    premise: premiseOf(slots),
    coverage: (content === 0 && !previous ? 0 : 1) - 0.15 * reading.corrections.length,
    defaults: (windows.defaulted && !previous ? 1 : 0) + (slots.readings.length > 1 ? 1 : 0),
    corrections: reading.corrections.length,
    options: options.length > 1 ? options : [],
    followUp: previous !== undefined,
  };
}

function withVersusDim(slots: Slots): string[] {
  const versus = slots.filters.find((filter) => filter.op === "in" && filter.values.length > 1);
  return versus && !slots.dims.includes(versus.dim) ? [versus.dim, ...slots.dims].slice(0, 2) : slots.dims;
}

function premiseOf(slots: Slots): Premise {
  return slots.cues.has("down") ? "down" : slots.cues.has("up") ? "up" : "none";
}

function refuseOutside(
  context: ParseContext,
  window: { from: string; to: string; label: string },
  metric: Metric,
): ParsedRefusal | null {
  if (window.from <= context.asOf && window.to > context.firstDay && window.from < addDays(context.asOf, 1))
    return null;
  return refuse(
    "out_of_data_range",
    `The data runs from ${context.firstDay} to ${context.asOf}; ${window.label} lies outside.`,
    [`${metric.label} this month`, `${metric.label} by month`],
  );
}

/** The readings of a shared word as chips; with one reading there is nothing to choose. */
function optionsFor(context: ParseContext, slots: Slots, query: SemanticQuery) {
  return slots.readings.slice(0, 4).flatMap((id) => {
    const metric = context.model.metrics.get(id);
    if (!metric) return [];
    const metrics = query.metrics.map((one) => (one === slots.readings[0] ? id : one));
    return [
      {
        label: metric.label,
        semanticQuery: {
          ...query,
          metrics,
          assumptions: query.assumptions.filter((text) => !text.startsWith("Read as ")),
        },
      },
    ];
  });
}
