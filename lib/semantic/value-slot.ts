import type { QueryFilter } from "../contract/analyst";
import { commonDimensions } from "./metric-slot";
import type { MetricModel } from "./model-types";
import type { Reading, Span } from "./spans";
import type { Cue } from "./words";

/** A value or dimension that no metric of the question has. */
export interface Misplaced {
  what: "dim" | "value";
  id: string;
  text: string;
}

/** The filters of the question; values no metric of it has go to `misplaced`, each reading worth a word to `notes`. */
export function placeValues(
  spans: readonly Span[],
  reading: Reading,
  dimSpans: readonly Span[],
  allowed: readonly string[] | null,
  misplaced: Misplaced[],
  notes: string[],
  model: MetricModel,
): QueryFilter[] {
  const filters: QueryFilter[] = [];
  for (const span of spans) {
    if (span.meaning.kind !== "value") continue;
    const { values } = span.meaning;
    const named = dimSpans.flatMap((dim) =>
      dim.meaning.kind === "dim" && distance(dim, span) <= 1 ? dim.meaning.ids : [],
    );
    const fitting = values.filter((value) => allowed === null || allowed.includes(value.dim));
    const chosen = fitting.find((value) => named.includes(value.dim)) ?? fitting[0];
    if (!chosen) {
      misplaced.push({ what: "value", id: values[0]?.dim ?? "", text: span.text });
      continue;
    }
    const label = model.dimensions.get(chosen.dim)?.label ?? chosen.dim;
    const rivals = [...new Set(fitting.map((value) => value.dim))];
    if (rivals.length > 1) notes.push(`"${span.text}" is read as ${label}`);
    if (span.meaning.alias) notes.push(`"${span.text}" is read as ${label} ${chosen.value}`);
    const all = fitting.filter((value) => value.dim === chosen.dim).map((value) => value.value);
    const op = isNegated(span, spans, reading) ? "not_in" : "in";
    const same = filters.find((filter) => filter.dim === chosen.dim && filter.op === op);
    if (same) same.values.push(...all.filter((value) => !same.values.includes(value)));
    else filters.push({ dim: chosen.dim, op, values: all });
  }
  return filters;
}

/** Tokens between two spans, 1 when they touch. */
export function distance(a: Span, b: Span): number {
  const [first, second] = (a.at[0] ?? 0) < (b.at[0] ?? 0) ? [a, b] : [b, a];
  return (second.at[0] ?? 0) - (first.at.at(-1) ?? 0);
}

/** The nearest span that ends before this one, skipping values of a list ("not EMEA or APAC"). */
function before(span: Span, spans: readonly Span[], skip: (other: Span) => boolean): Span | undefined {
  return spans.filter((other) => (other.at.at(-1) ?? 0) < (span.at[0] ?? 0) && !skip(other) && !isLink(other)).at(-1);
}

/** "and", "also": they join, and ask for nothing themselves. */
function isLink({ meaning }: Span): boolean {
  return meaning.kind === "cue" && meaning.cues.every((cue) => cue === "follow" || cue === "also");
}

function isNegated(span: Span, spans: readonly Span[], reading: Reading): boolean {
  if (isLeftOut(span, reading)) return true;
  const cue = before(span, spans, (other) => other.meaning.kind === "value" || other.meaning.kind === "dim");
  if (cue?.meaning.kind !== "cue" || !cue.meaning.cues.includes("not")) return false;
  const between = reading.tokens.slice((cue.at.at(-1) ?? 0) + 1, span.at[0]);
  const inValues = (at: number) => spans.some((other) => other.at.includes(at) && other.meaning.kind !== "cue");
  const start = (cue.at.at(-1) ?? 0) + 1;
  return between.every(
    (token, offset) =>
      inValues(start + offset) ||
      /^(the|our|any|in|from|for|or|and|nor|of|at|on|those|ones|that|which|were|are|is|made|issued|coming|with|because|by|paid|through)$/.test(
        token.text,
      ),
  );
}

/** "EMEA excluded", "Starter left out": the word stands behind the value, past its noun. */
function isLeftOut(span: Span, { tokens }: Reading): boolean {
  const behind = tokens.slice((span.at.at(-1) ?? 0) + 1, (span.at.at(-1) ?? 0) + 4).map((token) => token.text);
  return /^(?:(?:customers?|accounts?|plan|tier|region) )?(?:is |are )?(?:excluded|omitted|left out|aside|exempted|not included|not counted)\b/.test(
    behind.join(" "),
  );
}

/** Whether the nearest span before, values skipped, is one of the cues. */
export function hasCueBefore(span: Span, spans: readonly Span[], cues: readonly Cue[]): boolean {
  const cue = before(span, spans, (other) => other.meaning.kind === "value");
  return cue?.meaning.kind === "cue" && cue.meaning.cues.some((one) => cues.includes(one));
}

/** "Billing signals": a word that is a metric and a value is the value where another metric has its dimension. */
export function settleMetricTwins(spans: readonly Span[], model: MetricModel): Span[] {
  const twin = (span: Span, kind: "metric" | "value") =>
    spans.find((other) => other !== span && other.meaning.kind === kind && other.at[0] === span.at[0]);
  const isValue = (value: Span) =>
    spans.some(
      ({ at, meaning }) =>
        meaning.kind === "metric" &&
        at[0] !== value.at[0] &&
        value.meaning.kind === "value" &&
        value.meaning.values.some(({ dim }) =>
          commonDimensions(model, [meaning.defaultId ?? meaning.ids[0] ?? ""]).includes(dim),
        ),
    );
  return spans.filter((span) => {
    if (span.meaning.kind === "value") return !twin(span, "metric") || isValue(span);
    const value = span.meaning.kind === "metric" ? twin(span, "value") : undefined;
    return !value || !isValue(value);
  });
}

/** A word that is a value and a cue ("high") is the value where the metric has that dimension, else the cue. */
export function settleTwins(spans: readonly Span[], allowed: readonly string[] | null): Span[] {
  const twinOf = (span: Span, kind: "value" | "cue") =>
    spans.find((other) => other !== span && other.meaning.kind === kind && other.at[0] === span.at[0]);
  const fits = (span: Span) =>
    span.meaning.kind === "value" &&
    (allowed === null || span.meaning.values.some((value) => allowed.includes(value.dim)));
  return spans.filter((span) => {
    if (span.meaning.kind === "value") return fits(span) || !twinOf(span, "cue");
    const value = span.meaning.kind === "cue" ? twinOf(span, "value") : undefined;
    return !value || !fits(value);
  });
}
