import { and, asc, count, desc, eq, inArray, max, sql } from "drizzle-orm";
import type { RefusalCode } from "@/lib/contract/analyst";
import { CoverageGap, LanguageEvent, SavedQuestion } from "@/lib/contract/questions";
import { AppError } from "@/lib/errors";
import type { Db } from "./client";
import { coverageGaps, languageEvents, savedQuestions } from "./tables";

/** Kept questions, pinned ones first, then newest first. */
export function listSavedQuestions(db: Db, datasetId: string): SavedQuestion[] {
  const rows = db
    .select()
    .from(savedQuestions)
    .where(eq(savedQuestions.datasetId, datasetId))
    .orderBy(desc(savedQuestions.pinned), desc(savedQuestions.seq))
    .all();
  return rows.map((row) => SavedQuestion.parse(row));
}

const MAX_SAVED = 500;

/**
 * Keeps a question; the same query again (`queryKey`) renames or pins the one kept.
 * @throws AppError `conflict` past 500 kept questions.
 */
export function saveQuestion(db: Db, datasetId: string, question: SavedQuestion & { queryKey: string }): SavedQuestion {
  return db.transaction((tx) => {
    const [kept] = tx.select({ n: count() }).from(savedQuestions).where(eq(savedQuestions.datasetId, datasetId)).all();
    const known = and(eq(savedQuestions.datasetId, datasetId), eq(savedQuestions.queryKey, question.queryKey));
    const { title, pinned, question: words, by, asOf, firstDay, semanticQuery } = question;
    const changed = { title, pinned, question: words, by, asOf, firstDay, semanticQuery };
    const found = tx.select().from(savedQuestions).where(known).get();
    if (!found && (kept?.n ?? 0) >= MAX_SAVED)
      throw new AppError("conflict", `${MAX_SAVED} questions are kept already: remove one first`);
    if (found) tx.update(savedQuestions).set(changed).where(known).run();
    else
      tx.insert(savedQuestions)
        .values({ ...question, datasetId })
        .run();
    return SavedQuestion.parse(tx.select().from(savedQuestions).where(known).get());
  });
}

/** @throws AppError `not_found` for a question that this dataset does not keep. */
export function deleteQuestion(db: Db, datasetId: string, id: string): void {
  const deleted = db
    .delete(savedQuestions)
    .where(and(eq(savedQuestions.datasetId, datasetId), eq(savedQuestions.id, id)))
    .run();
  if (deleted.changes === 0) throw new AppError("not_found", `There is no saved question ${id}`);
}

/** Everything the analyst was taught, in the order it was. */
export function listLanguageEvents(db: Db, datasetId: string): LanguageEvent[] {
  const rows = db
    .select({ event: languageEvents.event })
    .from(languageEvents)
    .where(eq(languageEvents.datasetId, datasetId))
    .orderBy(asc(languageEvents.seq))
    .all();
  return rows.map((row) => LanguageEvent.parse(row.event));
}

/** Changes with every lesson and with a reset, and never comes back: what a kept state is known by. */
export function languageMark(db: Db, datasetId: string): number {
  const row = db
    .select({ last: max(languageEvents.seq) })
    .from(languageEvents)
    .where(eq(languageEvents.datasetId, datasetId))
    .get();
  return row?.last ?? 0;
}

/**
 * Appends events to the log if it still has `expected` of them; nothing is ever changed in it.
 * @throws AppError `conflict` when someone else taught something meanwhile.
 */
export function appendLanguageEvents(
  db: Db,
  datasetId: string,
  events: readonly LanguageEvent[],
  expected: number,
): void {
  db.transaction((tx) => {
    const [log] = tx.select({ n: count() }).from(languageEvents).where(eq(languageEvents.datasetId, datasetId)).all();
    if (log?.n !== expected) throw new AppError("conflict", "Someone else changed this meanwhile: try again");
    for (const event of events) tx.insert(languageEvents).values({ id: event.id, datasetId, event }).run();
  });
}

const MAX_GAPS = 1000;

/** Counts a refused question. Past 1,000 distinct ones, those asked least and longest ago make room. */
export function recordGap(
  db: Db,
  datasetId: string,
  gap: { questionKey: string; question: string; code: RefusalCode; at: string },
): void {
  const { questionKey, question, code, at } = gap;
  db.transaction((tx) => {
    tx.insert(coverageGaps)
      .values({ datasetId, questionKey, code, question, count: 1, firstAt: at, lastAt: at })
      .onConflictDoUpdate({
        target: [coverageGaps.datasetId, coverageGaps.questionKey, coverageGaps.code],
        set: { count: sql`${coverageGaps.count} + 1`, lastAt: at },
      })
      .run();
    const [kept] = tx.select({ n: count() }).from(coverageGaps).where(eq(coverageGaps.datasetId, datasetId)).all();
    const surplus = (kept?.n ?? 0) - MAX_GAPS;
    if (surplus <= 0) return;
    const least = tx
      .select({ questionKey: coverageGaps.questionKey })
      .from(coverageGaps)
      .where(eq(coverageGaps.datasetId, datasetId))
      .orderBy(asc(coverageGaps.count), asc(coverageGaps.lastAt))
      .limit(surplus);
    tx.delete(coverageGaps)
      .where(and(eq(coverageGaps.datasetId, datasetId), inArray(coverageGaps.questionKey, least)))
      .run();
  });
}

/** Refused questions, the most asked first. */
export function listGaps(db: Db, datasetId: string, limit: number): CoverageGap[] {
  const rows = db
    .select()
    .from(coverageGaps)
    .where(eq(coverageGaps.datasetId, datasetId))
    .orderBy(desc(coverageGaps.count), desc(coverageGaps.lastAt), asc(coverageGaps.questionKey))
    .limit(limit)
    .all();
  return rows.map((row) => CoverageGap.parse(row));
}
