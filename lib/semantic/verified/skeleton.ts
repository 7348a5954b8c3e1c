import type { Lexicon } from "../lexicon";
import { normalise } from "../normalise";
import { type Reading, readQuestion } from "../spans";
import { FILLER, GLUE } from "../words/filler-words";

/** A question without what may change from asking to asking: its dates and its values. */
export interface Skeleton {
  /** Stems of the words that carry meaning. */
  words: ReadonlySet<string>;
  /** Stems of the words that name the metric. */
  metricWords: string;
  /** Words that nothing accounts for, in order. */
  unplaced: string[];
  reading: Reading;
}

export function skeletonOf(question: string, lexicon: Lexicon, asOf: string): Skeleton {
  const reading = readQuestion(normalise(question.slice(0, 600)), lexicon, asOf);
  const values = new Set(reading.spans.flatMap((span) => (span.meaning.kind === "value" ? span.at : [])));
  const spanned = new Set(reading.spans.flatMap((span) => span.at));
  const kept = reading.tokens.filter((token, at) => {
    const changing = reading.timed.has(at) || values.has(at);
    return !changing && !FILLER.has(token.text) && !GLUE.has(token.text);
  });
  const metricWords = reading.spans
    .filter((span) => span.meaning.kind === "metric")
    .flatMap((span) => span.at.map((at) => reading.tokens[at]?.stem ?? ""));
  const unplaced = reading.tokens.flatMap((token, at) =>
    spanned.has(at) || reading.timed.has(at) || FILLER.has(token.text) ? [] : [token.text],
  );
  return {
    words: new Set(kept.map((token) => token.stem)),
    metricWords: [...new Set(metricWords)].sort().join(" "),
    unplaced,
    reading,
  };
}

/** Shared words over all words of two sets; two empty sets are alike. */
export function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((word) => b.has(word)).length;
  const all = a.size + b.size - shared;
  return all === 0 ? 1 : shared / all;
}
