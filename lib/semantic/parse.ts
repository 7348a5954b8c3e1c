import type { QueryFilter, SemanticQuery } from "../contract/analyst";
import { AppError } from "../errors";
import { addDays } from "./days";
import { applyFollowUp, isFollowUp } from "./follow-up";
import type { Lexicon } from "./lexicon";
import { coverageOf, weakestMatch } from "./match-quality";
import type { Metric } from "./model-types";
import { normalise } from "./normalise";
import { chooseOperation, isLatest } from "./operation";
import type { ParseContext, Parsed, ParsedRefusal, Premise } from "./parse-types";
import { dropPreamble } from "./preamble";
import { plainForm } from "./question-forms";
import { readBounds, withCurrency } from "./read-bounds";
import { examplesOf, refuse, refuseByIntent, STARTERS } from "./refusals";
import { rowMetric } from "./row-metric";
import { refuseSlots } from "./slot-faults";
import { fillSlots, MOVED, type Slots } from "./slots";
import { type Reading, readQuestion } from "./spans";
import type { TimeSpan } from "./time-grammar";
import { DATA_START } from "./time-rule";
import { findUnplaced, restatedWords } from "./unplaced";
import { refuseUnusedCue } from "./unused-cues";
import { resolveWindows, trendGrain } from "./windows";

const MAX_QUESTION = 600;
/** Past these a text is no question, and reading it would take longer than refusing it. */
const MAX_WORDS = 80;

/**
 * Reads a question without a model: typed slots filled in any order, or a refusal that says what can be asked.
 * Pure, and linear enough to answer in a few milliseconds whatever the text.
 * @throws AppError `validation` for an empty question.
 */
export function parseQuestion(question: string, context: ParseContext): Parsed {
  const parsed = readOnce(question, context);
  if (parsed.kind === "query") return parsed;
  const runnable = parsed.alternatives.filter((ask) => isRunnable(ask, context));
  return {
    ...parsed,
    alternatives: [...new Set([...runnable, ...STARTERS])].slice(0, Math.max(2, Math.min(4, runnable.length))),
  };
}

const MAX_KNOWN = 2000;
const runnableOf = new WeakMap<Lexicon, Map<string, boolean>>();

/** Whether a question offered instead is understood on its own; remembered for each lexicon, as few are ever offered. */
function isRunnable(ask: string, context: ParseContext): boolean {
  const known = runnableOf.get(context.lexicon) ?? new Map<string, boolean>();
  runnableOf.set(context.lexicon, known);
  const key = `${context.asOf} ${ask}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const runs = readOnce(ask, { ...context, previous: undefined }).kind === "query";
  if (known.size < MAX_KNOWN) known.set(key, runs);
  return runs;
}

function readOnce(question: string, context: ParseContext): Parsed {
  if (question.trim() === "") throw new AppError("validation", "Ask a question, such as: revenue by region last month");
  if (question.length > MAX_QUESTION)
    return refuse("off_topic", `A question of ${question.length} characters is too long: ask one thing in a sentence.`);
  const asked = dropPreamble(question, context, (rest) => {
    const alone = readOnce(rest, { ...context, previous: undefined });
    return alone.kind === "query" ? alone.query : null;
  });
  const input = normalise(plainForm(asked));
  if (input.tokens.length > MAX_WORDS || input.text.length > 2 * MAX_QUESTION)
    return refuse("off_topic", `A question of ${input.tokens.length} words is too long: ask one thing in a sentence.`);
  if (input.tokens.length === 0) return refuse("off_topic", "There are no words in this question.");
  const read = readQuestion(input, context.lexicon, context.asOf);
  const reading = { ...read, times: read.times.map((time) => withStart(time, context.firstDay)) };
  const metricNamed = reading.spans.some((span) => span.meaning.kind === "metric");
  const refusal = refuseByIntent(input, reading, metricNamed);
  if (refusal) return refusal;
  const { previous } = context;
  const filled = forCohorts(fillSlots(reading, context.model, previous?.metrics ?? []), reading);
  const slots = { ...filled, filters: filled.filters.filter((filter) => !isOnlyCurrency(context, filter)) };
  const follow = previous !== undefined && isFollowUp(reading, slots);
  const metric = context.model.metrics.get(slots.metrics[0] ?? (follow ? (previous?.metrics[0] ?? "") : ""));
  const spare = restatedWords(context, slots, metric);
  const unplaced = findUnplaced(reading, slots, follow).filter(
    (at) => !spare.has(reading.tokens[at]?.text ?? "") && !(metric && isLatest(context, metric, reading, at)),
  );
  return (
    refuseSlots(context, reading, slots, unplaced, metric) ??
    (metric
      ? assemble(context, reading, slots, metric, follow ? previous : undefined)
      : refuse("no_metric", "Say what to measure."))
  );
}

/** "Refunds in dollars", where every amount is: the unit of the answer and no condition. */
function isOnlyCurrency({ lexicon }: ParseContext, { dim, op, values }: QueryFilter): boolean {
  const present = lexicon.values.get(dim) ?? [];
  return dim === "currency" && op === "in" && present.length === 1 && values.includes(present[0]?.value ?? "");
}

/** A window without a start of its own begins with the data. */
function withStart(time: TimeSpan, firstDay: string): TimeSpan {
  const { window } = time;
  return window.from === DATA_START && firstDay < window.to ? { ...time, window: { ...window, from: firstDay } } : time;
}

/** Cohorts follow customers, or their MRR where money is asked for; "retention" needs no metric of its own then. */
function forCohorts(slots: Slots, reading: Reading): Slots {
  if (!slots.cues.has("cohort") || slots.cues.has("why")) return slots;
  const money = /\b(mrr|arr|revenue|recurring|dollar|money|nrr|grr)\b/.test(reading.text);
  const known = new Set(["mrr", "arr", "nrr", "grr", "net_revenue", "churn_rate", "active_customers", "new_customers"]);
  if (!slots.metrics.every((metric) => known.has(metric))) return slots;
  return { ...slots, metrics: [money ? "mrr" : "active_customers"], readings: [], undecided: false, unjoined: false };
}

function assemble(
  context: ParseContext,
  reading: Reading,
  given: Slots,
  metric: Metric,
  previous: SemanticQuery | undefined,
): Parsed {
  let slots = given;
  const priced = withCurrency(context, reading, slots, metric);
  if ("kind" in priced) return priced;
  slots = priced;
  const asked = chooseOperation(slots, metric, reading, context, previous);
  const bounded = readBounds(context, reading, slots, metric, asked);
  if (bounded.refusal) return bounded.refusal;
  const { op } = bounded;
  const unused = refuseUnusedCue(context.model, op, slots, reading, metric);
  if (unused) return refuse("ambiguous", unused, [`${metric.label} by month`, ...examplesOf(context, metric)]);
  if (op === "distribution" && slots.metrics.length < 2) {
    const own = rowMetric(context.model, metric.id);
    if (!own && slots.dims.length === 0)
      return refuse("ambiguous", `By what? ${metric.label} has no single amounts to show the spread of.`, [
        `${metric.label} by month`,
        ...examplesOf(context, metric),
      ]);
    if (own && slots.dims.length === 0) slots = { ...slots, metrics: [own], readings: [] };
  }
  const today = previous?.time.from === context.asOf && previous.time.to === addDays(context.asOf, 1);
  const flows = op === "trend" || (slots.metrics.length > 0 && !metric.snapshot);
  const inherited = previous && !(today && flows) ? previous.time : null;
  const windows = resolveWindows(reading.times, slots, op, metric, context, inherited);
  const outside =
    refuseOutside(context, windows.time, metric) ??
    (windows.compareTo ? refuseOutside(context, windows.compareTo, metric) : null);
  if (outside) return outside;
  const grain =
    op === "cohort"
      ? "month"
      : (slots.grain ?? (op === "trend" ? (previous?.time.grain ?? trendGrain(windows.time)) : null));
  const { grain: _, ...bare } = windows.time;
  const dims = op === "list" ? [] : op === "compare" && !windows.compareTo ? withVersusDim(slots) : slots.dims;
  const fresh: SemanticQuery = {
    op,
    metrics: slots.metrics.length > 0 ? slots.metrics : [metric.id],
    dims,
    filters: slots.filters,
    ...(bounded.bounds.length > 0 ? { having: bounded.bounds } : {}),
    time: grain && !windows.compareTo ? { ...bare, grain } : bare,
    ...(windows.compareTo ? { compareTo: windows.compareTo } : {}),
    ...(op === "compare" &&
    slots.dims.length > 0 &&
    MOVED.test(reading.text) &&
    (slots.asksWhich || slots.cues.has("top"))
      ? { order: slots.cues.has("down") !== slots.cues.has("bottom") ? ("asc" as const) : ("desc" as const) }
      : {}),
    ...(slots.cues.has("bottom") ||
    (slots.cues.has("worst") && metric.good === "up") ||
    (slots.cues.has("best") && metric.good === "down")
      ? { order: "asc" as const }
      : {}),
    ...(op === "rank" || op === "list"
      ? { limit: slots.limit ?? (op === "rank" && bounded.bounds.length === 0 ? 10 : 100) }
      : {}),
    assumptions: [
      ...reading.corrections.map(({ from, to }) => `"${from}" is read as "${to}"`),
      ...(slots.readings.length > 1 ? [`Read as ${metric.label}`] : []),
      ...slots.notes,
      ...(dims.some((dim) => everyStatus(metric, dim)) ? ["Every status counts"] : []),
      ...(bounded.bounds.length > 0 && op !== "list"
        ? [`The threshold applies to the total of each ${slots.grain ?? dimName(context, slots)}`]
        : []),
      ...(bounded.bounds.some(({ op: side }) => side === "lt" || side === "lte") && op !== "list"
        ? ["Groups with none at all are left out"]
        : []),
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
  return {
    kind: "query",
    query,
    premise: premiseOf(slots, metric),
    coverage: coverageOf(reading, slots),
    defaults: (windows.defaulted && !previous ? 1 : 0) + (slots.readings.length > 1 ? 1 : 0),
    corrections: reading.corrections.length,
    weakestMatch: weakestMatch(reading),
    implied: slots.implied,
    options: options.length > 1 ? options : [],
    followUp: previous !== undefined,
  };
}

function dimName(context: ParseContext, slots: Slots): string {
  return slots.dims.map((dim) => (context.model.dimensions.get(dim)?.label ?? dim).toLowerCase()).join(" and ");
}

/** A cut by status shows all of them, not only those the metric counts without it. */
function everyStatus({ formula }: Metric, dim: string): boolean {
  return formula.kind === "aggregate" && formula.replacedBy.includes(dim);
}

function withVersusDim(slots: Slots): string[] {
  const versus = slots.filters.find((filter) => filter.op === "in" && filter.values.length > 1);
  return versus && !slots.dims.includes(versus.dim) ? [versus.dim, ...slots.dims].slice(0, 2) : slots.dims;
}

function premiseOf({ cues }: Slots, { good }: Metric): Premise {
  if (cues.has("down") && cues.has("up")) return "none";
  if (cues.has("down")) return "down";
  if (cues.has("up")) return "up";
  if (good === "neutral" || cues.has("better") === cues.has("worse")) return "none";
  return cues.has("better") === (good === "up") ? "up" : "down";
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
