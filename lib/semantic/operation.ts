import type { Operation, SemanticQuery } from "../contract/analyst";
import type { Metric } from "./model-types";
import type { ParseContext } from "./parse-types";
import { MOVED, type Slots } from "./slots";
import type { Reading } from "./spans";

/** What the question asks to do with its metric: the words first, then the shape of its slots. */
export function chooseOperation(
  slots: Slots,
  metric: Metric,
  reading: Reading,
  context: ParseContext,
  previous: SemanticQuery | undefined,
): Operation {
  const { cues, dims, grain } = slots;
  if (cues.has("why")) return "why";
  if (cues.has("cohort")) return "cohort";
  const ranked = ["top", "bottom", "best", "worst"].some((cue) => cues.has(cue as "top"));
  const hasList = listModel(context, metric);
  const continued = previous !== undefined && slots.metrics.length === 0 && previous.dims.length > 0;
  const parted = dims.length > 0 || slots.filters.some((filter) => filter.op === "in") || continued;
  if (cues.has("share") && metric.unit !== "pct" && parted) return "share";
  if (asksDistribution(slots, metric, reading)) return "distribution";
  if (reading.bounds.length > 0) {
    if (dims.length > 0) return ranked || slots.limit !== null ? "rank" : "breakdown";
    return grain || !hasList ? "rank" : "list";
  }
  if (dims.length > 0 && (ranked || slots.asksWhich) && !grain && MOVED.test(reading.text)) return "compare";
  const sinceOnly = reading.times.length === 1 && reading.times[0]?.window.label.startsWith("since") === true;
  const twoValues = slots.filters.some((filter) => filter.op === "in" && filter.values.length > 1);
  const changed = ["down", "up", "better", "worse"].some((cue) => cues.has(cue as "down"));
  const moved = changed && !ranked && !grain;
  const [first, second] = reading.times;
  const touching =
    first !== undefined &&
    second !== undefined &&
    [first.window.to, first.window.from].some((day) => day === second.window.from || day === second.window.to);
  const series = (grain !== null || cues.has("trend") || cues.has("list")) && touching && !cues.has("compare");
  if (
    (reading.times.length === 2 && !series) ||
    cues.has("year_before") ||
    cues.has("previous") ||
    (cues.has("growth") && !grain && !sinceOnly) ||
    (moved && !sinceOnly)
  )
    return "compare";
  if (cues.has("compare") && (twoValues || slots.metrics.length < 2) && (dims.length === 0 || reading.times.length > 0))
    return "compare";
  if (ranked && (dims.length > 0 || grain || (previous && previous.dims.length > 0 && slots.metrics.length === 0)))
    return "rank";
  const each = slots.asksWhich && !ranked && dims.join() === "customer" && isOneRowEach(context, metric);
  if (each || showsRows(slots, metric, reading, hasList)) return "list";
  if ((slots.asksWhich && !grain) || (slots.limit !== null && dims.length > 0)) return "rank";
  if (ranked && hasList && metric.formula.kind === "aggregate") return "list";
  if (cues.has("list") && dims.length === 0 && hasList && !grain) return "list";
  const rows =
    /^(?:which|what are the latest|show me the latest|latest|most recent) (?:\w+ )?(?:invoices|payments|refunds|credits|signals|alerts|cases)\b/;
  if (rows.test(reading.text) && hasList && dims.length === 0 && !grain) return "list";
  if (
    /^(?:which|who|what) (?:customers?|accounts?|clients?|logos?|companies)\b/.test(reading.text) &&
    hasList &&
    dims.length === 0 &&
    metric.id !== "active_customers"
  )
    return "list";
  const rolling = reading.times.some(({ window }) => /^(last \d|since)/.test(window.label));
  if (
    cues.has("trend") ||
    grain ||
    ((cues.has("growth") || moved) && sinceOnly) ||
    (metric.defaultWindow === "as_of" && rolling && dims.length === 0)
  )
    return "trend";
  if (dims.length > 0) return "breakdown";
  return previous && (previous.op === "trend" || previous.op === "why") && slots.metrics.length === 0 && !cues.has("by")
    ? previous.op
    : "value";
}

/** One row a customer: "who churned" lists them, there is nothing to count. */
function isOneRowEach(context: ParseContext, metric: Metric): boolean {
  const fact = metric.formula.kind === "aggregate" ? context.model.models.get(metric.formula.model) : undefined;
  return fact?.rowTier?.key === "customer_id" && fact.list.length > 0;
}

/** "Show me the invoices of Acme": rows, where no word asks for their number. */
function showsRows(slots: Slots, metric: Metric, reading: Reading, hasList: boolean): boolean {
  const bare =
    /^(?:please )?(?:show|list|display|find|pull|get|give|let me see)\b.*\b(?:invoices|payments|signals|alerts)\b/.test(
      reading.text,
    );
  const counted = /\b(?:number of|count|total|amount|sum|how much)\b/.test(reading.text);
  return (
    bare &&
    !counted &&
    hasList &&
    metric.unit === "count" &&
    slots.dims.length === 0 &&
    !slots.grain &&
    !slots.cues.has("trend")
  );
}

/** "Histogram of", "how are ... distributed": one by one where nothing cuts them, or over customers. */
function asksDistribution({ cues, dims, grain }: Slots, metric: Metric, reading: Reading): boolean {
  if (!cues.has("distribution") || grain || (dims.length > 0 && dims.join() !== "customer")) return false;
  const { formula } = metric;
  const words = reading.spans.filter(
    (span) => span.meaning.kind === "cue" && span.meaning.cues.includes("distribution"),
  );
  return !(
    formula.kind === "aggregate" &&
    formula.aggregation === "median" &&
    words.every((span) => span.text === "median")
  );
}

/** "latest" is the default of a snapshot and the order of a list without amounts; elsewhere it is not understood. */
export function isLatest(context: ParseContext, metric: Metric, reading: Reading, at: number): boolean {
  const word = reading.tokens[at]?.text;
  if (word !== "latest" && word !== "recent") return false;
  const fact = metric.formula.kind === "aggregate" ? context.model.models.get(metric.formula.model) : undefined;
  const ownWord = reading.spans.some(
    ({ meaning, at: own }) =>
      meaning.kind === "metric" &&
      own.includes(at + 1) &&
      !reading.spans.some((dim) => dim.meaning.kind === "dim" && dim.at.includes(at + 1)),
  );
  if (metric.snapshot)
    return word === "latest" && metric.unit === "cents" && (ownWord || at === reading.tokens.length - 1);
  return fact !== undefined && fact.list.length > 0 && fact.list.every((column) => column.unit !== "cents");
}

function listModel(context: ParseContext, metric: Metric): boolean {
  return metric.formula.kind === "aggregate" && (context.model.models.get(metric.formula.model)?.list.length ?? 0) > 0;
}
