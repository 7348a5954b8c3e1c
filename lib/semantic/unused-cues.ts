import type { Operation } from "../contract/analyst";
import type { Metric, MetricModel } from "./model-types";
import type { Slots } from "./slots";
import type { Reading } from "./spans";
import type { Cue } from "./words";

const RANKS: readonly Cue[] = ["top", "bottom", "best", "worst"];
const CAUSES = /\b(?:reasons?|drivers?|causes?|factors?|contributors?|contributed|segments?|behind)\b/;

const SPREADS =
  /^(?:percentiles?|quantiles?|quartiles?|deciles?|histogram|bucket(?:s|ed)?|variance|range|dispersion)\b/;

/**
 * Why a word that asks for an order, a spread or a part finds no use in the operation, or null. Such a word changes
 * what is asked, so an answer without it would be of another question.
 */
export function refuseUnusedCue(
  model: MetricModel,
  op: Operation,
  slots: Slots,
  reading: Reading,
  metric: Metric,
): string | null {
  const ranked = RANKS.some((cue) => slots.cues.has(cue));
  const { formula } = metric;
  const fact = formula.kind === "aggregate" ? model.models.get(formula.model) : undefined;
  const amountless = fact !== undefined && fact.list.length > 0 && fact.list.every(({ unit }) => unit !== "cents");
  if (ranked && (op === "value" || op === "distribution"))
    return `The largest and the smallest of what? ${metric.label} is one number here.`;
  if (ranked && op === "share" && slots.dims.length === 0) return "The share of an extreme is not measured.";
  if (ranked && op === "why" && !CAUSES.test(reading.text) && slots.dims.length === 0)
    return "Why a change happened is answered for a whole metric, not for its extremes.";
  if (ranked && op === "compare" && slots.dims.length === 0 && !slots.filters.some(({ values }) => values.length > 1))
    return "An extreme is not compared; two periods can be.";
  if (ranked && op === "list" && amountless && metric.id !== "signals" && !slots.cues.has("list"))
    return `The rows of ${metric.label} have no amount to order them by.`;
  if (ranked && op === "rank" && slots.dims.join() === "customer" && fact?.rowTier?.key === "customer_id")
    return `${metric.label} counts each customer once, so there is nothing to rank.`;
  const median = reading.spans.some(({ meaning, text }) => meaning.kind === "cue" && text === "median");
  if (median && op !== "distribution" && !(formula.kind === "aggregate" && formula.aggregation === "median"))
    return `No metric is the median of ${metric.label}; its distribution can be shown.`;
  const spread = reading.spans.find(({ meaning, text }) => meaning.kind === "cue" && SPREADS.test(text));
  if (spread && op !== "distribution")
    return `A ${spread.text} of ${metric.label} is shown for its single amounts, without a cut.`;
  const picks = /\b(?:day|week|month|quarter|year)s? (?:when|where|in which|that|with|whose)\b/.test(reading.text);
  const moves = (["up", "down", "growth", "better", "worse"] as const).some((cue) => slots.cues.has(cue));
  if (picks && moves && op === "trend" && reading.bounds.length === 0)
    return "The periods of a change are not picked out; the whole series shows them.";
  const average = formula.kind === "ratio" || (formula.kind === "aggregate" && formula.aggregation === "median");
  if (op === "share" && average) return `${metric.label} is an average or a rate: it has no shares.`;
  const loose = reading.spans.some(
    ({ meaning, text, at }) =>
      meaning.kind === "cue" &&
      /^(?:high|low)$/.test(text) &&
      !slots.filters.some(({ values }) => values.includes(text)) &&
      !/^(?:is|are|was|were|so|too|very|that|this|be|been|unusually|particularly)$/.test(
        reading.tokens[(at[0] ?? 0) - 1]?.text ?? "",
      ),
  );
  return loose && op !== "why" ? "High and low need a number: name the threshold, or ask for the largest." : null;
}
