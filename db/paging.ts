import { z } from "zod";
import { decodeCursor, encodeCursor } from "@/lib/http/cursor";

export interface Page {
  limit: number;
  cursor?: string | undefined;
}

const Position = z.strictObject({ seq: z.number().int() });

/** The sequence number a page starts below, for lists ordered newest first. */
export function startBelow(page: Page): number {
  return decodeCursor(page.cursor, Position)?.seq ?? Number.MAX_SAFE_INTEGER;
}

/** Cuts `limit + 1` rows to a page: the extra row says that there is a next one. */
export function cutPage<R extends { seq: number }>(rows: R[], limit: number): { rows: R[]; nextCursor: string | null } {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return { rows: kept, nextCursor: rows.length > limit && last ? encodeCursor({ seq: last.seq }) : null };
}
