import type { LanguageRequest, PhraseMeaning } from "../../contract/questions";
import type { FaultDetail } from "../../errors";
import type { Meaning } from "../lexicon";
import { normalise } from "../normalise";
import type { ParseContext } from "../parse-types";
import { findTimes } from "../time-grammar";
import { FILLER, GLUE } from "../words/filler-words";
import { phraseKey } from "./fold";
import { skeletonOf } from "./skeleton";

const MAX_WORDS = 6;

/** Why a lesson makes no sense or would change nothing, or null. `after` is the context with the lesson learned. */
export function checkTeaching(request: LanguageRequest, before: ParseContext, after: ParseContext): FaultDetail | null {
  if (request.kind === "verify") {
    const empty = normalise(request.question).tokens.length === 0;
    return empty ? { pointer: "/question", detail: "There are no words in this question" } : null;
  }
  if (request.kind === "undo") return null;
  const phrase = phraseFault(request.phrase, before.asOf);
  if (phrase) return { pointer: "/phrase", detail: phrase };
  if (request.kind === "default") {
    const shared = meaningsOf(request.phrase, before).some(
      (one) => one.kind === "metric" && one.ids.length > 1 && one.ids.includes(request.metric),
    );
    const detail = `"${request.phrase}" is no word that could mean ${request.metric} among others`;
    return shared ? null : { pointer: "/phrase", detail };
  }
  const unknown = unknownTarget(request.means, before);
  if (unknown) return { pointer: "/means", detail: unknown };
  const learned = meaningsOf(request.phrase, after).some((one) => isMeaning(one, request.means));
  const detail = `"${request.phrase}" would still be read otherwise: it has a fixed meaning`;
  return learned ? null : { pointer: "/phrase", detail };
}

function phraseFault(phrase: string, asOf: string): string | null {
  const { tokens, text } = normalise(phrase);
  if (phraseKey(phrase) === "") return "There are no words in this phrase";
  if (tokens.length > MAX_WORDS) return `A phrase has at most ${MAX_WORDS} words`;
  if (findTimes(text, asOf).length > 0) return "A phrase that names a period cannot stand for something else";
  if (tokens.every((token) => FILLER.has(token.text) || GLUE.has(token.text) || /^\d+$/.test(token.text)))
    return "A phrase needs a word that carries meaning";
  return null;
}

function unknownTarget(means: PhraseMeaning, { model, lexicon }: ParseContext): string | null {
  if (means.kind === "metric") {
    const metric = model.metrics.get(means.metric);
    return metric && !metric.hidden ? null : `There is no metric ${means.metric}`;
  }
  if (!model.dimensions.has(means.dimension)) return `There is no dimension ${means.dimension}`;
  if (means.kind === "dimension") return null;
  const known = lexicon.values.get(means.dimension)?.some((one) => one.value === means.value) ?? false;
  return known ? null : `The data has no ${means.dimension} ${means.value}`;
}

function meaningsOf(phrase: string, context: ParseContext): Meaning[] {
  return skeletonOf(phrase, context.lexicon, context.asOf).reading.spans.map((span) => span.meaning);
}

function isMeaning(meaning: Meaning, means: PhraseMeaning): boolean {
  if (means.kind === "metric") return meaning.kind === "metric" && meaning.defaultId === means.metric;
  if (means.kind === "dimension") return meaning.kind === "dim" && meaning.ids[0] === means.dimension;
  if (meaning.kind !== "value") return false;
  return meaning.values.some((one) => one.dim === means.dimension && one.value === means.value);
}
