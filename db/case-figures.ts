import { and, asc, eq, ne, sql } from "drizzle-orm";
import type { Db } from "./client";
import { cases, claims, feedback } from "./tables";

/** Current cases (not closed) of one type and currency; amounts are sums in integer minor units. */
export interface TypeFigures {
  anomalyType: string;
  currency: string;
  cases: number;
  meanPrior: number;
  meanConfidence: number;
  grossImpactCents: number;
  impactCents: number;
}

export function listTypeFigures(db: Db, datasetId: string): TypeFigures[] {
  return db
    .select({
      anomalyType: cases.anomalyType,
      currency: cases.currency,
      cases: sql<number>`count(*)`,
      meanPrior: sql<number>`avg(${cases.confidencePrior})`,
      meanConfidence: sql<number>`avg(${cases.confidence})`,
      grossImpactCents: sql<number>`sum(${cases.grossImpactCents})`,
      impactCents: sql<number>`sum(${cases.impactCents})`,
    })
    .from(cases)
    .where(current(datasetId))
    .groupBy(cases.anomalyType, cases.currency)
    .orderBy(asc(cases.anomalyType), asc(cases.currency))
    .all();
}

/** The ledger of one currency, integer minor units: `offCents` adds up how far each case is from its own claims. */
export interface LedgerFigures {
  currency: string;
  cases: number;
  grossImpactCents: number;
  claimedCents: number;
  offCents: number;
}

export function listLedgerFigures(db: Db, datasetId: string): LedgerFigures[] {
  const held = db
    .select({ caseId: claims.caseId, cents: sql<number>`sum(${claims.cents})`.as("held_cents") })
    .from(claims)
    .where(eq(claims.datasetId, datasetId))
    .groupBy(claims.caseId)
    .as("held");
  const heldCents = sql`coalesce(${held.cents}, 0)`;
  return db
    .select({
      currency: cases.currency,
      cases: sql<number>`count(*)`,
      grossImpactCents: sql<number>`sum(${cases.grossImpactCents})`,
      claimedCents: sql<number>`sum(${heldCents})`,
      offCents: sql<number>`sum(abs(${cases.grossImpactCents} - ${heldCents}))`,
    })
    .from(cases)
    .leftJoin(held, eq(held.caseId, cases.id))
    .where(current(datasetId))
    .groupBy(cases.currency)
    .orderBy(asc(cases.currency))
    .all();
}

/** Current cases whose evidence holds text (reason, note or message), and how many of those have a text risk. */
export function countTextEvidence(db: Db, datasetId: string): { withText: number; scored: number } {
  const holdsText = sql`exists (
    select 1 from json_each(${cases.evidence}) as evidence_row, json_each(evidence_row.value, '$.values') as member
    where member.key in ('reason', 'note', 'message') and trim(coalesce(member.value, '')) <> ''
  )`;
  const scored = sql`${cases.sentimentScore} is not null`;
  const row = db
    .select({
      withText: sql<number>`count(*) filter (where ${scored} or ${holdsText})`,
      scored: sql<number>`count(*) filter (where ${scored})`,
    })
    .from(cases)
    .where(current(datasetId))
    .get();
  return row ?? { withText: 0, scored: 0 };
}

/** Live verdicts of every family on current cases. */
export function countCurrentVerdicts(db: Db, datasetId: string): number {
  const row = db
    .select({ count: sql<number>`count(*)` })
    .from(feedback)
    .innerJoin(cases, and(eq(cases.datasetId, feedback.datasetId), eq(cases.fingerprint, feedback.fingerprint)))
    .where(and(current(datasetId), eq(feedback.live, true)))
    .get();
  return row?.count ?? 0;
}

function current(datasetId: string) {
  return and(eq(cases.datasetId, datasetId), ne(cases.status, "closed"));
}
