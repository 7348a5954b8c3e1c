import { and, asc, eq, gt, inArray, lt, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type {
  Case,
  CaseAttention,
  CaseEvent,
  CaseList,
  CaseListQuery,
  CaseOutcome,
  CaseSort,
  CaseStatus,
} from "@/lib/contract/case";
import { CaseEvent as CaseEventSchema, CaseStatus as CaseStatusSchema } from "@/lib/contract/case";
import { AppError } from "@/lib/errors";
import { decodeCursor, encodeCursor } from "@/lib/http/cursor";
import { type CaseRow, toCases } from "./case-rows";
import { findFew, pickIds } from "./case-search";
import { addUp, facetConditions, searchFor, totalCases } from "./case-totals";
import type { Db } from "./client";
import { caseEvents, cases } from "./tables";

/** Sort columns, each with the index that holds its order and every filter's column. Ties go by sentiment, then id. */
const SORTS = {
  rank: { column: cases.rankOrder, index: sql`cases_by_rank` },
  impact: { column: cases.impactOrder, index: sql`cases_by_impact` },
  confidence: { column: cases.confidence, index: sql`cases_by_confidence` },
  sentiment: { column: cases.sentimentOrder, index: sql`cases_by_sentiment` },
  updated: { column: cases.updatedAt, index: sql`cases_by_updated` },
} as const satisfies Record<CaseSort, unknown>;

const Position = z.strictObject({
  sort: z.string(),
  value: z.union([z.number(), z.string()]),
  sentiment: z.number(),
  id: z.string(),
});

/**
 * Cases by rank (expected value, then sentiment risk, then id) or by another sort, highest first. Closed cases are
 * listed only when `status` asks for them. Totals are over all matches, not the page.
 * @throws AppError `validation` for a cursor of another list or sort.
 */
export function listCases(db: Db, datasetId: string, query: CaseListQuery): CaseList {
  const sort = query.sort ?? "rank";
  const after = readPosition(query.cursor, sort);
  const few = findFew(db, datasetId, query, SORTS[sort].column);
  const totals = few ? addUp(db, datasetId, few) : totalCases(db, datasetId, query);
  const ids = few ? pickIds(few, after, query.limit) : readIds(db, datasetId, query, sort, after, totals.count);
  const kept = readRows(db, ids.slice(0, query.limit));
  const last = kept.at(-1);
  return {
    cases: toCases(db, kept),
    totals,
    nextCursor: ids.length > query.limit && last ? encodeCursor({ sort, ...position(last, sort) }) : null,
  };
}

/** The ids of a page and the one after it, from an index alone. A position is three ranges, each one seek. */
function readIds(
  db: Db,
  datasetId: string,
  query: CaseListQuery,
  sort: CaseSort,
  after: z.infer<typeof Position> | null,
  count: number,
): string[] {
  if (count === 0) return [];
  const { column, index } = SORTS[sort];
  const matches = and(facetConditions(cases, datasetId, query), searchFor(query) ?? undefined);
  const order = sort === "sentiment" ? sql`${column} desc` : sql`${column} desc, ${cases.sentimentOrder} desc`;
  const ids: string[] = [];
  for (const range of rangesAfter(column, after)) {
    const missing = query.limit + 1 - ids.length;
    if (missing <= 0) break;
    const found = db.all<{ id: string }>(sql`
      select ${cases.id} as id from ${cases} indexed by ${index}
      where ${and(matches, range)} order by ${order}, ${cases.id} limit ${missing}`);
    ids.push(...found.map((row) => row.id));
  }
  return ids;
}

function rangesAfter(
  column: (typeof SORTS)[CaseSort]["column"],
  after: z.infer<typeof Position> | null,
): (SQL | undefined)[] {
  if (!after) return [undefined];
  const same = eq(column, after.value);
  return [
    and(same, eq(cases.sentimentOrder, after.sentiment), gt(cases.id, after.id)),
    and(same, lt(cases.sentimentOrder, after.sentiment)),
    lt(column, after.value),
  ];
}

/** Whole rows in the order of their ids. */
function readRows(db: Db, ids: readonly string[]): CaseRow[] {
  const rows = db
    .select()
    .from(cases)
    .where(inArray(cases.id, [...ids]))
    .all();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** The current cases of a dataset by rank, at most `limit`. */
export function listCurrentCases(db: Db, datasetId: string, limit: number): Case[] {
  return listCases(db, datasetId, { limit }).cases;
}

/** @throws AppError `not_found`. */
export function getCase(db: Db, datasetId: string, caseId: string): Case {
  const rows = db
    .select()
    .from(cases)
    .where(and(eq(cases.datasetId, datasetId), eq(cases.id, caseId)))
    .all();
  const [found] = toCases(db, rows);
  if (!found) throw noCase(caseId);
  return found;
}

/** @throws AppError `not_found`. */
export function readCaseStatus(db: Db, datasetId: string, caseId: string): { status: CaseStatus; title: string } {
  const found = db
    .select({ status: cases.status, title: cases.title })
    .from(cases)
    .where(and(eq(cases.datasetId, datasetId), eq(cases.id, caseId)))
    .get();
  if (!found) throw noCase(caseId);
  return { status: CaseStatusSchema.parse(found.status), title: found.title };
}

function noCase(caseId: string): AppError {
  return new AppError("not_found", `There is no case ${caseId} in the running dataset`);
}

/** A case's history, oldest first. */
export function listCaseEvents(db: Db, caseId: string): CaseEvent[] {
  const rows = db.select().from(caseEvents).where(eq(caseEvents.caseId, caseId)).orderBy(asc(caseEvents.seq)).all();
  return rows.map(({ seq, ...row }) => CaseEventSchema.parse({ ...row, id: `event_${seq}` }));
}

export function insertCaseEvent(db: Db, event: Omit<CaseEvent, "id"> & { datasetId: string }): void {
  db.insert(caseEvents).values(event).run();
}

/** Sets what a person found a case to be; status and shown numbers stay. */
export function setCaseOutcome(db: Db, caseId: string, outcome: CaseOutcome, attention: CaseAttention): void {
  db.update(cases).set({ outcome, attention }).where(eq(cases.id, caseId)).run();
}

/** Moves a case through its life; a closed case remembers the money it was closed with. */
export function setCaseStatus(db: Db, caseId: string, status: CaseStatus): void {
  const closedImpactCents = status === "closed" ? sql`${cases.grossImpactCents}` : null;
  db.update(cases).set({ status, closedImpactCents }).where(eq(cases.id, caseId)).run();
}

function position(row: CaseRow, sort: CaseSort) {
  const values = {
    rank: row.rankOrder,
    impact: row.impactOrder,
    confidence: row.confidence,
    sentiment: row.sentimentOrder,
    updated: row.updatedAt,
  };
  return { value: values[sort], sentiment: row.sentimentOrder, id: row.id };
}

function readPosition(cursor: string | undefined, sort: CaseSort) {
  const at = decodeCursor(cursor, Position);
  if (at === null || at.sort === sort) return at;
  throw new AppError("validation", "cursor belongs to another sort order", {
    details: [{ pointer: "cursor", detail: `expected a cursor of sort ${sort}` }],
  });
}
