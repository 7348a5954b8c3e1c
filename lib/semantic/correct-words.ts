import type { Lexicon } from "./lexicon";
import { type NormalisedText, stem, type Token } from "./normalise";
import { GRAIN_WORDS, MONTH_WORDS, NUMBER_WORDS, ORDINAL_WORDS, UNIT_WORDS } from "./time-words";
import { correctTypo } from "./typos";
import { CONFUSABLE_WORDS } from "./words/confusable-words";
import { ENGLISH_WORDS } from "./words/english-words";
import { FILLER, GLUE } from "./words/filler-words";
import { NO_METRIC_WORDS } from "./words/no-metric-words";
import { FORECAST_WORDS, NEVER_FUZZY, OUTSIDE_WORDS, WRITE_VERBS } from "./words/refusal-words";

const OTHER_KNOWN = new Set(
  [
    ...[MONTH_WORDS, NUMBER_WORDS, ORDINAL_WORDS, UNIT_WORDS, GRAIN_WORDS].flatMap((words) => Object.keys(words)),
    ..."last previous prior past this next since between until through today yesterday current trailing rolling half quarter before during year ago coming upcoming following preceding tomorrow starting beginning which what where much many give show total compare".split(
      " ",
    ),
    ...[FORECAST_WORDS, OUTSIDE_WORDS, NO_METRIC_WORDS].flat().flatMap((phrase) => phrase.split(" ")),
  ].map(stem),
);

/** The question with the typos of its unknown words corrected, and what was read as what. */
export function correctWords(input: NormalisedText, lexicon: Lexicon) {
  const corrections: { from: string; to: string }[] = [];
  const known = (token: Token) =>
    FILLER.has(token.text) ||
    GLUE.has(token.text) ||
    lexicon.vocabulary.has(token.stem) ||
    OTHER_KNOWN.has(token.stem) ||
    NEVER_FUZZY.has(token.text) ||
    ENGLISH_WORDS.has(token.stem) ||
    CONFUSABLE_WORDS.has(token.stem) ||
    WRITE_VERBS.has(token.text) ||
    lexicon.words.next.has(token.stem) ||
    lexicon.metrics.next.has(token.stem);
  let budget = 12;
  let text = input.text;
  let shift = 0;
  const tokens = input.tokens.flatMap((token): Token | Token[] => {
    const moved = { ...token, start: token.start + shift, end: token.end + shift };
    if (token.text.length < 4 || budget <= 0 || known(token)) return moved;
    budget -= 1;
    const better =
      correctTypo(token.stem, lexicon.vocabulary, OTHER_KNOWN) ??
      (/ies$/.test(token.text) ? correctTypo(token.text.slice(0, -1), lexicon.vocabulary, OTHER_KNOWN) : null);
    const parts = better ? null : splitWord(token.text, lexicon);
    if (parts) {
      const [first, second] = parts;
      text = `${text.slice(0, moved.start + first.length)} ${text.slice(moved.start + first.length)}`;
      shift += 1;
      const middle = moved.start + first.length;
      return [
        { ...moved, text: first, stem: stem(first), end: middle },
        { ...moved, text: second, stem: stem(second), start: middle + 1, end: moved.end + 1 },
      ];
    }
    if (!better || FORECAST_WORDS.includes(better)) return moved;
    corrections.push({ from: token.text, to: better });
    text = text.slice(0, moved.start) + better + text.slice(moved.end);
    shift += better.length - token.text.length;
    return { ...moved, text: better, stem: stem(better), end: moved.start + better.length };
  });
  return { tokens, text, corrections };
}

/** "netrevenue", "pastdue": two words that open a metric's phrase, written as one. */
function splitWord(word: string, { metrics }: Lexicon): [string, string] | null {
  if (word.length < 6 || word.length > 24) return null;
  for (let at = 3; at <= word.length - 3; at += 1) {
    const parts: [string, string] = [word.slice(0, at), word.slice(at)];
    if (metrics.next.get(stem(parts[0]))?.next.has(stem(parts[1]))) return parts;
  }
  return null;
}
