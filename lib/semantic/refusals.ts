import type { RefusalCode } from "../contract/analyst";
import { UNIT_VALUES } from "./lexicon";
import { dimensionsOf, type Metric } from "./model-types";
import { type NormalisedText, showWord, stemsOf } from "./normalise";
import type { ParseContext, ParsedRefusal } from "./parse-types";
import type { Reading } from "./spans";
import { nearestWords } from "./typos";
import { ENGLISH_WORDS } from "./words/english-words";
import { NO_METRIC_WORDS } from "./words/no-metric-words";
import {
  DUAL_VERBS,
  FORECAST_WORDS,
  NEVER_FUZZY,
  OUTSIDE_WORDS,
  WRITE_OBJECTS,
  WRITE_VERBS,
} from "./words/refusal-words";

export const OFF_TOPIC =
  "The analyst answers questions about the billing data: revenue, refunds, customers, payments, usage, signals.";

export const STARTERS = [
  "Net revenue by region last month",
  "Refunds by month",
  "MRR by tier",
  "Why is revenue down this month?",
];

export function refuse(
  code: RefusalCode,
  message: string,
  alternatives: readonly string[] = [],
  options: ParsedRefusal["options"] = [],
): ParsedRefusal {
  return { kind: "refusal", code, message, alternatives: [...alternatives], options };
}

/** Example questions of a metric, then of its siblings. */
export function examplesOf(context: ParseContext, metric: Metric | undefined): string[] {
  if (!metric) return [];
  const siblings = metric.siblings.flatMap((id) => context.model.metrics.get(id)?.examples.slice(0, 1) ?? []);
  return [...metric.examples, ...siblings].slice(0, 3);
}

const POLITE = new Set(
  "please can could would you kindly now ok okay go ahead and just hey hi let us lets i want to need".split(" "),
);

/** Refusals that need no metric: deeds, the future, the world outside. Null when there is no such reason. */
export function refuseByIntent(input: NormalisedText, reading: Reading, hasMetric: boolean): ParsedRefusal | null {
  const words = input.tokens.map((token) => token.text);
  if (
    /\bselect\b.*\bfrom (?:invoices|payments|refunds|customers|subscriptions|usage_events|signal_events|\w+ where)\b/.test(
      input.text,
    )
  )
    return refuse("off_topic", "The analyst takes questions, not SQL: say what to measure.");
  if (isWriteRequest(words, input.text) || paysSomebody(words, reading))
    return refuse("write_request", "The analyst only reads data: changes go through Triage and its approvals.", [
      "Refunds by month",
      "Past due by region",
    ]);
  const inValue = (at: number) => reading.spans.some((span) => span.meaning.kind === "value" && span.at.includes(at));
  const says = (index: ReturnType<typeof indexPhrases>) => findPhrase(words, index, inValue);
  const cutBy = (at: number) => /^(?:by|per|each|every|across)$/.test(words[at - 1] ?? "");
  const outside = findPhrase(words, OUTSIDE, (at) => inValue(at) || cutBy(at));
  if (outside)
    return refuse("needs_outside_data", `"${outside}" is not in this data: it holds the billing tables only.`);
  const future = reading.times.some((time) => time.future);
  const upcoming =
    /\b(next|tomorrow|coming|upcoming|following|in \w+ (?:days?|weeks?|months?|quarters?|years?))\b/.test(
      reading.text,
    ) && future;
  const forecast = says(FORECAST);
  if (forecast || upcoming || MAYBE.test(reading.text))
    return refuse(
      "forecast_or_advice",
      "The analyst reports what the data shows; it does not forecast or give advice.",
      hasMetric ? ["Revenue by month", "MRR over time"] : ["Revenue by month", "Churn rate by month"],
    );
  if (ADVICE.test(reading.text))
    return refuse("forecast_or_advice", "The analyst reports what the data shows; it gives no advice.", [
      "Churn rate by month",
      "Refunds by reason",
    ]);
  if (BALANCE.test(reading.text) && reading.times.length === 0)
    return refuse("no_metric", "This data holds what was paid, not what is in an account.", [
      "Collected by month",
      "Outstanding amount by region",
    ]);
  const missing = findPhrase(
    words,
    NO_METRIC,
    (at, phrase) =>
      inValue(at) ||
      reading.spans.some(
        (span) =>
          (span.meaning.kind !== "cue" && span.text.includes(phrase)) ||
          (span.meaning.kind === "metric" && phrase.split(" ").every((_, offset) => span.at.includes(at + offset))),
      ),
  );
  if (missing)
    return refuse("no_metric", `No metric measures "${missing}" in this data.`, [
      "Net revenue by month",
      "MRR by tier",
      "Refund rate by region last quarter",
    ]);
  return null;
}

/** "Credit Acme Labs $100": a verb, whom, and how much. */
function paysSomebody(words: readonly string[], reading: Reading): boolean {
  const at = words.findIndex((word) => !POLITE.has(word));
  const whom = reading.spans.some(
    ({ meaning, at: own }) =>
      own[0] === at + 1 && meaning.kind === "value" && meaning.values.some(({ dim }) => dim === "customer"),
  );
  const deed = DUAL_VERBS.has(words[at] ?? "") && whom;
  const bare = reading.spans.every(({ meaning }) => meaning.kind !== "cue") && reading.times.length === 0;
  return deed && (bare || words.some((word) => /^(?:money[a-z]*)?\d/.test(word)));
}

const DEEDS =
  "(?:lower|reduce|increase|improve|boost|raise|cut|grow|fix|stop|prevent|avoid|minimi[sz]e|maximi[sz]e|decrease|lift|optimi[sz]e|speed up|win back|keep|retain|lose less|get more|make more|save)";
/** "How do I lower the failure rate", "reduce churn": what to do, not what was. */
const ADVICE = new RegExp(
  `\\bhow (?:do|can|could|should|might|would) (?:i|we|you|one|they) (?:best |better |further )?${DEEDS}\\b|\\b(?:ways?|ideas?|tips?) (?:to|for|on)\\b|^(?:please |help (?:me|us) (?:to )?)?(?:to )?${DEEDS} `,
);

/** "How much cash do we have": a balance of the firm's own account. */
const BALANCE =
  /\b(?:how much|what) (?:money|cash) (?:(?:do|have) we (?:have|got|hold)|is (?:left|there|in (?:the|our) bank|on hand)|we have)\b|\b(?:cash|money) (?:position|on hand|at hand|reserves?|in (?:the|our) bank)(?! from\b)/;

/** "Who might churn", "customers that could leave": what is not yet. */
const MAYBE =
  /\b(?:who|that|which(?: \w+)?|customers|accounts|clients|subscriptions|invoices|we|they) (?:(?:might|could|would) (?!not\b|you\b|i\b|we\b|be interest)|may (?=churn|leave|cancel|quit|default|go|fail|lose|stop|be|not|pay)|(?:is|are) (?:about|due|set|bound|expected|going) to\b)/;

/** Phrases by their first word, so that a question is walked once whatever the number of phrases. */
function indexPhrases(phrases: readonly string[]): ReadonlyMap<string, readonly (readonly string[])[]> {
  const index = new Map<string, string[][]>();
  for (const phrase of phrases) {
    const words = phrase.split(" ");
    index.set(words[0] ?? "", [...(index.get(words[0] ?? "") ?? []), words]);
  }
  return index;
}

const OUTSIDE = indexPhrases(OUTSIDE_WORDS);
const FORECAST = indexPhrases(FORECAST_WORDS);
const NO_METRIC = indexPhrases(NO_METRIC_WORDS);

/** The longest phrase at the first place that holds one and is not excused. */
function findPhrase(
  words: readonly string[],
  index: ReturnType<typeof indexPhrases>,
  excused: (at: number, phrase: string) => boolean,
): string | undefined {
  for (const [at, word] of words.entries()) {
    const held = (index.get(word) ?? []).filter((phrase) => phrase.every((one, offset) => words[at + offset] === one));
    const texts = held.map((phrase) => phrase.join(" ")).sort((x, y) => y.length - x.length);
    const found = texts.find((text) => !excused(at, text));
    if (found) return found;
  }
  return undefined;
}

function isWriteRequest(words: readonly string[], text: string): boolean {
  if (
    /\b(drop|truncate|alter) (table|database|schema|view)\b|\bdelete from\b|\binsert into\b|\bupdate \w+ set\b/.test(
      text,
    )
  )
    return true;
  if (
    /\b(?:give|grant|offer|award) (?!(?:to )?(?:me|us)\b|(?:the |an? |all |some )?(?:\w+ ){0,2}(?:distribution|breakdown|list|number|count|total|sum|amounts?|values?|trend|share|average|median|top|percentage|percent|rate|figures?|chart|table|overview|split|history|evolution|details|by)\b)(?:\w+ ){1,6}(?:refund|credit|discount|rebate|off|free)s?\b/.test(
      text,
    )
  )
    return true;
  let at = 0;
  while (at < words.length - 1 && POLITE.has(words[at] ?? "")) at += 1;
  const verb = words[at] ?? "";
  const object = words[at + 1] ?? "";
  if (WRITE_VERBS.has(verb) && !isNoun(verb, object)) return true;
  if (DUAL_VERBS.has(verb) && WRITE_OBJECTS.has(object) && object !== "refund") return object !== "all" || at > 0;
  return words.some(
    (word, index) =>
      (words[index - 1] === "and" || words[index - 1] === "then") &&
      WRITE_VERBS.has(word) &&
      WRITE_OBJECTS.has(words[index + 1] ?? ""),
  );
}

/** "issue rate", "process fees", "set ..." are not deeds when a preposition or nothing follows. */
function isNoun(verb: string, object: string): boolean {
  return (
    ["", "of", "in", "by", "for", "rate", "count", "trend", "over", "off", "offs"].includes(object) &&
    !["delete", "cancel", "send"].includes(verb)
  );
}

/** Says which words could not be placed, and why that stops the answer. */
export function refuseUnplaced(
  context: ParseContext,
  reading: Reading,
  unplaced: readonly number[],
  metric: Metric | undefined,
): ParsedRefusal {
  const at = unplaced[0] ?? 0;
  const run = unplaced.filter((index, offset) => index === at + offset);
  const words = run.map((index) => showWord(reading.tokens[index]?.text ?? "")).join(" ");
  const leading = reading.tokens
    .slice(0, at)
    .filter((token) => !/^(the|our|a|an|any|all|this|that|customer|tier|region|plan)$/.test(token.text));
  const before = leading.at(-1)?.text ?? "";
  const named = reading.spans.some(({ meaning, at: own }) => meaning.kind === "dim" && own.at(-1) === at - 1);
  const cut = /^(by|per|each|across|every)$/;
  const by = named ? cut.test(reading.tokens[at - 2]?.text ?? "") : cut.test(before);
  if (!metric) {
    const placed =
      reading.spans.some((span) => span.meaning.kind !== "cue" && span.text !== "who") || reading.times.length > 0;
    const measures =
      /\b(?:rate|ratio|average|amount|number of|how much|percentage|count|score|index|trend|biggest|highest)\b/;
    return placed || measures.test(reading.text)
      ? refuse("no_metric", `No metric measures "${words}" in this data.`)
      : refuse("off_topic", OFF_TOPIC);
  }
  const examples = examplesOf(context, metric);
  if (by)
    return refuse(
      "dim_not_allowed",
      `There is no dimension "${words}"; ${metric.label} can be cut by ${dimensionList(context, metric)}.`,
      examples,
    );
  const counted = /\bnumber of (?:the |our )?$/.test(reading.text.slice(0, reading.tokens[at]?.start ?? 0));
  if (counted) return refuse("no_metric", `No metric counts "${words}" in this data.`, examples);
  const after = /^(in|for|from|at|to|with|on|of|versus|and|only|excluding|except|not|without)$/.test(before);
  const common = named && run.every((index) => isCommon(reading.tokens[index]?.stem ?? ""));
  const elsewhere = [...context.model.dimensions.values()].some((dim) =>
    Object.values(dim.valueAliases).some((names) => names.some((name) => name.toLowerCase() === words)),
  );
  if (elsewhere || (after && !common) || (named && !common) || /^(?!\d+(?: \w+)?$)\w*\d/.test(words)) {
    const near = nearestValues(context, words, metric);
    const hint = near.length > 0 ? ` Nearest: ${near.join(", ")}.` : "";
    return refuse("no_such_value", `Nothing in the data is called "${words}".${hint}`, [
      ...near.slice(0, 2).map((value) => `${metric.label} for ${value}`),
      ...examples,
    ]);
  }
  return refuse("no_metric", `The words "${words}" have no meaning here, and a guess could be wrong.`, examples);
}

/** A word of the language behind a dimension ("customer age") is no name of one. */
function isCommon(word: string): boolean {
  return ENGLISH_WORDS.has(word) || NEVER_FUZZY.has(word);
}

export function dimensionList(context: ParseContext, metric: Metric): string {
  const allowed = dimensionsOf(context.model, metric.id);
  const bound = [...context.model.dimensions.values()].filter((dim) => allowed.includes(dim.id));
  return bound
    .map((dim) => dim.label.toLowerCase())
    .slice(0, 6)
    .join(", ");
}

/** Up to three values that look like the word, over the dimensions that are short enough to read. */
function nearestValues(context: ParseContext, word: string, metric: Metric): string[] {
  const allowed = dimensionsOf(context.model, metric.id).filter((dim) => dim !== "customer");
  const all = [...context.lexicon.values]
    .filter(([dim, values]) => values.length <= 2000 && allowed.includes(dim))
    .flatMap(([, values]) => values.map((value) => value.label ?? value.value))
    .filter((value) => stemsOf(value).some((word) => !UNIT_VALUES.has(word)));
  return nearestWords(word.slice(0, 40), [...new Set(all)], 3);
}
