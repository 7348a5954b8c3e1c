import { and, asc, desc, eq, inArray, lt } from "drizzle-orm";
import { z } from "zod";
import { Feedback } from "@/lib/contract/feedback";
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
export function insertFeedback(db: Db, datasetId: string, row: Omit<JudgedFeedback, "live">): JudgedFeedback {
  db.update(feedback)
    .set({ live: false })
    .where(
      and(
        eq(feedback.datasetId, datasetId),
        eq(feedback.fingerprint, row.fingerprint),
        eq(feedback.reviewer, row.reviewer),
        inArray(feedback.verdict, verdictsOf(familyOf(row.verdict))),
      ),
    )
    .run();
  const stored = { ...row, live: true };
  db.insert(feedback)
    .values({ ...stored, datasetId })
    .run();
  return stored;
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
