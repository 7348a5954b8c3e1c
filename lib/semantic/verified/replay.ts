import type { SemanticQuery } from "../../contract/analyst";
import type { VerifiedQuestion } from "../../contract/questions";
import { canonicalJson } from "../../learning/canonical-json";
import { parseQuestion } from "../parse";
import type { ParseContext, Parsed } from "../parse-types";
import { retimeQuery } from "./retime";

/** A verified question that is read as verified now, and would not be after the change. */
export interface Break {
  eventId: string;
  question: string;
  /** What it would be read as; null when it would be refused. */
  becomes: SemanticQuery | null;
}

/** What makes two readings one: everything the statement depends on, no labels and no notes. */
export function readingKey({ assumptions: _, time, compareTo, filters, ...rest }: SemanticQuery): string {
  const dates = ({ from, to, grain }: SemanticQuery["time"]) => ({ from, to, grain: grain ?? null });
  return canonicalJson({
    ...rest,
    filters: filters.map((filter) => ({ ...filter, values: [...filter.values].sort() })),
    time: dates(time),
    compareTo: compareTo ? dates(compareTo) : null,
  });
}

/**
 * Reads every verified question with the words as they are and as they would be. A change may leave a wrong reading
 * wrong, but every right one has to stay equal: the answer lists those that would not.
 */
export function replayVerified(
  verified: readonly VerifiedQuestion[],
  before: ParseContext,
  after: ParseContext,
): Break[] {
  return verified.flatMap((entry): Break[] => {
    const expected = expectedKey(entry, before);
    if (expected === null || keyOf(read(entry, before)) !== expected) return [];
    const changed = read(entry, after);
    if (keyOf(changed) === expected) return [];
    return [
      { eventId: entry.eventId, question: entry.question, becomes: changed.kind === "query" ? changed.query : null },
    ];
  });
}

function read(entry: VerifiedQuestion, context: ParseContext): Parsed {
  return parseQuestion(entry.question, { ...context, previous: undefined });
}

function keyOf(parsed: Parsed): string | null {
  return parsed.kind === "query" ? readingKey(parsed.query) : null;
}

function expectedKey(entry: VerifiedQuestion, { model, asOf, firstDay }: ParseContext): string | null {
  const metric = model.metrics.get(entry.semanticQuery.metrics[0] ?? "");
  if (!metric) return null;
  const then = { asOf: entry.asOf, firstDay: entry.firstDay };
  return readingKey(retimeQuery(entry.semanticQuery, entry.question, metric, then, { asOf, firstDay }));
}
