import type { QueryFilter, TimeGrain } from "../contract/analyst";
import { chooseMetrics, commonDimensions, impliedMetric, narrowedMetric } from "./metric-slot";
import type { MetricModel } from "./model-types";
import type { Reading, Span } from "./spans";
import { NUMBER_WORDS } from "./time-words";
import type { Cue } from "./words";

/** The question sorted into slots; order of the clauses no longer matters. */
export interface Slots {
  metrics: string[];
  /** Readings of a shared word, the default first; empty when the word was exact. */
  readings: string[];
  /** The shared word has no default: ask first. */
  undecided: boolean;
  dims: string[];
  filters: QueryFilter[];
  /** Values or dimensions no metric of the question has. */
  misplaced: { what: "dim" | "value"; id: string; text: string }[];
  cues: ReadonlySet<Cue>;
  cueAt: ReadonlyMap<Cue, number>;
  grain: TimeGrain | null;
  limit: number | null;
  /** Tokens placed by the slots beyond the spans (the N of "top N"). */
  placed: Set<number>;
  /** Several metrics with nothing that joins them. */
  unjoined: boolean;
  /** A dimension is asked for as "which region", "who". */
  asksWhich: boolean;
  /** The comparing word stands before the time phrase: "versus last month". */
  versusBefore: boolean;
  notes: string[];
}

export function fillSlots(given: Reading, model: MetricModel, fallbackMetrics: readonly string[]): Slots {
  const { tokens } = given;
  const dimSpans = given.spans.filter((span) => span.meaning.kind === "dim");
  const chosen = chooseMetrics(given.spans, dimSpans, given, model);
  const implied =
    chosen.metrics.length === 0 && fallbackMetrics.length === 0
      ? impliedMetric(given, model)
      : narrowedMetric(given, chosen, model);
  const metrics = implied ? [implied] : chosen.metrics;
  const readings = implied ? [] : chosen.readings;
  const undecided = !implied && chosen.undecided;
  const known = metrics.length > 0 ? metrics : fallbackMetrics;
  const allowed = commonDimensions(model, known);
  const spans = settleTwins(given.spans, known.length > 0 ? allowed : null);
  const reading = { ...given, spans };
  const { cues, cueAt } = readCues(spans);
  const placed = new Set<number>();
  const limit = findLimit(reading, placed);
  const misplaced: Slots["misplaced"] = [];
  const notes = implied ? [`Read as ${model.metrics.get(implied)?.label}`] : [];
  const filters = placeValues(spans, reading, dimSpans, known.length > 0 ? allowed : null, misplaced, notes, model);
  const dims: string[] = [];
  let asksWhich = false;
  for (const span of dimSpans) {
    if (span.meaning.kind !== "dim" || isQualifier(span, spans, reading)) continue;
    const bounded =
      reading.bounds.length > 0 && (reading.bounds[0]?.start ?? 0) > (tokens[span.at[0] ?? 0]?.start ?? 0);
    if (!bounded && span.meaning.ids.includes("customer") && isCustomerNoise(span, spans, reading, metrics)) continue;
    const id = known.length === 0 ? span.meaning.ids[0] : span.meaning.ids.find((one) => allowed.includes(one));
    if (id === undefined) misplaced.push({ what: "dim", id: span.meaning.ids[0] ?? "", text: span.text });
    else if (!dims.includes(id)) dims.push(id);
    asksWhich ||= id !== undefined && (/^who/.test(span.text) || hasCueBefore(span, spans, ["which"]));
  }
  const grainSpan = spans.find((span) => span.meaning.kind === "grain");
  const which = /\b(?:which|what|best|worst|top|highest|busiest) (day|week|month|quarter|year)s?\b/.exec(reading.text);
  let grain = grainSpan?.meaning.kind === "grain" ? grainSpan.meaning.grain : null;
  if (which?.[1] && !grain) {
    grain = which[1] as TimeGrain;
    tokens.forEach((token, at) => {
      if (token.stem === which[1]) placed.add(at);
    });
  }
  const peak = /^when (?:did|was|were|do|does|is|are) .*\b(peak|peaked|highest|biggest|most|lowest|least)\b/.exec(
    reading.text,
  );
  if (peak && !grain) {
    grain = "month";
    placed.add(0);
    cues.delete("up");
    cues.add(/lowest|least/.test(peak[1] ?? "") ? "bottom" : "top");
  }
  const versus = cueAt.get("compare");
  const firstTime = reading.times[0]?.start ?? -1;
  const versusBefore = versus !== undefined && (tokens[versus]?.start ?? 0) < firstTime;
  return {
    metrics,
    readings,
    undecided,
    dims,
    filters,
    misplaced,
    cues,
    cueAt,
    grain,
    limit,
    placed,
    unjoined: chosen.unjoined,
    asksWhich,
    versusBefore,
    notes,
  };
}

function readCues(spans: readonly Span[]) {
  const cues = new Set<Cue>();
  const cueAt = new Map<Cue, number>();
  for (const { meaning, at } of spans)
    for (const cue of meaning.kind === "cue" ? meaning.cues : []) {
      cues.add(cue);
      if (!cueAt.has(cue)) cueAt.set(cue, at[0] ?? 0);
    }
  return { cues, cueAt };
}

/** A word that is a value and a cue ("high") is the value where the metric has that dimension, else the cue. */
function settleTwins(spans: readonly Span[], allowed: readonly string[] | null): Span[] {
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

function placeValues(
  spans: readonly Span[],
  reading: Reading,
  dimSpans: readonly Span[],
  allowed: readonly string[] | null,
  misplaced: Slots["misplaced"],
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

function distance(a: Span, b: Span): number {
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
  const cue = before(span, spans, (other) => other.meaning.kind === "value" || other.meaning.kind === "dim");
  if (cue?.meaning.kind !== "cue" || !cue.meaning.cues.includes("not")) return false;
  const between = reading.tokens.slice((cue.at.at(-1) ?? 0) + 1, span.at[0]);
  const inValues = (at: number) => spans.some((other) => other.at.includes(at) && other.meaning.kind !== "cue");
  const start = (cue.at.at(-1) ?? 0) + 1;
  return between.every(
    (token, offset) => inValues(start + offset) || /^(the|our|any|in|from|for|or|and|nor|of|at|on)$/.test(token.text),
  );
}

function hasCueBefore(span: Span, spans: readonly Span[], cues: readonly Cue[]): boolean {
  const cue = before(span, spans, (other) => other.meaning.kind === "value");
  return cue?.meaning.kind === "cue" && cue.meaning.cues.some((one) => cues.includes(one));
}

/** "EMEA region", "the enterprise tier": the word only says what the value is. */
function isQualifier(span: Span, spans: readonly Span[], reading: Reading): boolean {
  const { meaning } = span;
  if (meaning.kind !== "dim") return false;
  const directlyBy = spans.some(
    (other) =>
      other.meaning.kind === "cue" &&
      other.meaning.cues.some((cue) => cue === "by" || cue === "which") &&
      (other.at.at(-1) ?? -9) + 1 === span.at[0],
  );
  if (directlyBy) return false;
  if (isExcepted(span, spans)) return true;
  return spans.some((other) => {
    if (other.meaning.kind !== "value" || distance(other, span) > 1) return false;
    const follows = (span.at[0] ?? 0) > (other.at[0] ?? 0);
    const next = reading.tokens[(span.at.at(-1) ?? 0) + 1]?.text;
    return other.meaning.values.some((value) => meaning.ids.includes(value.dim)) && (follows || next !== "by");
  });
}

/** "of all tiers other than Starter": the dimension only leads to the values left out. */
function isExcepted(span: Span, spans: readonly Span[]): boolean {
  const { meaning } = span;
  const [cue, value] = spans.filter((other) => (other.at[0] ?? 0) > (span.at.at(-1) ?? 0));
  const named = spans.some(
    (other) =>
      (other.at.at(-1) ?? 0) < (span.at[0] ?? 0) &&
      other.meaning.kind === "cue" &&
      other.meaning.cues.some((one) => ASKING.includes(one)),
  );
  return (
    !named &&
    meaning.kind === "dim" &&
    span.at[0] !== 0 &&
    cue?.meaning.kind === "cue" &&
    cue.meaning.cues.includes("not") &&
    value?.meaning.kind === "value" &&
    value.meaning.values.some((one) => meaning.ids.includes(one.dim))
  );
}

const ASKING: readonly Cue[] = ["by", "which", "top", "bottom", "best", "worst", "list", "compare"];

/** "from our enterprise customers" names no dimension; "which customers", "top 5 customers", "by customer" do. */
function isCustomerNoise(span: Span, spans: readonly Span[], reading: Reading, metrics: readonly string[]): boolean {
  if (span.text === "who") return span.at[0] !== 0;
  const ownMetric = spans.some((other) => other.meaning.kind === "metric" && other.at[0] === span.at[0]);
  if (ownMetric && metrics.length === 1 && metrics[0] === "active_customers") return true;
  const valueBefore = spans.some(
    (other) => other.meaning.kind === "value" && distance(other, span) === 1 && (other.at[0] ?? 0) < (span.at[0] ?? 0),
  );
  const named = hasCueBefore(span, spans, ASKING.slice(1));
  if (!named && valueBefore && span.text.endsWith("s") && metrics.length > 0) return true;
  if (hasCueBefore(span, spans, ASKING)) return false;
  const ranked = spans.some(
    (other) => other.meaning.kind === "cue" && other.meaning.cues.some((cue) => ASKING.slice(2, 6).includes(cue)),
  );
  const counted =
    /^\d+$/.test(reading.tokens[(span.at[0] ?? 0) - 1]?.text ?? "") ||
    (reading.tokens[(span.at[0] ?? 0) - 1]?.text ?? "") in NUMBER_WORDS;
  if (ranked && (span.at[0] === 0 || counted)) return false;
  const previous = reading.tokens[(span.at[0] ?? 0) - 1]?.text ?? "";
  const afterValue = spans.some((other) => other.meaning.kind === "value" && distance(other, span) === 1);
  return (
    afterValue ||
    /^(from|to|for|of|our|did|do|does|all|the|have|has|with|by|new|to)$/.test(previous) ||
    metrics.length > 0
  );
}

const RANKING: readonly Cue[] = ["top", "bottom", "best", "worst"];

/** The N of "top N", "N largest". */
function findLimit(reading: Reading, placed: Set<number>): number | null {
  const numeric = (at: number) => {
    const token = reading.tokens[at];
    if (!token || reading.timed.has(at)) return null;
    const value = NUMBER_WORDS[token.text] ?? (/^\d{1,4}$/.test(token.text) ? Number(token.text) : Number.NaN);
    return Number.isInteger(value) && value >= 1 && value <= 1000 ? value : null;
  };
  const ranks = reading.spans.some(
    ({ meaning }) => meaning.kind === "cue" && meaning.cues.some((cue) => RANKING.includes(cue)),
  );
  for (const { meaning, at } of reading.spans) {
    const dim = ranks && meaning.kind === "dim" ? numeric((at[0] ?? 0) - 1) : null;
    if (dim !== null) {
      placed.add((at[0] ?? 0) - 1);
      return dim;
    }
    if (meaning.kind !== "cue" || !meaning.cues.some((cue) => ["top", "bottom", "best", "worst", "list"].includes(cue)))
      continue;
    for (const index of [(at.at(-1) ?? 0) + 1, (at[0] ?? 0) - 1]) {
      const value = numeric(index);
      if (value !== null) {
        placed.add(index);
        return value;
      }
    }
  }
  return null;
}
