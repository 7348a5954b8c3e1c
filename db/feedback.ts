import { and, asc, desc, eq, inArray, isNull, lt } from "drizzle-orm";
import { z } from "zod";
import { Feedback } from "@/lib/contract/feedback";
import { AppError } from "@/lib/errors";
import { familyOf, verdictsOf } from "@/lib/learning/fold-memory";
import type { Db } from "./client";
import { cutPage, type Page, startBelow } from "./paging";
import { feedback } from "./tables";

/** A verdict with what the case said when it was judged: confidence in [0, 1], impact in integer minor units. */
export const JudgedFeedback = Feedback.extend({
  statedConfidence: z.number(),
  impactCents: z.number().int(),
  currency: z.string(),
});
export type JudgedFeedback = z.infer<typeof JudgedFeedback>;

/**
 * Stores a verdict. The same reviewer's earlier one of the same family on this pattern stops counting and is kept.
 * Two statements: call it inside a transaction.
 */
export function insertFeedback(
  db: Db,
  datasetId: string,
  row: Omit<JudgedFeedback, "live" | "retractedAt">,
): JudgedFeedback {
  db.update(feedback).set({ live: false }).where(sameMatter(datasetId, row)).run();
  const stored = { ...row, live: true, retractedAt: null };
  db.insert(feedback)
    .values({ ...stored, datasetId })
    .run();
  return stored;
}

/**
 * Takes a verdict back: it stops counting, is kept, and the one it had replaced counts again. Two statements: call it
 * inside a transaction.
 * @throws AppError `conflict` when it no longer counts.
 */
export function retractVerdict(db: Db, datasetId: string, row: JudgedFeedback, at: string): JudgedFeedback {
  if (!row.live) {
    const why = row.retractedAt ? "was taken back already" : "was replaced by a later one";
    throw new AppError("conflict", `This verdict ${why}`);
  }
  db.update(feedback).set({ live: false, retractedAt: at }).where(eq(feedback.id, row.id)).run();
  const before = db
    .select({ id: feedback.id })
    .from(feedback)
    .where(and(sameMatter(datasetId, row), isNull(feedback.retractedAt)))
    .orderBy(desc(feedback.seq))
    .limit(1)
    .get();
  if (before) db.update(feedback).set({ live: true }).where(eq(feedback.id, before.id)).run();
  return { ...row, live: false, retractedAt: at };
}

/** @throws AppError `not_found`. */
export function getFeedback(db: Db, datasetId: string, feedbackId: string): JudgedFeedback {
  const row = db
    .select()
    .from(feedback)
    .where(and(eq(feedback.datasetId, datasetId), eq(feedback.id, feedbackId)))
    .get();
  if (!row) throw new AppError("not_found", `There is no verdict ${feedbackId} on the running dataset`);
  return JudgedFeedback.parse(row);
}

/** The live verdicts on one case, in the order they were given. */
export function listCaseFeedback(db: Db, datasetId: string, fingerprint: string): Feedback[] {
  const rows = db
    .select()
    .from(feedback)
    .where(and(eq(feedback.datasetId, datasetId), eq(feedback.fingerprint, fingerprint), eq(feedback.live, true)))
    .orderBy(asc(feedback.seq))
    .all();
  return rows.map((row) => Feedback.parse(row));
}

/** A reviewer's verdicts of one family on one pattern: of these at most one counts. */
function sameMatter(datasetId: string, row: Pick<JudgedFeedback, "fingerprint" | "reviewer" | "verdict">) {
  return and(
    eq(feedback.datasetId, datasetId),
    eq(feedback.fingerprint, row.fingerprint),
    eq(feedback.reviewer, row.reviewer),
    inArray(feedback.verdict, verdictsOf(familyOf(row.verdict))),
  );
}

/** All verdicts, replaced ones too, newest first. */
export function listFeedback(
  db: Db,
  datasetId: string,
  page: Page,
): { feedback: Feedback[]; nextCursor: string | null } {
  const rows = db
    .select()
    .from(feedback)
    .where(and(eq(feedback.datasetId, datasetId), lt(feedback.seq, startBelow(page))))
    .orderBy(desc(feedback.seq))
    .limit(page.limit + 1)
    .all();
  const cut = cutPage(rows, page.limit);
  return { feedback: cut.rows.map((row) => Feedback.parse(row)), nextCursor: cut.nextCursor };
}

/** The verdicts that count, in the order they were given. */
export function listLiveFeedback(db: Db, datasetId: string): JudgedFeedback[] {
  const rows = db
    .select()
    .from(feedback)
    .where(and(eq(feedback.datasetId, datasetId), eq(feedback.live, true)))
    .orderBy(asc(feedback.seq))
    .all();
  return rows.map((row) => JudgedFeedback.parse(row));
}
