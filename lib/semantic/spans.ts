import { type BoundSpan, findBounds } from "./bounds";
import { correctWords } from "./correct-words";
import { type Lexicon, longestMatch, type Meaning, type Node } from "./lexicon";
import type { NormalisedText, Token } from "./normalise";
import { findTimes, type TimeSpan } from "./time-grammar";
import { UNIT_WORDS } from "./time-words";
import { GLUE } from "./words/filler-words";

/** A piece of the question with what it means; `at` are the indexes of its tokens. */
export interface Span {
  at: readonly number[];
  text: string;
  meaning: Meaning;
}

export interface Reading {
  tokens: Token[];
  text: string;
  times: TimeSpan[];
  bounds: BoundSpan[];
  spans: Span[];
  /** Tokens that a time phrase or a threshold covers. */
  timed: ReadonlySet<number>;
  corrections: { from: string; to: string }[];
}

/** Corrects typos, finds the time phrases, and covers the rest with the longest phrases of the lexicon. */
export function readQuestion(input: NormalisedText, lexicon: Lexicon, today: string): Reading {
  const { tokens, text, corrections } = correctWords(input, lexicon);
  let times = findTimes(text.replace(/\bmay (?=(?:i|we|you)\b)/g, "    "), today);
  const stems = tokens.map((token) => token.stem);
  const words = matchWords(lexicon, tokens, stems);
  times = times.filter((time) => !words.some((span) => beatsTime(span, time, tokens)));
  const bounds = findBounds(text, times);
  const timed = new Set(
    tokens.flatMap((token, at) =>
      [...times, ...bounds].some((time) => token.start >= time.start && token.end <= time.end) ? [at] : [],
    ),
  );
  const free = (span: Span) => span.at.every((at) => !timed.has(at));
  const named = matchMetrics(lexicon, tokens, (at) => !timed.has(at));
  const plain = named.filter((one) => !dividesAnother(one, named));
  const metrics = [...plain.filter((one) => !takesValue(one, words, plain)), ...sharedNouns(lexicon, tokens, plain)];
  const spoken = [...words, ...sharedValues(lexicon, tokens, words)];
  let spans = cover([...spoken, ...metrics].filter(free));
  const values = new Set(spans.flatMap((span) => (isSkipped(span) ? span.at : [])));
  const wider = matchMetrics(lexicon, tokens, (at) => !timed.has(at), values).filter(
    (span) =>
      !takesValue(span, words, plain) &&
      !dividesAnother(span, named) &&
      span.at.length > 1 &&
      (span.at.at(-1) ?? 0) - (span.at[0] ?? 0) <= span.at.length + 7,
  );
  for (const span of wider) {
    const rivals = spans.filter((other) => other.at.some((at) => span.at.includes(at)));
    if (rivals.every((rival) => rival.at.length < span.at.length))
      spans = [
        ...spans.filter((other) => !rivals.includes(other) || (other.meaning.kind === "value" && other.at.length > 1)),
        span,
      ];
  }
  spans = [...spans, ...namedByValues(lexicon, tokens, spans)];
  spans = spans.map((span) => widen(span, metrics, spans));
  spans.sort((a, b) => (a.at[0] ?? 0) - (b.at[0] ?? 0));
  return { tokens, text, times, bounds, spans, timed, corrections };
}

/** "Net revenue per customer": the words before belong to another metric, so this one's "revenue per customer" is none. */
function dividesAnother({ at, text, meaning }: Span, metrics: readonly Span[]): boolean {
  if (meaning.kind !== "metric" || !/^\w+(?: \w+)? (?:per|by|an?) /.test(text)) return false;
  const [start = 0] = at;
  return metrics.some((other) => {
    const [from = 0, end = from] = [other.at[0], other.at.at(-1)];
    return other.at.length > 1 && from < start && end >= start && end < (at.at(-1) ?? 0);
  });
}

/** "How many incident signals": the value before the metric's noun is no noun of its own. */
function takesValue({ at, meaning }: Span, words: readonly Span[], metrics: readonly Span[]): boolean {
  const last = at.at(-1) ?? 0;
  if (meaning.kind !== "metric") return false;
  const value = words.some((word) => word.meaning.kind === "value" && word.at.length === 1 && word.at[0] === last);
  return (
    value &&
    metrics.some(
      (other) => other.meaning.kind === "metric" && other.at[0] === last + 1 && other.meaning.ids[0] === meaning.ids[0],
    )
  );
}

/** "SLA credits": the last word of a value may name the metric too, where nothing else does. */
function namedByValues(lexicon: Lexicon, tokens: readonly Token[], spans: readonly Span[]): Span[] {
  const isNoun = (one: Span) => spans.some(({ meaning, at }) => meaning.kind === "dim" && at[0] === one.at[0]);
  if (spans.some((one) => one.meaning.kind === "metric" && !isNoun(one))) return [];
  return spans.flatMap(({ meaning, at }) => {
    const last = at.at(-1) ?? 0;
    if (meaning.kind !== "value" || at.length < 2 || !meaning.values.some(({ dim }) => dim.endsWith("reason")))
      return [];
    const own = lexicon.metrics.next.get(tokens[last]?.stem ?? "")?.meanings ?? [];
    return own.map((one): Span => ({ at: [last], text: tokens[last]?.text ?? "", meaning: one }));
  });
}

/** "New versus churned customers": the first word shares the noun of the second. */
function sharedNouns(lexicon: Lexicon, tokens: readonly Token[], metrics: readonly Span[]): Span[] {
  return metrics.flatMap(({ at }) => {
    const [start = 0] = at;
    const noun = tokens[at.at(-1) ?? 0];
    const first = tokens[start - 2];
    if (at.length < 2 || !noun || !first || !/^(and|versus|to|against)$/.test(tokens[start - 1]?.text ?? "")) return [];
    const meanings = lexicon.metrics.next.get(first.stem)?.next.get(noun.stem)?.meanings ?? [];
    return meanings.map((meaning): Span => ({ at: [start - 2], text: `${first.text} ${noun.text}`, meaning }));
  });
}

/** "Monthly vs annual plans": the same for the values of a dimension. */
function sharedValues(lexicon: Lexicon, tokens: readonly Token[], words: readonly Span[]): Span[] {
  return words.flatMap(({ at, meaning }) => {
    const [start = 0] = at;
    const noun = tokens[at.at(-1) ?? 0];
    const first = tokens[start - 2];
    if (meaning.kind !== "value" || at.length < 2 || !noun || !first) return [];
    if (!/^(and|versus|or|to|against)$/.test(tokens[start - 1]?.text ?? "")) return [];
    const meanings = lexicon.words.next.get(first.stem)?.next.get(noun.stem)?.meanings ?? [];
    return meanings
      .filter((one) => one.kind === "value")
      .map((one): Span => ({ at: [start - 2], text: `${first.text} ${noun.text}`, meaning: one }));
  });
}

/** "Number of alerts" and "alerts fired" overlap and mean one metric: the span takes the words of both. */
function widen(span: Span, candidates: readonly Span[], kept: readonly Span[]): Span {
  const { meaning } = span;
  if (meaning.kind !== "metric") return span;
  const taken = new Set(kept.flatMap((other) => (other === span ? [] : other.at)));
  const more = candidates.find(
    (other) =>
      other.meaning.kind === "metric" &&
      other.meaning.ids[0] === meaning.ids[0] &&
      other.at.some((at) => span.at.includes(at)) &&
      other.at.some((at) => !span.at.includes(at)) &&
      other.at.every((at) => !taken.has(at)),
  );
  if (!more) return span;
  const at = [...new Set([...span.at, ...more.at])].sort((a, b) => a - b);
  return { ...span, at };
}

/** Values and grains stand between the words of a metric without parting them: "how many EMEA refunds". */
function isSkipped(span: Span): boolean {
  return (
    span.meaning.kind === "value" ||
    span.meaning.kind === "grain" ||
    /^(?:more|fewer|less|most|fewest|least)$/.test(span.text)
  );
}

/** "same period last year" is a comparison, and "May Logistics" a customer, although each holds a time phrase. */
function beatsTime(span: Span, time: TimeSpan, tokens: readonly Token[]): boolean {
  const first = tokens[span.at[0] ?? 0];
  const last = tokens[span.at.at(-1) ?? 0];
  if (!first || !last || first.start >= time.end || last.end <= time.start) return false;
  const contains = first.start <= time.start && last.end >= time.end;
  const { meaning } = span;
  const compares = meaning.kind === "cue" && meaning.cues.some((cue) => cue === "year_before" || cue === "previous");
  return contains && (compares || (meaning.kind === "value" && last.end - first.start > time.end - time.start));
}

function matchWords(lexicon: Lexicon, tokens: readonly Token[], stems: readonly string[]): Span[] {
  return tokens.flatMap((_, start) => {
    const longest = longestMatch(lexicon.words, stems, start);
    // "Monthly billings" are billings by month: only "monthly billing" is a way to be billed.
    const billings = longest !== null && longest.length > 1 && tokens[start + longest.length - 1]?.text === "billings";
    const match = billings ? longestMatch(lexicon.words, stems.slice(0, start + longest.length - 1), start) : longest;
    // "Card declines in July" are failed payments, not a decline in anything.
    if (match && tokens[start]?.text === "declines" && match.length > 1) return [];
    if (!match || isRelative(tokens, start, match.length)) return [];
    const at = Array.from({ length: match.length }, (_, offset) => start + offset);
    const shown = at.map((index) => tokens[index]?.text).join(" ");
    return match.meanings
      .filter(
        (meaning) =>
          meaning.kind !== "value" ||
          !meaning.upperOnly ||
          at.every((index) => tokens[index]?.upper || isAdjective(tokens, index)),
      )
      .map((meaning): Span => ({ at, text: shown, meaning }));
  });
}

/** "us customers", "from us accounts": a pronoun stands before no noun but behind a verb ("show us customers"). */
function isAdjective(tokens: readonly Token[], at: number): boolean {
  const [before, word, next] = [at - 1, at, at + 1].map((index) => tokens[index]?.text ?? "");
  return (
    word === "us" &&
    /^(?:customers?|accounts?|clients?|compan(?:y|ies)|subscriptions?|based|market)$/.test(next ?? "") &&
    /^(?:|in|of|from|for|by|our|the|all|and|or|versus|among|active|new|churned|with|excluding)$/.test(before ?? "")
  );
}

/** "Months where it fell": the word joins a clause to a noun and asks for no region. */
function isRelative(tokens: readonly Token[], at: number, length: number): boolean {
  if (length > 1 || tokens[at]?.text !== "where" || at === 0) return false;
  return !/^(by|and|or|per|from|of|know|see|show|tell|me)$/.test(tokens[at - 1]?.text ?? "");
}

const NOTHING: ReadonlySet<number> = new Set();

/** Metric phrases from every word on; words in `skippable` may be read or passed over ("failed card payments"). */
function matchMetrics(
  lexicon: Lexicon,
  tokens: readonly Token[],
  usable: (at: number) => boolean,
  skippable: ReadonlySet<number> = NOTHING,
): Span[] {
  const indexes = tokens.flatMap((token, at) => (usable(at) && !GLUE.has(token.text) ? [at] : []));
  return indexes.flatMap((_, start) => {
    const match = walk(lexicon.metrics, indexes, tokens, start, [], skippable);
    if (!match || isAskedPeriod(tokens, match.at[0] ?? 0)) return [];
    const shown = match.at.map((index) => tokens[index]?.text).join(" ");
    return match.meanings.map((meaning): Span => ({ at: match.at, text: shown, meaning }));
  });
}

/** "On which day did we collect": the day is asked for, it does not open "days to collect". */
function isAskedPeriod(tokens: readonly Token[], at: number): boolean {
  return (
    (tokens[at]?.stem ?? "") in UNIT_WORDS &&
    /^(which|what|each|every|per|by|best|worst)$/.test(tokens[at - 1]?.text ?? "")
  );
}

function walk(
  node: Node,
  indexes: readonly number[],
  tokens: readonly Token[],
  position: number,
  taken: readonly number[],
  skippable: ReadonlySet<number>,
): { at: readonly number[]; meanings: Meaning[] } | null {
  const own = node.meanings.length > 0 ? { at: taken, meanings: node.meanings } : null;
  const index = indexes[position];
  if (index === undefined || taken.length > 10) return own;
  const next = node.next.get(tokens[index]?.stem ?? "");
  const read = next ? walk(next, indexes, tokens, position + 1, [...taken, index], skippable) : null;
  const passed =
    taken.length > 0 && skippable.has(index) && position < indexes.length - 1
      ? walk(node, indexes, tokens, position + 1, taken, skippable)
      : null;
  return [read, passed, own].reduce((best, one) => (one && one.at.length > (best?.at.length ?? 0) ? one : best), null);
}

/** "SMB customers active customers": the noun closes a metric's phrase rather than opening one. */
function opensWithNoun({ meaning, text, at }: Span): boolean {
  return (
    meaning.kind === "metric" && at.length > 1 && /^(?:customers?|accounts?|clients?|invoices?|payments?)\b/.test(text)
  );
}

const RANK: Record<Meaning["kind"], number> = { metric: 0, value: 1, grain: 2, dim: 3, cue: 4 };

/** A stored value of several words ("referral credit") is no accident: it goes before a metric's phrase as long. */
function rankOf({ meaning, at }: Span): number {
  return meaning.kind === "value" && !meaning.alias && at.length > 1 ? -1 : RANK[meaning.kind];
}

/** "Number of" says less than a verb: "payments bounced" goes before "number of payments". */
function lengthOf({ at, text, meaning }: Span): number {
  return meaning.kind === "metric" && text.startsWith("number ") ? at.length - 0.5 : at.length;
}

/** Longest phrases first, no two over one word. A word that is both a metric and a dimension keeps both meanings. */
function cover(candidates: readonly Span[]): Span[] {
  const ordered = [...candidates].sort(
    (a, b) =>
      lengthOf(b) - lengthOf(a) ||
      Number(opensWithNoun(a)) - Number(opensWithNoun(b)) ||
      rankOf(a) - rankOf(b) ||
      (a.at[0] ?? 0) - (b.at[0] ?? 0),
  );
  const taken = new Map<number, Span>();
  const kept: Span[] = [];
  for (const span of ordered) {
    const owners = span.at.map((at) => taken.get(at));
    const twin = owners[0];
    const sameWords =
      twin !== undefined && twin.at.length === span.at.length && owners.every((owner) => owner === twin);
    const bothKinds =
      sameWords &&
      ((twin.meaning.kind === "metric" && (span.meaning.kind === "dim" || span.meaning.kind === "value")) ||
        (twin.meaning.kind === "value" && span.meaning.kind === "cue"));
    if (!bothKinds && owners.some((owner) => owner !== undefined)) continue;
    kept.push(span);
    for (const at of span.at) if (!taken.has(at)) taken.set(at, span);
  }
  return kept;
}
