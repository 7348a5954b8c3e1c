import { and, desc, eq, gte, lt, or } from "drizzle-orm";
import { z } from "zod";
import { Signal } from "@/lib/contract/integration";
import { decodeCursor, encodeCursor } from "@/lib/http/cursor";
import type { Db } from "./client";
import type { Page } from "./paging";
import { signals } from "./tables";

/** Stores signals by their own id: seen again, they change nothing. */
export function saveSignals(db: Db, datasetId: string, found: readonly Signal[]): void {
  db.transaction((tx) => {
    for (const signal of found) {
      const values = { datasetId, id: signal.id, occurredAt: signal.occurredAt, signal };
      tx.insert(signals)
        .values(values)
        .onConflictDoUpdate({ target: [signals.datasetId, signals.id], set: { signal, occurredAt: signal.occurredAt } })
        .run();
    }
  });
}

/** Ids that the watch on metrics gives; the character after its last one ends the range. */
const WATCH_IDS = ["watch_", "watch`"] as const;

/** The signals that the watch on metrics has raised, settled ones included. */
export function listWatchSignals(db: Db, datasetId: string): Signal[] {
  const [from, to] = WATCH_IDS;
  return db
    .select({ signal: signals.signal })
    .from(signals)
    .where(and(eq(signals.datasetId, datasetId), gte(signals.id, from), lt(signals.id, to)))
    .orderBy(signals.id)
    .all()
    .map((row) => Signal.parse(row.signal));
}

const Position = z.strictObject({ occurredAt: z.string(), id: z.string() });

/** Signals newest first. */
export function listSignals(db: Db, datasetId: string, page: Page): { signals: Signal[]; nextCursor: string | null } {
  const after = decodeCursor(page.cursor, Position);
  const rows = db
    .select()
    .from(signals)
    .where(
      and(
        eq(signals.datasetId, datasetId),
        after
          ? or(
              lt(signals.occurredAt, after.occurredAt),
              and(eq(signals.occurredAt, after.occurredAt), lt(signals.id, after.id)),
            )
          : undefined,
      ),
    )
    .orderBy(desc(signals.occurredAt), desc(signals.id))
    .limit(page.limit + 1)
    .all();
  const kept = rows.slice(0, page.limit);
  const last = kept.at(-1);
  return {
    signals: kept.map((row) => Signal.parse(row.signal)),
    nextCursor: rows.length > page.limit && last ? encodeCursor({ occurredAt: last.occurredAt, id: last.id }) : null,
  };
}
