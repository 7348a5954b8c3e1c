import { listLanguageEvents, listSavedQuestions } from "@/db/questions";
import type { AnalystRequest, Answer } from "@/lib/contract/analyst";
import type { SavedQuestion } from "@/lib/contract/questions";
import { AppError } from "@/lib/errors";
import { describeQuery, type QueryWords } from "@/lib/semantic/describe-query";
import { type Drill, drillInto } from "@/lib/semantic/drill";
import { normalise } from "@/lib/semantic/normalise";
import { foldLanguage } from "@/lib/semantic/verified/fold";
import type { Correction } from "@/lib/semantic/verified/propose";
import { readingKey } from "@/lib/semantic/verified/replay";
import { readCatalogue } from "./analyst";
import { type AskContext, ask } from "./ask";
import { currentQuery, proposeLessons } from "./questions";

/** What a page says around an answer. */
export interface AnswerSurroundings {
  /** The query in words; null for a refusal. */
  reading: QueryWords | null;
  /** Where each part of a why report leads. */
  drill: Drill | null;
  /** What could be learned: only where a person chose another reading than the question has by itself. */
  lessons: Correction[];
  /** The live lesson that verified this question with this reading. */
  verified: { eventId: string; by: string; at: string } | null;
  saved: SavedQuestion | null;
}

/** Answers a page's question and reads what stands around the answer. Throws as `ask`. */
export async function answerForPage(
  context: AskContext,
  request: AnalystRequest,
  question: string,
): Promise<{ answer: Answer; around: AnswerSurroundings }> {
  const answer = await ask(context, request);
  const query = answer.semanticQuery;
  if (!query) return { answer, around: { reading: null, drill: null, lessons: [], verified: null, saved: null } };
  const { warehouse, model, db, datasetId } = context;
  if (!warehouse) throw new AppError("unavailable", "No data is loaded, so there is nothing to answer from");
  const catalogue = await readCatalogue(warehouse, model);
  const chosen = request.semanticQuery !== undefined && question !== "";
  return {
    answer,
    around: {
      reading: describeQuery(model, query, catalogue.labelOf),
      drill: answer.why ? drillInto(model, catalogue.lexicon.values, query, answer.why) : null,
      lessons: chosen ? await proposeLessons(context, question, query) : [],
      verified: findVerified(context, question, query),
      saved:
        listSavedQuestions(db, datasetId).find((one) => readingKey(one.semanticQuery) === readingKey(query)) ?? null,
    },
  };
}

function findVerified(
  { db, datasetId }: AskContext,
  question: string,
  query: NonNullable<Answer["semanticQuery"]>,
): AnswerSurroundings["verified"] {
  if (question === "") return null;
  const events = listLanguageEvents(db, datasetId);
  const text = normalise(question).text;
  const entry = foldLanguage(events).verified.find((one) => normalise(one.question).text === text);
  if (!entry || readingKey(entry.semanticQuery) !== readingKey(query)) return null;
  const event = events.find((one) => one.id === entry.eventId);
  return event ? { eventId: event.id, by: event.by, at: event.at } : null;
}

/** A pinned question run again on the data as it is now. Throws as `ask`. */
export async function answerPinned(context: AskContext, saved: SavedQuestion): Promise<Answer> {
  return ask(context, { semanticQuery: await currentQuery(context, saved) });
}
