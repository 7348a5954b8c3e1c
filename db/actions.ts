import { and, asc, desc, eq, inArray, lt } from "drizzle-orm";
import { Action, type ActionStatus } from "@/lib/contract/action";
import { AppError } from "@/lib/errors";
import type { Db } from "./client";
import { cutPage, type Page, startBelow } from "./paging";
import { actions } from "./tables";

const toAction = (row: typeof actions.$inferSelect): Action => Action.parse(row);

/** Stores an action unless its key is there already; answers the stored one when it is new, else null. */
export function insertAction(db: Db, datasetId: string, action: Action): Action | null {
  const row = db
    .insert(actions)
    .values({ ...action, datasetId })
    .onConflictDoNothing({ target: [actions.datasetId, actions.key] })
    .returning()
    .get();
  return row ? toAction(row) : null;
}

/** Moves an action on from one of the `from` states; two racing movers cannot both win. */
export function moveAction(
  db: Db,
  actionId: string,
  from: readonly ActionStatus[],
  change: Partial<Pick<Action, "status" | "decidedBy" | "externalId" | "error" | "mode">> & { updatedAt: string },
): Action {
  const row = db
    .update(actions)
    .set(change)
    .where(and(eq(actions.id, actionId), inArray(actions.status, [...from])))
    .returning()
    .get();
  if (row) return toAction(row);
  throw new AppError("conflict", `Action ${actionId} is ${getAction(db, actionId).status}, not ${from.join(" or ")}`);
}

/** @throws AppError `not_found`. */
export function getAction(db: Db, actionId: string): Action {
  const row = db.select().from(actions).where(eq(actions.id, actionId)).get();
  if (!row) throw new AppError("not_found", `There is no action ${actionId}`);
  return toAction(row);
}

/** Actions newest first. */
export function listActions(db: Db, datasetId: string, page: Page): { actions: Action[]; nextCursor: string | null } {
  const rows = db
    .select()
    .from(actions)
    .where(and(eq(actions.datasetId, datasetId), lt(actions.seq, startBelow(page))))
    .orderBy(desc(actions.seq))
    .limit(page.limit + 1)
    .all();
  const cut = cutPage(rows, page.limit);
  return { actions: cut.rows.map(toAction), nextCursor: cut.nextCursor };
}

export function listCaseActions(db: Db, caseId: string): Action[] {
  return db.select().from(actions).where(eq(actions.caseId, caseId)).orderBy(asc(actions.seq)).all().map(toAction);
}

/** The first actions that one run created, in order. */
export function listRunActions(db: Db, runId: string, limit: number): Action[] {
  return db
    .select()
    .from(actions)
    .where(eq(actions.runId, runId))
    .orderBy(asc(actions.seq))
    .limit(limit)
    .all()
    .map(toAction);
}

/** Actions that wait for a second person. */
export function listWaitingActions(db: Db, datasetId: string): Action[] {
  return db
    .select()
    .from(actions)
    .where(and(eq(actions.datasetId, datasetId), eq(actions.status, "pending_approval")))
    .orderBy(asc(actions.seq))
    .all()
    .map(toAction);
}

/** Sends whose outcome a stopped server took with it: never sent again blindly. */
export function markLostSends(db: Db, at: string): number {
  return db
    .update(actions)
    .set({ status: "unknown", error: "The server stopped before the answer came", updatedAt: at })
    .where(eq(actions.status, "sending"))
    .run().changes;
}
