import { daysBetween } from "./days";
import { leavesOut } from "./metric-slot";
import type { MetricModel } from "./model-types";
import type { ParseContext } from "./parse-types";
import type { Slots } from "./slots";
import type { Reading } from "./spans";

/** The word after "by" or "per" that is no dimension, grain, value, metric or time; null when every one is placed. */
export function danglingBy(reading: Reading, slots: Slots): string | null {
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
export function hasThreshold(reading: Reading, slots: Slots): boolean {
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
export function isTopOfEach(reading: Reading, slots: Slots): boolean {
  const ranks = ["top", "bottom", "best", "worst"].some((cue) => slots.cues.has(cue as "top"));
  if (ranks && slots.dims.length === 1 && slots.grain && slots.limit !== null) return true;
  if (!ranks || (slots.dims.length < 2 && !(slots.dims.length === 1 && slots.grain && slots.limit !== null)))
    return false;
  return /\b(per|each|every|within)\b/.test(reading.text);
}

/** "Revenue in EMEA and refunds in APAC": each metric has a value or a period of its own. */
export function isTwoQuestions(reading: Reading, slots: Slots): boolean {
  if (slots.metrics.length < 2) return false;
  const metrics = reading.spans.filter(({ meaning }) => meaning.kind === "metric");
  const places = [
    ...reading.spans.flatMap((span) => (span.meaning.kind === "value" ? [span.at[0] ?? 0] : [])),
    ...reading.times.map((time) => reading.tokens.findIndex((token) => token.start >= time.start)),
  ];
  const [first, second] = [metrics[0]?.at.at(-1) ?? 0, metrics[1]?.at[0] ?? 0];
  return places.some((at) => at > first && at < second) && places.some((at) => at > second);
}

/** "How many countries ...": the number of values of a dimension, which no metric is. */
export function countsDimension({ spans, tokens }: Reading): string | null {
  for (const { meaning, at, text } of spans) {
    const [start = 0] = at;
    const own = spans.some((other) => other.meaning.kind === "metric" && other.at.includes(start));
    const counted = tokens[start - 2]?.text === "number" && tokens[start - 1]?.text === "of";
    if (meaning.kind === "dim" && counted && !own) return text;
  }
  return null;
}

/** "Customers that have refunds and credits": a subset of customers, which is neither ranked nor bounded. */
export function asksSubset({ spans, tokens, bounds }: Reading, slots: Slots): string | null {
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
    const next = spans.find(
      (other) => (other.at[0] ?? 0) > end && other.meaning.kind !== "cue" && other.text !== "who",
    );
    if (next?.meaning.kind === "metric") return noun;
  }
  return null;
}

export const GRAIN_DAYS: Readonly<Record<string, number>> = { year: 360, quarter: 85, month: 28, week: 7 };

/** Days of the one period a question names; null without one. */
export function windowDays({ times }: Reading): number | null {
  const [only] = times;
  return only && times.length === 1 ? daysBetween(only.window.from, only.window.to) : null;
}

/** "How many downgrades": an amount is asked for as a number of rows, which no metric counts. */
export function countsMoney({ spans, tokens }: Reading, slots: Slots, { model }: ParseContext): string | null {
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
export function boundsAnother({ spans, tokens, bounds }: Reading, slots: Slots): string | null {
  for (const bound of bounds) {
    const next = tokens.findIndex((token) => token.start >= bound.end);
    const noun = spans.find(({ meaning, at }) => meaning.kind === "metric" && at[0] === next);
    if (noun?.meaning.kind === "metric" && !noun.meaning.ids.some((id) => slots.metrics.includes(id))) return noun.text;
  }
  return null;
}

/** "Overdue customers": a metric's word in front of the noun makes a subset, which is counted by no metric. */
export function qualifiesNoun({ spans, tokens }: Reading, slots: Slots): string | null {
  if (["top", "bottom", "best", "worst", "by", "which"].some((cue) => slots.cues.has(cue as "top"))) return null;
  for (const { meaning, at } of spans) {
    const end = at.at(-1) ?? 0;
    const noun = tokens[end + 1]?.text ?? "";
    if (
      meaning.kind !== "metric" ||
      !/^(customers|accounts|clients|companies|subscriptions|invoices|payments)$/.test(noun)
    )
      continue;
    if (spans.some((other) => other.meaning.kind === "metric" && other.at.includes(end + 1) && other.at.length === 1))
      return `${tokens[end]?.text} ${noun}`;
    if (spans.some((other) => other.meaning.kind === "dim" && other.at[0] === end + 1))
      return `${tokens[end]?.text} ${noun}`;
  }
  return null;
}

/** "Customers moved to Enterprise": a change of tier, not of a number. */
export function movesBetween({ spans, tokens }: Reading): string | null {
  for (const { meaning, at } of spans) {
    if (meaning.kind !== "value" || meaning.values.every(({ dim }) => dim === "customer")) continue;
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
export function dividesBy({ spans, tokens }: Reading): string | null {
  for (const { meaning, at, text } of spans) {
    const [start = 0] = at;
    if (!spans.some((other) => other.meaning.kind === "metric" && (other.at[0] ?? 0) < start)) continue;
    if (meaning.kind !== "metric" || !/^(per|each|every)$/.test(tokens[start - 1]?.text ?? "")) continue;
    if (!spans.some((other) => other.meaning.kind === "dim" && other.at.includes(start))) return text;
  }
  return null;
}

/** "Refunds without a payment", "regions with no refunds": a word that leaves out, and no value or other metric to leave out. */
export function hasIdleNegation(reading: Reading, slots: Slots, model: MetricModel): boolean {
  const { spans } = reading;
  const negates = ({ meaning }: Reading["spans"][number]) => meaning.kind === "cue" && meaning.cues.includes("not");
  return spans.some((cue) => {
    if (!negates(cue)) return false;
    const end = cue.at.at(-1) ?? 0;
    if (/(?:ed|out)$/.test(cue.text) && spans.some((one) => one.meaning.kind === "value" && (one.at[0] ?? 0) < end))
      return false;
    const ahead = spans.filter((one) => (one.at[0] ?? 0) > end && !negates(one) && one.meaning.kind !== "cue");
    const target = ahead.find(({ meaning }) => meaning.kind !== "dim") ?? ahead[0];
    if (target?.meaning.kind === "value") return slots.filters.every((filter) => filter.op !== "not_in");
    if (target?.meaning.kind !== "metric" || slots.metrics.length !== 1) return true;
    const kept = spans.find(({ meaning }) => meaning.kind === "metric" && meaning.ids.includes(slots.metrics[0] ?? ""));
    return !kept || kept === target || !leavesOut(target, kept, reading, model);
  });
}

/** "From EMEA or Enterprise customers": either of two conditions, where filters only hold together. */
export function joinsByOr({ spans, tokens }: Reading): string | null {
  const values = spans.filter(({ meaning }) => meaning.kind === "value");
  for (const [index, first] of values.entries()) {
    const second = values[index + 1];
    if (!second) continue;
    const between = tokens.slice((first.at.at(-1) ?? 0) + 1, second.at[0]).map(({ text }) => text);
    const dimsOf = ({ meaning }: Reading["spans"][number]) =>
      meaning.kind === "value" ? meaning.values.map(({ dim }) => dim) : [];
    const joint = /^(?:\w+ )?(?:or|versus)(?: (?:the|our|on|in|from|for|to|tier|plan|region)){0,2}$/.test(
      between.join(" "),
    );
    if (joint && !dimsOf(first).some((dim) => dimsOf(second).includes(dim)))
      return `${first.text} ${between.join(" ")} ${second.text}`;
  }
  return null;
}

/** "Approved by eli" where eli approved nothing: the name behind a dimension is none of its values. */
export function misnamed({ spans, tokens }: Reading, { model }: ParseContext): { dim: string; text: string } | null {
  for (const { meaning, at, text } of spans) {
    const end = at.at(-1) ?? 0;
    // "The enterprise-plus plan" is another one than Enterprise.
    const noun = spans.find((other) => other.at[0] === end + 2 && other.meaning.kind === "dim")?.meaning;
    if (
      meaning.kind === "value" &&
      noun?.kind === "dim" &&
      /^(?:plus|max|lite|light|premium|xl)$/.test(tokens[end + 1]?.text ?? "")
    )
      if (meaning.values.some(({ dim }) => noun.ids.includes(dim)))
        return { dim: noun.ids[0] ?? "", text: `${text} ${tokens[end + 1]?.text}` };
    if (meaning.kind !== "dim" || tokens[end]?.text !== "by") continue;
    const next = spans.find((other) => other.at[0] === end + 1 && other.meaning.kind === "value");
    if (next?.meaning.kind !== "value" || next.meaning.values.some(({ dim }) => meaning.ids.includes(dim))) continue;
    return { dim: model.dimensions.get(meaning.ids[0] ?? "")?.label ?? meaning.ids[0] ?? "", text: next.text };
  }
  return null;
}

/** "Regions with refunds above last month": a period where a number should stand. */
export function boundsByTime({ tokens, times }: Reading): boolean {
  return times.some((time) => {
    const before = tokens.filter(({ end }) => end <= time.start).slice(-2);
    const words = before.map(({ text }) => text).filter((text) => !/^(?:the|that|of|in)$/.test(text));
    return /^(?:above|below|exceed(?:ed|ing|s)?|under|beneath)$/.test(words.at(-1) ?? "");
  });
}

/** "Over billed customers", "under-invoiced": a prefix that makes another word of the metric's verb. */
export function prefixesVerb({ spans, tokens, timed }: Reading): string | null {
  for (const [at, { text }] of tokens.entries()) {
    const next = tokens[at + 1]?.text ?? "";
    const free = !timed.has(at) && spans.every((span) => !span.at.includes(at) || span.meaning.kind === "cue");
    const asNoun =
      /^(?:double|triple|halved|elevated)$/.test(text) &&
      !/^(?:did|has|have|had|to|it|we|they|more|almost)$/.test(tokens[at - 1]?.text ?? "");
    if (free && asNoun && /^(?:payments?|invoices?|refunds?|credits?|bills?|charges?|customers?)$/.test(next))
      return `${text} ${next}`;
    if (
      free &&
      /^(?:over|under|pre|re|mis|double|non)$/.test(text) &&
      /^(?:bill|invoic|charg|collect|pay|paid|refund|credit|contract)(?:e|es|s|ed|ing)?$/.test(next) &&
      spans.some((span) => span.meaning.kind === "metric" && span.at[0] === at + 1)
    )
      return `${text} ${next}`;
  }
  return null;
}
