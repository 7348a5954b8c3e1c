import { and, asc, desc, eq, lt } from "drizzle-orm";
import { Trace } from "@/lib/contract/evaluation";
import type { Db } from "./client";
import { cutPage, type Page, startBelow } from "./paging";
import { traces } from "./tables";

/** Records one reasoning call. */
export function recordTrace(db: Db, datasetId: string, trace: Trace): void {
  db.insert(traces)
    .values({ ...trace, datasetId })
    .run();
}

/** The reasoning log, newest first. */
export function listTraces(db: Db, datasetId: string, page: Page): { traces: Trace[]; nextCursor: string | null } {
  const rows = db
    .select()
    .from(traces)
    .where(and(eq(traces.datasetId, datasetId), lt(traces.seq, startBelow(page))))
    .orderBy(desc(traces.seq))
    .limit(page.limit + 1)
    .all();
  const cut = cutPage(rows, page.limit);
  return { traces: cut.rows.map((row) => Trace.parse(row)), nextCursor: cut.nextCursor };
}

/** The traces of one run, in the order they were made. */
export function listRunTraces(db: Db, runId: string): Trace[] {
  const rows = db.select().from(traces).where(eq(traces.runId, runId)).orderBy(asc(traces.seq)).all();
  return rows.map((row) => Trace.parse(row));
}
