import type { QueryFilter, SemanticQuery } from "../../contract/analyst";
import type { VerifiedQuestion } from "../../contract/questions";
import { canonicalJson } from "../../learning/canonical-json";
import { normalise } from "../normalise";
import { parseQuestion } from "../parse";
import type { ParseContext, Parsed } from "../parse-types";
import { queryFault } from "../query-fault";
import { retimeQuery } from "./retime";
import { jaccard, type Skeleton, skeletonOf } from "./skeleton";

export interface VerifiedMatch {
  verified: VerifiedQuestion;
  /** The stored query with the dates and values of the question asked. */
  query: SemanticQuery;
}

const MIN_OVERLAP = 0.75;
const MAX_CANDIDATES = 3;

/**
 * The verified question that asks the same with other dates or values: the words overlap (Jaccard at least 0.75), the
 * metric is named by the same words, and both are read into the same operation, cuts, filters and order. Null for a
 * follow-up, and when the question could not be answered by the stored query with its own dates.
 */
export function matchVerified(
  question: string,
  parsed: Parsed,
  verified: readonly VerifiedQuestion[],
  context: ParseContext,
): VerifiedMatch | null {
  if (verified.length === 0 || question.length > 600 || (parsed.kind === "query" && parsed.followUp)) return null;
  if (parsed.kind === "refusal" && ["write_request", "forecast_or_advice", "out_of_data_range"].includes(parsed.code))
    return null;
  const { text } = normalise(question);
  const exact = verified.find((entry) => storedWords(entry).text === text);
  if (exact) return reuse(exact, exact.semanticQuery, context);
  const own = skeletonOf(question, context.lexicon, context.asOf);
  const candidates = verified
    .map((entry) => ({ entry, overlap: shareFound(own.words, storedWords(entry).stems) }))
    .filter(({ overlap }) => overlap >= MIN_OVERLAP)
    .sort((a, b) => b.overlap - a.overlap || (a.entry.eventId < b.entry.eventId ? -1 : 1))
    .slice(0, MAX_CANDIDATES);
  for (const { entry } of candidates) {
    const match = alike(own, parsed, entry, context);
    if (match) return match;
  }
  return null;
}

interface StoredWords {
  text: string;
  stems: ReadonlySet<string>;
  /** How it reads with these words on that day; made when first compared. */
  read?: { lexicon: ParseContext["lexicon"]; asOf: string; skeleton: Skeleton; parsed: Parsed };
}

/** What is read off a stored question once, and kept as long as the entry itself. */
const stored = new WeakMap<VerifiedQuestion, StoredWords>();

function storedWords(entry: VerifiedQuestion): StoredWords {
  const known = stored.get(entry);
  if (known) return known;
  const { text, tokens } = normalise(entry.question);
  const made = { text, stems: new Set(tokens.map((token) => token.stem)) };
  stored.set(entry, made);
  return made;
}

function readStored(entry: VerifiedQuestion, context: ParseContext): NonNullable<StoredWords["read"]> {
  const { lexicon, asOf } = context;
  const words = storedWords(entry);
  if (words.read?.lexicon === lexicon && words.read.asOf === asOf) return words.read;
  const parsed = parseQuestion(entry.question, { ...context, previous: undefined });
  words.read = { lexicon, asOf, skeleton: skeletonOf(entry.question, lexicon, asOf), parsed };
  return words.read;
}

/** The share of the words that the stored question has at all: at least as large as their overlap. */
function shareFound(words: ReadonlySet<string>, stems: ReadonlySet<string>): number {
  return words.size === 0 ? 1 : [...words].filter((word) => stems.has(word)).length / words.size;
}

function alike(own: Skeleton, parsed: Parsed, entry: VerifiedQuestion, context: ParseContext): VerifiedMatch | null {
  const { skeleton, parsed: other } = readStored(entry, context);
  const overlap = jaccard(own.words, skeleton.words);
  if (overlap < MIN_OVERLAP || own.metricWords !== skeleton.metricWords) return null;
  if (parsed.kind !== other.kind) return null;
  if (parsed.kind === "refusal" || other.kind === "refusal") {
    const sameWords = overlap === 1 && own.unplaced.join(" ") === skeleton.unplaced.join(" ");
    const dated = own.reading.times.length > 0 || hasValues(own) !== hasValues(skeleton);
    return sameWords && !dated && !hasValues(own) ? reuse(entry, entry.semanticQuery, context) : null;
  }
  if (shapeOf(parsed.query) !== shapeOf(other.query)) return null;
  const filters = renewFilters(entry.semanticQuery.filters, other.query.filters, parsed.query.filters);
  if (!filters) return null;
  const dated = own.reading.times.length > 0 || skeleton.reading.times.length > 0;
  const query = { ...entry.semanticQuery, filters };
  return reuse(entry, dated ? withWindows(query, parsed.query) : query, context, dated);
}

/** The stored query over the windows of the question asked; a comparison it does not name is worked out later. */
function withWindows({ compareTo: _, ...stored }: SemanticQuery, asked: SemanticQuery): SemanticQuery {
  const { grain: _asked, ...window } = asked.time;
  const { grain } = stored.time;
  const compareTo = asked.compareTo ? { compareTo: asked.compareTo } : {};
  return { ...stored, time: grain ? { ...window, grain } : window, ...compareTo };
}

function hasValues({ reading }: Skeleton): boolean {
  return reading.spans.some((span) => span.meaning.kind === "value");
}

/** What has to agree: everything but the dates and the values. */
function shapeOf({ op, metrics, dims, filters, time, compareTo, order, limit }: SemanticQuery): string {
  return canonicalJson({
    op,
    metrics,
    dims,
    filters: filters.map(({ dim, op: sign }) => `${dim} ${sign}`).sort(),
    grain: time.grain ?? null,
    compared: compareTo !== undefined,
    order: order ?? null,
    limit: limit ?? null,
  });
}

/** The stored filters with the new question's values; null when a value of the old question cannot be told apart. */
function renewFilters(
  stored: readonly QueryFilter[],
  before: readonly QueryFilter[],
  now: readonly QueryFilter[],
): QueryFilter[] | null {
  const sameFilter = (a: QueryFilter, b: QueryFilter) => a.dim === b.dim && a.op === b.op;
  const replaced = stored.map((filter) => now.find((one) => sameFilter(one, filter)) ?? filter);
  const placed = before.every((filter) => stored.some((one) => canonicalJson(one) === canonicalJson(filter)));
  return placed ? replaced : null;
}

function reuse(
  entry: VerifiedQuestion,
  query: SemanticQuery,
  context: ParseContext,
  dated = false,
): VerifiedMatch | null {
  const metric = context.model.metrics.get(query.metrics[0] ?? "");
  if (!metric || queryFault(context.model, query) !== null) return null;
  const now = { asOf: context.asOf, firstDay: context.firstDay };
  const then = { asOf: entry.asOf, firstDay: entry.firstDay };
  return { verified: entry, query: dated ? query : retimeQuery(query, entry.question, metric, then, now) };
}
