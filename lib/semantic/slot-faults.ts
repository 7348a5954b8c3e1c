import type { Metric } from "./model-types";
import {
  asksSubset,
  boundsAnother,
  boundsByTime,
  countsDimension,
  countsMoney,
  danglingBy,
  dividesBy,
  GRAIN_DAYS,
  hasIdleNegation,
  hasThreshold,
  isTopOfEach,
  isTwoQuestions,
  joinsByOr,
  misnamed,
  movesBetween,
  prefixesVerb,
  qualifiesNoun,
  windowDays,
} from "./odd-shapes";
import type { ParseContext, ParsedRefusal } from "./parse-types";
import { dimensionList, examplesOf, OFF_TOPIC, refuse, refuseUnplaced } from "./refusals";
import { MOVED, type Slots } from "./slots";
import type { Reading } from "./spans";

/** Why the slots of a question make no answer, or null: what is missing, unknown, misplaced or too much. */
export function refuseSlots(
  context: ParseContext,
  reading: Reading,
  slots: Slots,
  unplaced: readonly number[],
  metric: Metric | undefined,
): ParsedRefusal | null {
  const examples = examplesOf(context, metric);
  if (metric && hasThreshold(reading, slots))
    return refuse("ambiguous", "It is not clear what the threshold applies to; a ranking shows the same groups.", [
      `Top 10 customers by ${metric.label}`,
      ...examples,
    ]);
  if (
    /\b(?:first|second|third|fourth|last|final|opening|closing) (?:week|days?|half|few days) of (?:the |each |every )?(?:month|week|january|february|march|april|may|june|july|august|september|october|november|december)\b/.test(
      reading.text,
    )
  )
    return refuse("ambiguous", "Name the days: a part of a month has no fixed bounds.", examples);
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
      : refuse("off_topic", OFF_TOPIC);
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
  const undivided = /\b(breakdown|break down|broken down|split)\b/.test(reading.text);
  const divided = slots.cues.has("distribution") || slots.cues.has("cohort");
  if (undivided && !divided && slots.dims.length === 0 && !slots.grain && !context.previous)
    return refuse("ambiguous", `By what? ${metric.label} can be cut by ${dimensionList(context, metric)}.`, examples);
  if (slots.cues.has("share") && slots.metrics.length > 1)
    return refuse(
      "ambiguous",
      "A share of one metric in another is a metric of its own; the two can be shown side by side.",
      examples,
    );
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
  if (slots.cues.has("share") && metric.unit !== "pct" && slots.limit !== null)
    return refuse("ambiguous", "The share of a ranking is not measured; shares of every group can be shown.", [
      `Share of ${metric.label} by region`,
      ...examples,
    ]);
  if (slots.cues.has("share") && metric.unit !== "pct" && !hasParts(slots, context))
    return refuse(
      "ambiguous",
      `A share of what? ${metric.label} can be cut by ${dimensionList(context, metric)}.`,
      examples,
    );
  if (
    slots.bare &&
    slots.metrics.join() === "active_customers" &&
    /\b(?:which|what) (?:customers|accounts|clients)\b/.test(reading.text) &&
    MOVED.test(reading.text)
  )
    return refuse("ambiguous", "Changed in which metric?", ["Top 10 customers by MRR", "MRR by customer"]);
  if (/^(?:did|has|have|is|was|does) .*\b(?:pay|paid|settle|settled)\b.*\b(?:invoice|bill)s?\b/.test(reading.text))
    return refuse(
      "ambiguous",
      "Whether one invoice was paid is not answered; invoices can be listed with their status.",
      ["List open invoices", "List past due invoices", ...examples],
    );
  const subset = asksSubset(reading, slots);
  if (subset)
    return refuse("no_metric", `No metric tells which ${subset} have it; the amounts of each can be shown.`, [
      `${metric.label} by customer`,
      ...examples,
    ]);
  if (slots.cues.has("cohort") && slots.grain && slots.grain !== "month")
    return refuse("no_metric", "Cohorts are by the month of the first subscription.", [
      "Customer cohorts",
      "MRR cohorts",
    ]);
  if (slots.cues.has("cohort") && !["active_customers", "mrr"].includes(metric.id))
    return refuse("no_metric", `Cohorts follow customers and their MRR, not ${metric.label}.`, [
      "Customer cohorts",
      "MRR cohorts",
    ]);
  if (
    /\b(?:early|late|mid) (?:january|february|march|april|may|june|july|august|september|october|november|december|20\d\d)\b/.test(
      reading.text,
    ) &&
    !reading.times.some(({ window }) => window.label.startsWith("since"))
  )
    return refuse("ambiguous", "Name the days: a part of a month has no fixed bounds.", examples);
  if (
    /\b(?:of|from|for|to|by|with) (?:our |the )?(?:best|worst) (?:\d+ )?(?:customers|accounts|clients)\b/.test(
      reading.text,
    )
  )
    return refuse("ambiguous", "Say by which metric they are the best.", [
      `Top 10 customers by ${metric.label}`,
      ...examples,
    ]);
  const span = windowDays(reading);
  if (slots.grain && span !== null && span < (GRAIN_DAYS[slots.grain] ?? 0))
    return refuse("ambiguous", `The period is shorter than a ${slots.grain}.`, [
      `${metric.label} by month`,
      ...examples,
    ]);
  const counted = countsMoney(reading, slots, context);
  if (counted) return refuse("no_metric", `No metric counts ${counted}; their amount can be shown.`, examples);
  const bounded = boundsAnother(reading, slots);
  if (bounded) return refuse("no_metric", `A number of ${bounded} cannot narrow ${metric.label}.`, examples);
  const qualified = qualifiesNoun(reading, slots);
  if (qualified)
    return refuse("no_metric", `No metric counts ${qualified} as such; the amounts of each customer can be shown.`, [
      `${metric.label} by customer`,
      ...examples,
    ]);
  const moved = movesBetween(reading);
  if (moved) return refuse("no_metric", `Moves to or from "${moved}" are not measured.`, examples);
  const perMetric = dividesBy(reading);
  if (perMetric) return refuse("no_metric", `No metric divides ${metric.label} by ${perMetric}.`, examples);
  const countedDim = countsDimension(reading);
  if (countedDim)
    return refuse(
      "no_metric",
      `No metric counts ${countedDim}; ${metric.label} can be shown for each of them.`,
      examples,
    );
  if (isTwoQuestions(reading, slots))
    return refuse(
      "ambiguous",
      "These are two questions with filters or periods of their own: ask them one by one.",
      examples,
    );
  if (isTopOfEach(reading, slots))
    return refuse("ambiguous", "The first few of each group are not ranked; one list at a time can be.", [
      `Top ${slots.limit ?? 5} customers by ${metric.label}`,
      ...examples,
    ]);
  if (slots.dims.length > 2) return refuse("ambiguous", "At most two dimensions at once.", examples);
  if (slots.metrics.length > 3) return refuse("ambiguous", "At most three metrics at once.", examples);
  if (reading.times.length > 2) return refuse("ambiguous", "At most two periods at once.", examples);
  const [since] = reading.times;
  if (
    /^past_due/.test(metric.id) &&
    /^since/.test(since?.window.label ?? "") &&
    !slots.grain &&
    !slots.cues.has("trend")
  )
    return refuse(
      "ambiguous",
      "Since when an invoice is past due is not measured; past due on a day, or by month, is.",
      examples,
    );
  if (/\bnumber of and (?:for )?how much\b|\bhow much and number of\b/.test(reading.text))
    return refuse("ambiguous", "Their number and their amount are two questions: ask them one by one.", examples);
  if (boundsByTime(reading))
    return refuse("ambiguous", "A period is no threshold; two periods can be compared.", [
      `${metric.label} this month versus last month`,
      ...examples,
    ]);
  const prefixed = prefixesVerb(reading);
  if (prefixed) return refuse("no_metric", `No metric measures "${prefixed}".`, examples);
  const either = joinsByOr(reading);
  if (either)
    return refuse("ambiguous", `Conditions hold together: "${either}" is two questions.`, [
      `${metric.label} by region`,
      ...examples,
    ]);
  const other = misnamed(reading, context);
  if (other)
    return refuse("no_such_value", `No ${other.dim.toLowerCase()} of this data is called "${other.text}".`, examples);
  if (
    slots.metrics.join() === "active_customers" &&
    slots.dims.every((dim) => dim === "customer") &&
    ["top", "bottom", "best", "worst"].some((cue) => slots.cues.has(cue as "top"))
  )
    return refuse("ambiguous", "By which metric are the customers ranked?", [
      "Top 10 customers by net revenue",
      "Top 10 customers by MRR",
      "Top 10 customers by refunds",
    ]);
  if (slots.metrics.length > 1 && /\b(?:average|ratio|product|quotient) (?:of|between)\b/.test(reading.text))
    return refuse("no_metric", "No metric is made of these two; they can be shown side by side.", examples);
  const asks = slots.asksWhich || slots.cues.has("top") || /^(?:how much|number of)\b/.test(reading.text);
  if (asks && /\S and (?:why|how|when|where|to whom|by whom|from whom|to who|for what)\b/.test(reading.text))
    return refuse("ambiguous", "These are two questions: ask them one by one.", [
      `Why did ${metric.label} change?`,
      ...examples,
    ]);
  if (hasIdleNegation(reading, slots, context.model))
    return refuse("ambiguous", "It is not clear what to leave out.", examples);
  return null;
}

/** What a share can be of: a cut, a value, or the cut of the question before. */
function hasParts(slots: Slots, context: ParseContext): boolean {
  return (
    slots.dims.length > 0 ||
    slots.filters.some((filter) => filter.op === "in") ||
    (slots.metrics.length === 0 && (context.previous?.dims.length ?? 0) > 0) ||
    slots.cues.has("why") ||
    slots.cues.has("growth")
  );
}
