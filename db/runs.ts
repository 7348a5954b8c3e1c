import { and, asc, desc, eq, gt, inArray, lt } from "drizzle-orm";
import { Run, type RunStep, type StepKey } from "@/lib/contract/run";
import { totalChanges } from "@/lib/detection/summarize-changes";
import { AppError } from "@/lib/errors";
import type { Db } from "./client";
import { cutPage, type Page, startBelow } from "./paging";
import { runEvents, runSteps, runs } from "./tables";

export type RunEventType = "step-start" | "step-end" | "run-end";

/** Opens a run with its steps pending. */
export function createRun(
  db: Db,
  datasetId: string,
  run: Pick<Run, "id" | "kind" | "startedAt" | "memoryVersion">,
  steps: readonly { key: StepKey; label: string }[],
): void {
  db.transaction((tx) => {
    tx.insert(runs)
      .values({ ...run, datasetId, status: "running", degraded: [], reasoning: [], changes: [], detectors: [] })
      .run();
    steps.forEach((step, position) => {
      tx.insert(runSteps)
        .values({ runId: run.id, position, ...step, status: "pending", summary: "", startedAt: null, durationMs: null })
        .run();
    });
  });
}

/** Moves one step and journals the movement; answers the event's id. */
export function updateStep(
  db: Db,
  runId: string,
  key: StepKey,
  change: Partial<Omit<RunStep, "key" | "label">>,
  event: { type: RunEventType; at: string },
): number {
  return db.transaction((tx) => {
    tx.update(runSteps)
      .set(change)
      .where(and(eq(runSteps.runId, runId), eq(runSteps.key, key)))
      .run();
    return tx
      .insert(runEvents)
      .values({ runId, ...event })
      .returning({ id: runEvents.id })
      .get().id;
  });
}

/** Ends a run and journals it; answers the event's id. */
export function finishRun(
  db: Db,
  runId: string,
  end: Pick<
    Run,
    | "status"
    | "finishedAt"
    | "durationMs"
    | "degraded"
    | "reasoning"
    | "changes"
    | "changeTotals"
    | "detectors"
    | "error"
  >,
  at: string,
): number {
  return db.transaction((tx) => {
    tx.update(runs).set(end).where(eq(runs.id, runId)).run();
    return tx.insert(runEvents).values({ runId, type: "run-end", at }).returning({ id: runEvents.id }).get().id;
  });
}

/** Runs that a server which is gone left running; they are marked failed, so that none is stuck. */
export function failInterruptedRuns(db: Db, at: string): number {
  return db
    .update(runs)
    .set({ status: "failed", finishedAt: at, error: "The server stopped while this run was under way; run it again" })
    .where(eq(runs.status, "running"))
    .run().changes;
}

/** @throws AppError `not_found`. */
export function getRun(db: Db, runId: string): Run {
  const row = db.select().from(runs).where(eq(runs.id, runId)).get();
  const [run] = row ? withSteps(db, [row]) : [];
  if (!run) throw new AppError("not_found", `There is no run ${runId}`);
  return run;
}

export function latestRun(db: Db, datasetId: string): Run | null {
  return listRuns(db, datasetId, { limit: 1 }).runs[0] ?? null;
}

/** Runs newest first. */
export function listRuns(db: Db, datasetId: string, page: Page): { runs: Run[]; nextCursor: string | null } {
  const rows = db
    .select()
    .from(runs)
    .where(and(eq(runs.datasetId, datasetId), lt(runs.seq, startBelow(page))))
    .orderBy(desc(runs.seq))
    .limit(page.limit + 1)
    .all();
  const cut = cutPage(rows, page.limit);
  return { runs: withSteps(db, cut.rows), nextCursor: cut.nextCursor };
}

/** The journal of a run after an event id. */
export function listRunEvents(db: Db, runId: string, afterId: number): { id: number; type: RunEventType }[] {
  const rows = db
    .select({ id: runEvents.id, type: runEvents.type })
    .from(runEvents)
    .where(and(eq(runEvents.runId, runId), gt(runEvents.id, afterId)))
    .orderBy(asc(runEvents.id))
    .all();
  return rows.map((row) => ({ id: row.id, type: row.type as RunEventType }));
}

/** Joins runs with their steps in one query. */
function withSteps(db: Db, rows: (typeof runs.$inferSelect)[]): Run[] {
  const ids = rows.map((row) => row.id);
  const steps = db.select().from(runSteps).where(inArray(runSteps.runId, ids)).orderBy(asc(runSteps.position)).all();
  const byRun = Map.groupBy(steps, (step) => step.runId);
  return rows.map((row) => {
    // A run of an earlier release kept every change and no totals.
    const changeTotals = row.changeTotals.length > 0 ? row.changeTotals : totalChanges(row.changes);
    return Run.parse({ ...row, changeTotals, steps: byRun.get(row.id) ?? [] });
  });
}
