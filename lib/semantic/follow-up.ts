import type { QueryFilter, SemanticQuery } from "../contract/analyst";
import { previousWindow } from "./compare-windows";
import { addDays } from "./days";
import { commonDimensions } from "./metric-slot";
import type { ParseContext } from "./parse-types";
import type { Slots } from "./slots";
import type { Reading } from "./spans";
import { trendGrain, type Windows } from "./windows";

/** A question without a metric of its own, or one that opens with "what about" and the like. */
export function isFollowUp(reading: Reading, slots: Slots): boolean {
  const opens =
    /^(?:and|what about|how about|(?:the |do the )?same(?: \w+)? (?:but|for|with|in|by)|now|also|ok|then|but|only|just|instead|without|excluding)\b/.test(
      reading.text,
    );
  const refers =
    /\b(?:is|was|were|are|does|did|do|of|in|for|behind) (?:that|those|them|it)\b(?! (?:are|is|were|was|have|had|with|we|our|not|take|long|cost))/.test(
      reading.text,
    );
  return slots.metrics.length === 0 || opens || refers || /\binstead\b/.test(reading.text);
}

/** "And in the month before that?": the same, one window earlier. */
const PERIOD_BEFORE =
  /^(?:and |what about |how about |ok |now |then )*(?:in |for |of )?the (?:day|week|month|quarter|year|period|one) before (?:that|it|this)$/;

function allAllow(context: ParseContext, previous: SemanticQuery, { filters }: Slots): boolean {
  const allowed = commonDimensions(context.model, previous.metrics);
  return filters.every(({ dim }) => allowed.includes(dim));
}

/** Edits the query before with what the follow-up names: another metric, cut, value, window or operation. */
export function applyFollowUp(
  previous: SemanticQuery,
  fresh: SemanticQuery,
  slots: Slots,
  reading: Reading,
  windows: Windows,
  context: ParseContext,
): SemanticQuery {
  if (PERIOD_BEFORE.test(reading.text) && previous.time.grain === undefined && slots.metrics.length === 0) {
    const { compareTo: _, ...rest } = previous;
    return {
      ...rest,
      op: previous.compareTo ? "value" : previous.op,
      time: previousWindow(previous.time, context.asOf),
    };
  }
  const same = MONEY.test(reading.text) ? amountsOf(context, previous.metrics) : previous.metrics;
  // "Only card payments": the noun is that of the rows, and what is asked of them stays.
  const narrows =
    /^(?:only|just) /.test(reading.text) && slots.filters.length > 0 && allAllow(context, previous, slots);
  const metrics = slots.metrics.length > 0 && !narrows ? slots.metrics : same;
  const allowed = commonDimensions(context.model, metrics);
  const kept = previous.filters.filter((filter) => allowed.includes(filter.dim));
  const filters = mergeFilters(kept, slots.filters);
  const asked = slots.dims.length > 0;
  const keptDims = previous.dims.filter((dim) => allowed.includes(dim));
  const dims = asked
    ? slots.cues.has("also")
      ? [...new Set([...keptDims, ...slots.dims])].slice(0, 2)
      : slots.dims
    : fresh.op === "why"
      ? []
      : keptDims;
  const namedTime = reading.times.length > 0;
  const op = nextOperation(previous, fresh, slots, asked);
  const { grain: oldGrain, ...oldTime } = previous.time;
  const bareFresh = { ...fresh.time, grain: undefined };
  const { grain: _, ...freshTime } = bareFresh;
  const time = namedTime || isOneDayOnly(previous, op, metrics, context) ? freshTime : oldTime;
  const series = op === "trend" || (op === "rank" && slots.grain !== null);
  const grain = slots.grain ?? (series ? (oldGrain ?? trendGrain(time)) : undefined);
  const compares = op === "why" || (op === "compare" && dims.length === 0) || windows.compareTo !== undefined;
  const compareTo =
    windows.compareTo ??
    (op === previous.op && !namedTime
      ? previous.compareTo
      : compares
        ? previousWindow(time, context.asOf, slots.cues.has("year_before"))
        : undefined);
  return {
    op,
    metrics,
    dims,
    filters,
    time: grain && series ? { ...time, grain } : time,
    ...(compareTo && (op === "why" || op === "compare") ? { compareTo } : {}),
    ...(fresh.order ? { order: fresh.order } : previous.order && !asked ? { order: previous.order } : {}),
    ...(op === "rank" || op === "list"
      ? { limit: slots.limit ?? (op === previous.op ? previous.limit : undefined) ?? (op === "list" ? 100 : 10) }
      : {}),
    assumptions: [
      "Continues the question before",
      ...fresh.assumptions.filter((text) => !text.startsWith("No period named")),
    ],
  };
}

const MONEY = /\b(?:how much (?:money|is it worth)|in (?:money|dollars)|(?:what|which) amounts?|as amounts?)\b/;

/** "How much money was it": the amounts of the rows that were counted. */
function amountsOf({ model }: ParseContext, metrics: readonly string[]): string[] {
  return metrics.map((id) => {
    const own = model.metrics.get(id);
    const fact = own?.formula.kind === "aggregate" ? own.formula.model : null;
    if (own?.unit !== "count" || fact === null) return id;
    const amount = own.siblings.find((other) => {
      const metric = model.metrics.get(other);
      return metric?.unit === "cents" && metric.formula.kind === "aggregate" && metric.formula.model === fact;
    });
    return amount ?? id;
  });
}

/** The as-of day of a balance is no window for what adds up over time, nor for a series. */
function isOneDayOnly(
  { time }: SemanticQuery,
  op: SemanticQuery["op"],
  metrics: readonly string[],
  { model, asOf }: ParseContext,
): boolean {
  const today = time.from === asOf && time.to === addDays(asOf, 1);
  return today && (op === "trend" || model.metrics.get(metrics[0] ?? "")?.snapshot === false);
}

function nextOperation(
  previous: SemanticQuery,
  fresh: SemanticQuery,
  slots: Slots,
  asked: boolean,
): SemanticQuery["op"] {
  if (fresh.op === "compare" && previous.op === "why") return "compare";
  if (fresh.op !== "value" && fresh.op !== "breakdown") return fresh.op;
  if (asked)
    return slots.limit !== null
      ? "rank"
      : previous.op === "share"
        ? "share"
        : previous.op === "trend"
          ? "trend"
          : "breakdown";
  return previous.op;
}

/** A value replaces the values of its dimension; another dimension's filter stays. */
function mergeFilters(previous: readonly QueryFilter[], fresh: readonly QueryFilter[]): QueryFilter[] {
  const dims = new Set(fresh.map((filter) => filter.dim));
  return [...previous.filter((filter) => !dims.has(filter.dim)), ...fresh];
}
