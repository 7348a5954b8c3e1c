import { daysBetween } from "./days";
import type { Metric } from "./model-types";
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
    return refuse("ambiguous", "Whether one invoice was paid is not answered; invoices can be listed with their status.", [
      "List open invoices",
      "List past due invoices",
      ...examples,
    ]);
  const subset = asksSubset(reading, slots);
  if (subset)
    return refuse("no_metric", `No metric tells which ${subset} have it; the amounts of each can be shown.`, [
      `${metric.label} by customer`,
      ...examples,
    ]);
  if (slots.cues.has("cohort") && slots.grain && slots.grain !== "month")
    return refuse("no_metric", "Cohorts are by the month of the first subscription.", ["Customer cohorts", "MRR cohorts"]);
  if (slots.cues.has("cohort") && !["active_customers", "mrr"].includes(metric.id))
    return refuse("no_metric", `Cohorts follow customers and their MRR, not ${metric.label}.`, ["Customer cohorts", "MRR cohorts"]);
  if (/\b(?:early|late|mid) (?:january|february|march|april|may|june|july|august|september|october|november|december|20\d\d)\b/.test(reading.text) && !reading.times.some(({ window }) => window.label.startsWith("since")))
    return refuse("ambiguous", "Name the days: a part of a month has no fixed bounds.", examples);
  if (/\b(?:of|from|for|to|by|with) (?:our |the )?(?:best|worst) (?:\d+ )?(?:customers|accounts|clients)\b/.test(reading.text))
    return refuse("ambiguous", "Say by which metric they are the best.", [`Top 10 customers by ${metric.label}`, ...examples]);
  const span = windowDays(reading);
  if (slots.grain && span !== null && span < (GRAIN_DAYS[slots.grain] ?? 0))
    return refuse("ambiguous", `The period is shorter than a ${slots.grain}.`, [`${metric.label} by month`, ...examples]);
  const counted = countsMoney(reading, slots, context);
  if (counted) return refuse("no_metric", `No metric counts ${counted}; their amount can be shown.`, examples);
  const bounded = boundsAnother(reading, slots);
  if (bounded)
    return refuse("no_metric", `A number of ${bounded} cannot narrow ${metric.label}.`, examples);
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
    if (offset >= 0 && !placed && !/^(size|amount|value|number|count)$/.test(reading.tokens[next]?.text ?? ""))
      return reading.tokens[next]?.text ?? null;
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

/** "Top 3 customers per region": a ranking inside each group, which one list cannot show. */
function isTopOfEach(reading: Reading, slots: Slots): boolean {
  const ranks = ["top", "bottom", "best", "worst"].some((cue) => slots.cues.has(cue as "top"));
  if (ranks && slots.dims.length === 1 && slots.grain && slots.limit !== null) return true;
  if (!ranks || (slots.dims.length < 2 && !(slots.dims.length === 1 && slots.grain && slots.limit !== null)))
    return false;
  return /\b(per|each|every|within)\b/.test(reading.text);
}

/** "Revenue in EMEA and refunds in APAC": each metric has a value or a period of its own. */
function isTwoQuestions(reading: Reading, slots: Slots): boolean {
  if (slots.metrics.length < 2) return false;
  const metrics = reading.spans.filter(({ meaning }) => meaning.kind === "metric");
  const places = [
    ...reading.spans.flatMap((span) => (span.meaning.kind === "value" ? [span.at[0] ?? 0] : [])),
    ...reading.times.map((time) => reading.tokens.findIndex((token) => token.start >= time.start)),
  ];
  const [first, second] = [metrics[0]?.at.at(-1) ?? 0, metrics[1]?.at[0] ?? 0];
  return places.some((at) => at > first && at < second) && places.some((at) => at > second);
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

/** "How many countries ...": the number of values of a dimension, which no metric is. */
function countsDimension({ spans, tokens }: Reading): string | null {
  for (const { meaning, at, text } of spans) {
    const [start = 0] = at;
    const own = spans.some((other) => other.meaning.kind === "metric" && other.at.includes(start));
    const counted = tokens[start - 2]?.text === "number" && tokens[start - 1]?.text === "of";
    if (meaning.kind === "dim" && counted && !own) return text;
  }
  return null;
}

/** "Customers that have refunds and credits": a subset of customers, which is neither ranked nor bounded. */
function asksSubset({ spans, tokens, bounds }: Reading, slots: Slots): string | null {
  const ranked = ["top", "bottom", "best", "worst", "why"].some((cue) => slots.cues.has(cue as "top"));
  if (ranked || bounds.length > 0 || slots.limit !== null) return null;
  for (const { meaning, at } of spans) {
    const end = at.at(-1) ?? 0;
    const noun = tokens[end]?.text ?? "";
    if (
      (meaning.kind !== "dim" && meaning.kind !== "metric") ||
      !/^(customers|accounts|clients|subscriptions)$/.test(noun)
    )
      continue;
    if (!/^(who|that|which|whose|with|without|having)$/.test(tokens[end + 1]?.text ?? "")) continue;
    const next = spans.find((other) => (other.at[0] ?? 0) > end && other.meaning.kind !== "cue");
    if (next?.meaning.kind === "metric") return noun;
  }
  return null;
}

const GRAIN_DAYS: Readonly<Record<string, number>> = { year: 360, quarter: 85, month: 28, week: 7 };

/** Days of the one period a question names; null without one. */
function windowDays({ times }: Reading): number | null {
  const [only] = times;
  return only && times.length === 1 ? daysBetween(only.window.from, only.window.to) : null;
}

/** "How many downgrades": an amount is asked for as a number of rows, which no metric counts. */
function countsMoney({ spans, tokens }: Reading, slots: Slots, { model }: ParseContext): string | null {
  for (const { meaning, at, text } of spans) {
    if (meaning.kind !== "metric") continue;
    const own = slots.metrics.find((id) => meaning.ids.includes(id));
    if (!own || model.metrics.get(own)?.unit !== "cents") continue;
    const lead = tokens.slice(0, at[0]).filter((_, index) => !spans.some((span) => span.at.includes(index)));
    const [first, second] = lead.slice(-2);
    if (first?.text === "number" && second?.text === "of") return text;
  }
  return null;
}

/** "Customers with more than 3 subscriptions" beside MRR: the threshold is on another metric than the one asked for. */
function boundsAnother({ spans, tokens, bounds }: Reading, slots: Slots): string | null {
  for (const bound of bounds) {
    const next = tokens.findIndex((token) => token.start >= bound.end);
    const noun = spans.find(({ meaning, at }) => meaning.kind === "metric" && at[0] === next);
    if (noun?.meaning.kind === "metric" && !noun.meaning.ids.some((id) => slots.metrics.includes(id))) return noun.text;
  }
  return null;
}

/** "Overdue customers": a metric's word in front of the noun makes a subset, which is counted by no metric. */
function qualifiesNoun({ spans, tokens }: Reading, slots: Slots): string | null {
  if (["top", "bottom", "best", "worst", "by", "which"].some((cue) => slots.cues.has(cue as "top"))) return null;
  for (const { meaning, at } of spans) {
    const end = at.at(-1) ?? 0;
    const noun = tokens[end + 1]?.text ?? "";
    if (meaning.kind !== "metric" || !/^(customers|accounts|clients|companies|subscriptions|invoices|payments)$/.test(noun)) continue;
    if (spans.some((other) => other.meaning.kind === "metric" && other.at.includes(end + 1) && other.at.length === 1))
      return `${tokens[end]?.text} ${noun}`;
    if (spans.some((other) => other.meaning.kind === "dim" && other.at[0] === end + 1)) return `${tokens[end]?.text} ${noun}`;
  }
  return null;
}

/** "Customers moved to Enterprise": a change of tier, not of a number. */
function movesBetween({ spans, tokens }: Reading): string | null {
  for (const { meaning, at } of spans) {
    if (meaning.kind !== "value") continue;
    const [start = 0] = at;
    const before = tokens[start - 1]?.text ?? "";
    const verb = tokens[start - 2]?.text ?? "";
    if (
      /^(to|from|into)$/.test(before) &&
      /^(move|moved|moving|shift|shifted|change|changed|switch|switched|went|go)$/.test(verb)
    )
      return tokens[start]?.text ?? "";
  }
  return null;
}

/** "Refunds per invoice": a ratio of two metrics that none of the model's is. */
function dividesBy({ spans, tokens }: Reading): string | null {
  for (const { meaning, at, text } of spans) {
    const [start = 0] = at;
    if (!spans.some((other) => other.meaning.kind === "metric" && (other.at[0] ?? 0) < start)) continue;
    if (meaning.kind !== "metric" || !/^(per|each|every)$/.test(tokens[start - 1]?.text ?? "")) continue;
    if (!spans.some((other) => other.meaning.kind === "dim" && other.at.includes(start))) return text;
  }
  return null;
}
