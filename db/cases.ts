import { and, asc, desc, eq, gt, lt, ne, or, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type {
  Case,
  CaseAttention,
  CaseEvent,
  CaseFilter,
  CaseList,
  CaseListQuery,
  CaseOutcome,
  CaseSort,
  CaseStatus,
} from "@/lib/contract/case";
import { CaseEvent as CaseEventSchema } from "@/lib/contract/case";
import { KindTotals, type MoneyKind, type Totals } from "@/lib/contract/money";
import { AppError } from "@/lib/errors";
import { decodeCursor, encodeCursor } from "@/lib/http/cursor";
import { type CaseRow, toCases } from "./case-rows";
import type { Db } from "./client";
import { caseEvents, cases, datasets } from "./tables";

/** Sort columns, each with what a cursor needs to go on: value first, then id. Null sorts last. */
const SORTS = {
  rank: sql<number | string>`${cases.expectedValueCents}`,
  impact: sql<number | string>`${cases.impactCents}`,
  confidence: sql<number | string>`${cases.confidence}`,
  sentiment: sql<number | string>`coalesce(${cases.sentimentScore}, -1)`,
  updated: sql<number | string>`${cases.updatedAt}`,
} satisfies Record<CaseSort, SQL>;

const SENTIMENT = SORTS.sentiment;
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
  const value = SORTS[sort];
  const matches = caseConditions(datasetId, query);
  const after = readPosition(query.cursor, sort);
  const rows = db
    .select()
    .from(cases)
    .where(
      and(
        matches,
        after
          ? or(
              lt(value, after.value),
              and(eq(value, after.value), lt(SENTIMENT, after.sentiment)),
              and(eq(value, after.value), eq(SENTIMENT, after.sentiment), gt(cases.id, after.id)),
            )
          : undefined,
      ),
    )
    .orderBy(desc(value), desc(SENTIMENT), asc(cases.id))
    .limit(query.limit + 1)
    .all();
  const kept = rows.slice(0, query.limit);
  const last = kept.at(-1);
  return {
    cases: toCases(db, kept),
    totals: sumCases(db, datasetId, matches),
    nextCursor: rows.length > query.limit && last ? encodeCursor({ sort, ...position(last, sort) }) : null,
  };
}

/** The current cases of a dataset by rank, at most `limit`. */
export function listCurrentCases(db: Db, datasetId: string, limit: number): Case[] {
  return listCases(db, datasetId, { limit }).cases;
}

/** Totals over the current cases of a dataset. */
export function sumCurrentCases(db: Db, datasetId: string): Totals {
  return sumCases(db, datasetId, caseConditions(datasetId, {}));
}

/** @throws AppError `not_found`. */
export function getCase(db: Db, datasetId: string, caseId: string): Case {
  const rows = db
    .select()
    .from(cases)
    .where(and(eq(cases.datasetId, datasetId), eq(cases.id, caseId)))
    .all();
  const [found] = toCases(db, rows);
  if (!found) throw new AppError("not_found", `There is no case ${caseId} in the running dataset`);
  return found;
}

export function countOpenCases(db: Db, datasetId: string): number {
  const matches = and(eq(cases.datasetId, datasetId), ne(cases.status, "closed"));
  return db.select({ count: sql<number>`count(*)` }).from(cases).where(matches).get()?.count ?? 0;
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

/** Sums over all matching cases, per kind and currency. */
export function sumCases(db: Db, datasetId: string, matches: SQL | undefined): Totals {
  const rows = db
    .select({
      currency: cases.currency,
      moneyKind: cases.moneyKind,
      count: sql<number>`count(*)`,
      impactCents: sql<number>`sum(${cases.impactCents})`,
    })
    .from(cases)
    .where(matches)
    .groupBy(cases.currency, cases.moneyKind)
    .all();
  const dataset = db.select({ profile: datasets.profile }).from(datasets).where(eq(datasets.id, datasetId)).get();
  const currency = dataset?.profile.reportingCurrency ?? "USD";
  const byCurrency = [...Map.groupBy(rows, (row) => row.currency)]
    .map(([code, group]) => ({
      currency: code,
      count: group.reduce((sum, row) => sum + row.count, 0),
      impactCents: group.reduce((sum, row) => sum + row.impactCents, 0),
      byKind: kindTotals(group),
    }))
    .sort((a, b) => a.currency.localeCompare(b.currency));
  const own = byCurrency.find((entry) => entry.currency === currency);
  return {
    count: rows.reduce((sum, row) => sum + row.count, 0),
    impactCents: own?.impactCents ?? 0,
    currency,
    byKind: own?.byKind ?? kindTotals([]),
    byCurrency,
  };
}

/** The conditions a filter stands for. */
export function caseConditions(datasetId: string, filter: CaseFilter): SQL | undefined {
  const text = filter.q?.trim().toLowerCase();
  return and(
    eq(cases.datasetId, datasetId),
    filter.status ? eq(cases.status, filter.status) : ne(cases.status, "closed"),
    filter.outcome ? eq(cases.outcome, filter.outcome) : undefined,
    filter.anomalyType ? eq(cases.anomalyType, filter.anomalyType) : undefined,
    filter.moneyKind ? eq(cases.moneyKind, filter.moneyKind) : undefined,
    filter.severity ? eq(cases.severity, filter.severity) : undefined,
    filter.confidenceBand ? eq(cases.confidenceBand, filter.confidenceBand) : undefined,
    filter.currency ? eq(cases.currency, filter.currency) : undefined,
    text
      ? sql`instr(lower(${cases.title} || ' ' || ${cases.entityLabel} || ' ' || ${cases.entityId}), ${text}) > 0`
      : undefined,
  );
}

function kindTotals(rows: { moneyKind: string; impactCents: number }[]): KindTotals {
  const sum = (kind: MoneyKind) =>
    rows.filter((row) => row.moneyKind === kind).reduce((total, row) => total + row.impactCents, 0);
  return KindTotals.parse({
    recoverable: sum("recoverable"),
    cash_out: sum("cash_out"),
    owed_to_customer: sum("owed_to_customer"),
    timing: sum("timing"),
  });
}

function position(row: CaseRow, sort: CaseSort) {
  const sentiment = row.sentimentScore ?? -1;
  const values = {
    rank: row.expectedValueCents,
    impact: row.impactCents,
    confidence: row.confidence,
    sentiment,
    updated: row.updatedAt,
  };
  return { value: values[sort], sentiment, id: row.id };
}

function readPosition(cursor: string | undefined, sort: CaseSort) {
  const at = decodeCursor(cursor, Position);
  if (at === null || at.sort === sort) return at;
  throw new AppError("validation", "cursor belongs to another sort order", {
    details: [{ pointer: "cursor", detail: `expected a cursor of sort ${sort}` }],
  });
}
