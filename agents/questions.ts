import { appendLanguageEvents, deleteQuestion, listLanguageEvents, saveQuestion } from "@/db/questions";
import type { SemanticQuery } from "@/lib/contract/analyst";
import type {
  Language,
  LanguageEvent,
  LanguageRequest,
  SavedQuestion,
  SaveQuestionRequest,
} from "@/lib/contract/questions";
import { AppError } from "@/lib/errors";
import { describeQuery } from "@/lib/semantic/describe-query";
import { dimensionsOf, type MetricModel } from "@/lib/semantic/model-types";
import type { ParseContext } from "@/lib/semantic/parse-types";
import { queryFault } from "@/lib/semantic/query-fault";
import { checkTeaching } from "@/lib/semantic/verified/check-teaching";
import { foldLanguage, toLanguage } from "@/lib/semantic/verified/fold";
import { type Correction, proposeCorrections } from "@/lib/semantic/verified/propose";
import { readingKey, replayVerified } from "@/lib/semantic/verified/replay";
import { retimeQuery } from "@/lib/semantic/verified/retime";
import { readCatalogue } from "./analyst";
import { readLanguageState, taughtLexicon } from "./analyst-language";
import type { AskContext } from "./ask";

/** @throws AppError `unavailable` while no data is loaded. */
async function openCatalogue({ warehouse, model }: AskContext) {
  if (!warehouse?.dataset.asOf)
    throw new AppError("unavailable", "No data is loaded, so there is nothing to ask about");
  return { warehouse, catalogue: await readCatalogue(warehouse, model) };
}

function checkQuery(context: AskContext, query: SemanticQuery): void {
  const fault = queryFault(context.model, query);
  if (fault) throw new AppError("validation", fault, { details: [{ pointer: "/semanticQuery", detail: fault }] });
}

/**
 * Keeps a question as its exact query. Without a title it is called by its words, else by its reading.
 * @throws AppError `validation` for a query the model does not know, `unavailable` without data.
 */
export async function keepQuestion(context: AskContext, request: SaveQuestionRequest): Promise<SavedQuestion> {
  const { catalogue } = await openCatalogue(context);
  checkQuery(context, request.semanticQuery);
  const words = describeQuery(context.model, request.semanticQuery, catalogue.labelOf);
  const own = request.question ?? `${words.metrics}, ${words.rest}`;
  return saveQuestion(context.db, context.datasetId, {
    id: context.newId("question"),
    title: request.title ?? `${own.charAt(0).toUpperCase()}${own.slice(1)}`.slice(0, 120),
    question: request.question ?? null,
    semanticQuery: request.semanticQuery,
    pinned: request.pinned,
    by: request.by,
    asOf: catalogue.asOf,
    firstDay: catalogue.firstDay,
    at: context.clock().toISOString(),
    queryKey: readingKey(request.semanticQuery),
  });
}

/** @throws AppError `not_found` */
export function removeQuestion(context: AskContext, id: string): { id: string } {
  deleteQuestion(context.db, context.datasetId, id);
  return { id };
}

/** A kept question's query on the data as it is now: its relative periods have moved on with the data. */
export async function currentQuery(context: AskContext, saved: SavedQuestion): Promise<SemanticQuery> {
  const { catalogue } = await openCatalogue(context);
  const metric = context.model.metrics.get(saved.semanticQuery.metrics[0] ?? "");
  if (!metric) throw new AppError("validation", `There is no metric ${saved.semanticQuery.metrics[0]} any more`);
  return retimeQuery(saved.semanticQuery, saved.question, metric, saved, catalogue);
}

/** The current query of each kept question that the model still knows, by its id. */
export async function savedHrefQueries(
  context: AskContext,
  saved: readonly SavedQuestion[],
): Promise<Record<string, SemanticQuery>> {
  const known = saved.filter((one) => queryFault(context.model, one.semanticQuery) === null);
  const queries = await Promise.all(known.map(async (one) => [one.id, await currentQuery(context, one)] as const));
  return Object.fromEntries(queries);
}

/** The names of the metric model, for boxes and forms. */
export function describeModel(model: MetricModel, asOf: string) {
  const shown = [...model.metrics.values()].filter((metric) => !metric.hidden);
  return {
    metrics: shown.map(({ id, label, examples }) => ({
      id,
      label,
      examples: [...examples],
      dims: dimensionsOf(model, id),
    })),
    dimensions: [...model.dimensions.values()].map(({ id, label }) => ({ id, label })),
    asOf,
  };
}

/** What one lesson did: the event, the version it made, and how many verified questions were read again for it. */
export interface Taught {
  event: LanguageEvent;
  version: string;
  replayed: number;
}

/**
 * Teaches the analyst: a verified question, a synonym, another default for a shared word, or the undo of one of them.
 * A change of words is taken only when every verified question that is read right stays so.
 * @throws AppError `validation` for what makes no sense or would change nothing, `not_found` for an unknown event,
 * `conflict` with every verified question that would break.
 */
export async function teach(context: AskContext, request: LanguageRequest): Promise<Taught> {
  const { catalogue } = await openCatalogue(context);
  const { db, datasetId, model } = context;
  const events = listLanguageEvents(db, datasetId);
  const event = toEvent(context, request, events, catalogue);
  const [before, after] = [foldLanguage(events), foldLanguage([...events, event])];
  const base = { model, asOf: catalogue.asOf, firstDay: catalogue.firstDay, presentColumns: presentOf(context) };
  const withWords = (language: typeof before): ParseContext => ({
    ...base,
    lexicon: taughtLexicon(catalogue.lexicon, language),
  });
  const [now, changed] = [withWords(before), withWords(after)];
  const fault = checkTeaching(request, now, changed);
  if (fault) throw new AppError("validation", fault.detail, { details: [fault] });
  if (event.kind === "synonym" || event.kind === "default") refuseBreaks(after.verified, now, changed);
  appendLanguageEvents(db, datasetId, [event], events.length);
  const replayed = event.kind === "verify" ? 0 : after.verified.length;
  return { event, version: `v${events.length + 1}`, replayed };
}

function refuseBreaks(verified: Parameters<typeof replayVerified>[0], now: ParseContext, changed: ParseContext): void {
  const breaks = replayVerified(verified, now, changed);
  if (breaks.length === 0) return;
  throw new AppError(
    "conflict",
    `Not taken: ${breaks.length} of ${verified.length} verified questions would be read otherwise`,
    {
      details: breaks.map(({ question, becomes }) => ({
        pointer: question.slice(0, 200),
        detail: becomes ? `would be read as ${readingWords(now, becomes)}` : "would be refused",
      })),
    },
  );
}

function readingWords({ model }: ParseContext, query: SemanticQuery): string {
  const words = describeQuery(model, query, (_, value) => value);
  return `${words.operation} ${words.metrics}, ${words.rest}`;
}

function presentOf({ warehouse }: AskContext): ReadonlySet<string> {
  return warehouse?.presentColumns ?? new Set();
}

function toEvent(
  context: AskContext,
  request: LanguageRequest,
  events: readonly LanguageEvent[],
  data: { asOf: string; firstDay: string },
): LanguageEvent {
  const told = {
    id: context.newId("lesson"),
    at: context.clock().toISOString(),
    by: request.by,
    why: request.why,
  };
  switch (request.kind) {
    case "verify": {
      checkQuery(context, request.semanticQuery);
      const { question, semanticQuery } = request;
      return { ...told, kind: "verify", question, semanticQuery, asOf: data.asOf, firstDay: data.firstDay };
    }
    case "synonym":
      return { ...told, kind: "synonym", phrase: request.phrase, means: request.means };
    case "default":
      return { ...told, kind: "default", phrase: request.phrase, metric: request.metric };
    case "undo":
      if (!events.some((event) => event.id === request.eventId))
        throw new AppError("not_found", `There is no lesson ${request.eventId}`);
      return { ...told, kind: "undo", eventId: request.eventId };
  }
}

/** What the running dataset's analyst was taught, and by which lessons. */
export function readLanguage({ db, datasetId }: AskContext): Language {
  return toLanguage(listLanguageEvents(db, datasetId));
}

/** What could be learned when a person means this query by that question. */
export async function proposeLessons(
  context: AskContext,
  question: string,
  chosen: SemanticQuery,
): Promise<Correction[]> {
  const { catalogue } = await openCatalogue(context);
  const lexicon = taughtLexicon(catalogue.lexicon, readLanguageState(context));
  return proposeCorrections(question, chosen, {
    model: context.model,
    lexicon,
    asOf: catalogue.asOf,
    firstDay: catalogue.firstDay,
    presentColumns: presentOf(context),
  });
}
