import { and, eq, getTableColumns, sql } from "drizzle-orm";
import type { Action } from "@/lib/contract/action";
import type { WorkflowReceipt } from "@/lib/ports";
import type { Db } from "./client";
import { placeholders } from "./placeholders";
import { actions, caseEvents } from "./tables";

/** Statements for many actions, built once; they run in whatever transaction is open. */
export interface ActionWriters {
  /** Stores an intent unless its key is there already; answers whether it is new. */
  insert(action: Action): boolean;
  /** Records what became of an intent, once; answers the action as it is then, null when it was settled before. */
  settle(intent: Action, receipt: WorkflowReceipt, mode: Action["mode"], at: string): Action | null;
  /** Adds a line to the history of the action's case. */
  log(action: Action, text: string, actor: string): void;
}

export function prepareActionWriters(db: Db, datasetId: string): ActionWriters {
  const { seq: _action, ...actionColumns } = getTableColumns(actions);
  const { seq: _event, ...eventColumns } = getTableColumns(caseEvents);
  const insert = db
    .insert(actions)
    .values(placeholders(actionColumns))
    .onConflictDoNothing({ target: [actions.datasetId, actions.key] })
    .prepare();
  const set = (name: string) => sql`${sql.placeholder(name)}`;
  const settle = db
    .update(actions)
    .set({
      status: set("status"),
      externalId: set("externalId"),
      error: set("error"),
      mode: set("mode"),
      updatedAt: set("updatedAt"),
    })
    .where(and(eq(actions.id, sql.placeholder("id")), eq(actions.status, "sending")))
    .prepare();
  const log = db.insert(caseEvents).values(placeholders(eventColumns)).prepare();
  return {
    insert: (action) => insert.run({ ...action, datasetId }).changes > 0,
    settle(intent, { status, externalId, error }, mode, at) {
      const change = { status, externalId, error, mode, updatedAt: at };
      return settle.run({ id: intent.id, ...change }).changes > 0 ? { ...intent, ...change } : null;
    },
    log: (action, text, actor) =>
      void log.run({
        datasetId,
        caseId: action.caseId,
        kind: "action",
        text,
        actor,
        runId: null,
        at: action.updatedAt,
      }),
  };
}
