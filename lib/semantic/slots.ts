import type { QueryFilter, TimeGrain } from "../contract/analyst";
import { addComparedPremise, turnComparative } from "./comparatives";
import { daysBetween } from "./days";
import { isCustomerNoise, isQualifier } from "./dim-slot";
import { findLimit, RANKING } from "./limit-slot";
import {
  averageOf,
  chooseMetrics,
  commonDimensions,
  impliedMetric,
  narrowedMetric,
  partOf,
  rateOf,
} from "./metric-slot";
import { becomeMetrics, meanOf } from "./metric-swap";
import type { MetricModel } from "./model-types";
import type { Reading, Span } from "./spans";
import { hasCueBefore, type Misplaced, placeValues, settleMetricTwins, settleTwins } from "./value-slot";
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
  misplaced: Misplaced[];
  cues: ReadonlySet<Cue>;
  cueAt: ReadonlyMap<Cue, number>;
  grain: TimeGrain | null;
  limit: number | null;
  /** Tokens placed by the slots beyond the spans (the N of "top N"). */
  placed: Set<number>;
  /** Several metrics with nothing that joins them. */
  unjoined: boolean;
  /** The metric is a plain noun: "customers", "invoices". */
  bare: boolean;
  /** A dimension is asked for as "which region", "who". */
  asksWhich: boolean;
  /** The comparing word stands before the time phrase: "versus last month". */
  versusBefore: boolean;
  /** "Quarter over quarter": the period compared where none is named. */
  step: TimeGrain | null;
  notes: string[];
  /** The metric follows from a dimension or value. */
  implied: boolean;
}

/** Verbs of change: with a cut they ask which part changed most, not which is largest. */
export const MOVED =
  /\b(grew|grow|grown|growing|growth|rose|risen|rise|increas\w+|fell|fall|fallen|drop|dropped|declin\w+|decreas\w+|shrank|shrunk|shrink|improv\w+|worsen\w*|deteriorat\w+|chang\w+|moved?|jump(?:s|ed)?|surge[sd]?|dip(?:s|ped)?|spike[sd]?|climb(?:s|ed)?|slump(?:s|ed)?|plunge[sd]?|swings?|gain|gained|gaining|lost ground)\b/;

const MORE_THAN =
  /\b(?:more|less|higher|lower|bigger|fewer|better|worse|larger|smaller|greater)\b.*\bor\b|\bdifference\b.*\bbetween\b|\b(?:more|less|higher|lower|bigger|fewer|better|worse|larger|smaller|faster|slower)(?: \w+)? than\b/;

export function fillSlots(read: Reading, model: MetricModel, fallbackMetrics: readonly string[]): Slots {
  const { tokens } = read;
  const given = { ...read, spans: settleMetricTwins(read.spans, model) };
  const dimSpans = given.spans.filter((span) => span.meaning.kind === "dim");
  const chosen = chooseMetrics(given.spans, dimSpans, given, model);
  const implied =
    chosen.metrics.length === 0 && fallbackMetrics.length === 0
      ? impliedMetric(given, model)
      : narrowedMetric(given, chosen, model);
  const rate = implied ? null : rateOf(chosen.metrics, given, model);
  const average = implied ? null : (averageOf(chosen.metrics, given, model) ?? meanOf(chosen.metrics, given, model));
  const part = implied ? null : partOf(chosen.metrics, given, model);
  const metrics = implied ? [implied] : rate ? [rate] : part ? [part] : average ? [average.metric] : chosen.metrics;
  const readings = implied ? [] : chosen.readings;
  const undecided = !implied && chosen.undecided;
  const known = metrics.length > 0 ? metrics : fallbackMetrics;
  const allowed = commonDimensions(model, known);
  const spans = settleTwins(given.spans, known.length > 0 ? allowed : null);
  const reading = { ...given, spans };
  const { cues, cueAt } = readCues(spans);
  if (part) cues.add("share");
  const placed = new Set<number>();
  if (average) placed.add(average.at);
  const limit = findLimit(reading, placed);
  const misplaced: Slots["misplaced"] = [];
  const notes = implied ? [`Read as ${model.metrics.get(implied)?.label}`] : [];
  const filters = placeValues(spans, reading, dimSpans, known.length > 0 ? allowed : null, misplaced, notes, model);
  const paired = filters.some(({ op, values }) => op === "in" && values.length > 1);
  if (paired && reading.bounds.length === 0 && MORE_THAN.test(reading.text)) cues.add("compare");

  const dims: string[] = [];
  let asksWhich = false;
  for (const span of dimSpans) {
    if (span.meaning.kind !== "dim" || isQualifier(span, spans, reading)) continue;
    const bounded =
      reading.bounds.length > 0 && (reading.bounds[0]?.start ?? 0) > (tokens[span.at[0] ?? 0]?.start ?? 0);
    if (!bounded && span.meaning.ids.includes("customer") && isCustomerNoise(span, spans, reading, metrics)) continue;
    const person =
      span.text === "who" ? filters.find(({ op, dim }) => op === "in" && PERSONS.includes(dim))?.dim : null;
    const id = person
      ? person
      : known.length === 0
        ? span.meaning.ids[0]
        : span.meaning.ids.find((one) => allowed.includes(one));
    if (id === undefined) misplaced.push({ what: "dim", id: span.meaning.ids[0] ?? "", text: span.text });
    else if (!dims.includes(id)) dims.push(id);
    const led = hasCueBefore(span, spans, ["by"]);
    asksWhich ||= id !== undefined && ((/^who/.test(span.text) && !led) || hasCueBefore(span, spans, ["which"]));
  }
  if (dims.includes("customer") && /\bper (?:customer|account|client)\b/.test(reading.text))
    notes.push("Per customer: the value of each customer, not an average over them");
  if (metrics.length > 1 && /\b(?:sum of|total of|plus|minus|difference|gap|together|combined)\b/.test(reading.text))
    notes.push("Shown side by side: neither added up nor subtracted");
  addComparedPremise(reading, cues, paired);
  const rankedNoun = spans.some(
    ({ meaning, at }) =>
      meaning.kind === "metric" && /^(?:customers|accounts|clients)$/.test(tokens[(at.at(-1) ?? 0) + 1]?.text ?? ""),
  );
  const ordered = RANKING.some((cue) => cues.has(cue));
  if (rankedNoun && ordered && dims.length === 0 && allowed.includes("customer")) dims.push("customer");
  if (dims.length > 0 && asksWhich && !MOVED.test(reading.text)) turnComparative(reading, cues);
  const cutByCustomer = dimSpans.some(
    (span) => span.meaning.kind === "dim" && span.meaning.ids.includes("customer") && hasCueBefore(span, spans, ["by"]),
  );
  // "Which region lost the most customers": the customers are what is counted.
  if (dims.length > 1 && dims.includes("customer") && metrics.some((id) => id.endsWith("_customers")) && !cutByCustomer)
    dims.splice(dims.indexOf("customer"), 1);
  const ranks = RANKING.some((cue) => cues.has(cue));
  const namesCustomers = spans.some(
    ({ meaning, text }) => meaning.kind === "value" && / (?:customers|accounts)$/.test(text),
  );
  if (ranks && namesCustomers && dims.length === 0 && allowed.includes("customer")) dims.push("customer");
  const listed = filters.find(({ op, values }) => op === "in" && values.length > 1);
  if (listed && dims.length === 0 && /\bsplit\b/.test(reading.text)) dims.push(listed.dim);
  const grainSpan = spans.find((span) => span.meaning.kind === "grain");
  const which =
    /\b(?:which|what|best|worst|top|highest|busiest) (day|week|month|quarter|year)s?\b(?! (?:to pay|to settle|to collect|until|it takes)\b)/.exec(
      reading.text,
    ) ??
    /\b(day|week|month|quarter|year)s (?:(?:in|of|during) \d{4} |this year |last year )?(?:in which|where|when|with|that|whose)\b/.exec(
      reading.text,
    ) ??
    /\b(?:best|worst|top|highest|busiest|lowest|bottom|weakest|strongest|biggest|largest) (?:(?!(?:this|last|previous|prior|past|in|of|the|per|each|every)\b)\w+ )?(day|week|month|quarter|year)s?\b(?! (?:to pay|to settle|to collect|until|it takes)\b)/.exec(
      reading.text,
    );
  let grain = grainSpan?.meaning.kind === "grain" ? grainSpan.meaning.grain : null;
  if (which?.[0].endsWith(" when")) for (const [at, { text }] of tokens.entries()) if (text === "when") placed.add(at);
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
    tokens.forEach((token, at) => {
      if (token.text === "peak") placed.add(at);
    });
    cues.add(/lowest|least/.test(peak[1] ?? "") ? "bottom" : "top");
  }
  const pace = MOVED.test(reading.text)
    ? /\b(fastest|quickest|strongest|slowest|hardest|sharpest|furthest|deepest|steepest)\b/.exec(reading.text)
    : null;
  if (pace) {
    cues.add(pace[1] === "slowest" ? "bottom" : "top");
    tokens.forEach((token, at) => {
      if (token.text === pace[1]) placed.add(at);
    });
  }
  const steps = /\b(week|month|quarter) (?:over|on) \1\b/.exec(reading.text)?.[1];
  const [only] = reading.times.length === 1 ? reading.times : [];
  if (steps && !grain && only && daysBetween(only.window.from, only.window.to) > (STEP_DAYS[steps] ?? 366)) {
    grain = steps as TimeGrain;
    for (const cue of ["previous", "growth"] as const) cues.delete(cue);
  }
  const versus = cueAt.get("compare");
  const firstTime = reading.times[0]?.start ?? -1;
  const versusBefore = versus !== undefined && (tokens[versus]?.start ?? 0) < firstTime;
  const became = becomeMetrics(metrics, dims, filters, model);
  return {
    metrics: became,
    readings: became[0] === metrics[0] ? readings : [],
    undecided,
    dims,
    filters,
    misplaced,
    cues,
    cueAt,
    grain,
    limit,
    placed,
    unjoined: chosen.unjoined && !rate,
    bare: chosen.bare && !implied,
    asksWhich,
    versusBefore,
    step: (steps as TimeGrain | undefined) ?? null,
    notes,
    implied: Boolean(implied),
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

/** Past these days a window holds several of the unit. */
const STEP_DAYS: Readonly<Record<string, number>> = { week: 7, month: 31, quarter: 92 };

/** "Who refunds most, dana or eli": the names say whom "who" asks for. */
const PERSONS: readonly string[] = ["issuer", "approver"];
