import type { SemanticQuery } from "../../contract/analyst";
import type { PhraseMeaning } from "../../contract/questions";
import { metricStems } from "../lexicon";
import { parseQuestion } from "../parse";
import type { ParseContext } from "../parse-types";
import { readingKey } from "./replay";
import { type Skeleton, skeletonOf } from "./skeleton";

/** A change of the analyst's words that would make a question read as the person meant it. */
export type Correction =
  | { kind: "synonym"; phrase: string; means: PhraseMeaning }
  | { kind: "default"; phrase: string; metric: string };

/**
 * What could be learned from a person who meant `chosen` by `question`: another reading of a shared word, or a word
 * that nothing accounted for and that stands for a metric, a dimension or a value of the query chosen. Empty when the
 * question is read as chosen already, or when no one word explains the difference.
 */
export function proposeCorrections(question: string, chosen: SemanticQuery, context: ParseContext): Correction[] {
  if (question.trim() === "" || question.length > 600) return [];
  const alone = { ...context, previous: undefined };
  const parsed = parseQuestion(question, alone);
  if (parsed.kind === "query" && readingKey(parsed.query) === readingKey(chosen)) return [];
  const skeleton = skeletonOf(question, context.lexicon, context.asOf);
  const metric = chosen.metrics[0];
  if (metric === undefined) return [];
  const shared = otherReading(skeleton, metric);
  if (shared) return [shared];
  const phrase = firstRun(skeleton);
  if (phrase === null) return [];
  return missing(chosen, skeleton)
    .filter((means) => means.kind !== "metric" || metricStems(phrase).length > 0)
    .map((means) => ({ kind: "synonym", phrase, means }));
}

/** The metric's words mean several things and the person chose another of them, or they mean one and that is wrong. */
function otherReading({ reading }: Skeleton, metric: string): Correction | null {
  const named = reading.spans.filter((span) => span.meaning.kind === "metric");
  if (named.some(({ meaning }) => meaning.kind === "metric" && meaning.defaultId === metric)) return null;
  for (const { meaning, text } of named) {
    if (meaning.kind !== "metric") continue;
    if (meaning.ids.includes(metric)) return { kind: "default", phrase: text, metric };
    return { kind: "synonym", phrase: text, means: { kind: "metric", metric } };
  }
  return null;
}

/** The first words in a row that nothing accounts for. */
function firstRun({ reading, unplaced }: Skeleton): string | null {
  const tokens = reading.tokens.map((token) => token.text);
  const start = tokens.indexOf(unplaced[0] ?? "");
  if (start < 0) return null;
  const run: string[] = [];
  for (const [offset, word] of unplaced.entries()) {
    if (tokens[start + offset] !== word) break;
    run.push(word);
  }
  return run.join(" ");
}

/** Parts of the chosen query that the question's known words do not name. */
function missing(chosen: SemanticQuery, { reading }: Skeleton): PhraseMeaning[] {
  const meanings = reading.spans.map((span) => span.meaning);
  const named = (find: (meaning: (typeof meanings)[number]) => boolean) => meanings.some(find);
  const dims = chosen.dims.filter((dim) => !named((one) => one.kind === "dim" && one.ids.includes(dim)));
  const values = chosen.filters.flatMap(({ dim, values: listed }) =>
    listed
      .filter((value) => !named((one) => one.kind === "value" && one.values.some((v) => v.value === value)))
      .map((value) => ({ dim, value })),
  );
  const metric = named((one) => one.kind === "metric") ? undefined : chosen.metrics[0];
  return [
    ...(metric === undefined ? [] : [{ kind: "metric" as const, metric }]),
    ...dims.map((dimension) => ({ kind: "dimension" as const, dimension })),
    ...values.map(({ dim, value }) => ({ kind: "value" as const, dimension: dim, value })),
  ];
}
