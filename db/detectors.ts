import { and, asc, count, desc, eq, ne, sql } from "drizzle-orm";
import type { Claim } from "@/lib/contract/case";
import { type CurrencyCases, DetectorEvent, DetectorTrial } from "@/lib/contract/detector";
import { AppError } from "@/lib/errors";
import type { Db } from "./client";
import { cases, caseTotals, claims, detectorEvents, detectorTrials } from "./tables";

/** Everything people set of a dataset's detectors, in the order they did. */
export function listDetectorEvents(db: Db, datasetId: string): DetectorEvent[] {
  const rows = db
    .select({ event: detectorEvents.event })
    .from(detectorEvents)
    .where(eq(detectorEvents.datasetId, datasetId))
    .orderBy(asc(detectorEvents.seq))
    .all();
  return rows.map((row) => DetectorEvent.parse(row.event));
}

/**
 * Appends a change if the log still has `expected` events; nothing is ever changed in it.
 * @throws AppError `conflict` when someone else changed a detector meanwhile.
 */
export function appendDetectorEvent(db: Db, datasetId: string, event: DetectorEvent, expected: number): void {
  db.transaction((tx) => {
    const [log] = tx.select({ n: count() }).from(detectorEvents).where(eq(detectorEvents.datasetId, datasetId)).all();
    if (log?.n !== expected)
      throw new AppError("conflict", "Someone else changed a detector meanwhile: look at the preview again");
    tx.insert(detectorEvents).values({ id: event.id, datasetId, event }).run();
  });
}

/** Trials that a dataset keeps; the oldest make room. */
const MAX_TRIALS = 200;

/** Keeps a trial under what it tried. */
export function saveTrial(db: Db, datasetId: string, subjectHash: string, trial: DetectorTrial): void {
  db.transaction((tx) => {
    const { id, detectorId } = trial;
    tx.insert(detectorTrials).values({ id, datasetId, detectorId, subjectHash, trial }).run();
    tx.run(sql`delete from ${detectorTrials} where dataset_id = ${datasetId} and seq not in (
      select seq from ${detectorTrials} where dataset_id = ${datasetId} order by seq desc limit ${MAX_TRIALS})`);
  });
}

/** The latest trial of exactly this subject, or null when nobody tried it. */
export function findTrial(db: Db, datasetId: string, subjectHash: string): DetectorTrial | null {
  return readTrial(db, and(eq(detectorTrials.datasetId, datasetId), eq(detectorTrials.subjectHash, subjectHash)));
}

/** The latest trial of a detector, whatever was tried. */
export function latestTrial(db: Db, datasetId: string, detectorId: string): DetectorTrial | null {
  return readTrial(db, and(eq(detectorTrials.datasetId, datasetId), eq(detectorTrials.detectorId, detectorId)));
}

function readTrial(db: Db, matches: ReturnType<typeof and>): DetectorTrial | null {
  const row = db
    .select({ trial: detectorTrials.trial })
    .from(detectorTrials)
    .where(matches)
    .orderBy(desc(detectorTrials.seq))
    .limit(1)
    .get();
  return row ? DetectorTrial.parse(row.trial) : null;
}

/** Cases that are not closed by detector and currency, and how many of them have an impact that nothing says. */
export function countDetectorCases(db: Db, datasetId: string): Map<string, CurrencyCases[]> {
  const totals = db
    .select({
      anomalyType: caseTotals.anomalyType,
      currency: caseTotals.currency,
      count: sql<number>`sum(${caseTotals.count})`,
      impactCents: sql<number>`sum(${caseTotals.impactCents})`,
    })
    .from(caseTotals)
    .where(and(eq(caseTotals.datasetId, datasetId), ne(caseTotals.status, "closed")))
    .groupBy(caseTotals.anomalyType, caseTotals.currency)
    .orderBy(asc(caseTotals.anomalyType), asc(caseTotals.currency))
    .all();
  // An unknown impact is worth 0, so the index on the rank leads to the few cases that may have one.
  const unknown = db
    .select({ anomalyType: cases.anomalyType, currency: cases.currency, count: count() })
    .from(cases)
    .where(
      and(
        eq(cases.datasetId, datasetId),
        eq(cases.expectedValueCents, 0),
        eq(cases.impactKnown, false),
        ne(cases.status, "closed"),
      ),
    )
    .groupBy(cases.anomalyType, cases.currency)
    .all();
  const unknownOf = new Map(unknown.map((row) => [`${row.anomalyType} ${row.currency}`, row.count]));
  const found = new Map<string, CurrencyCases[]>();
  for (const { anomalyType, ...row } of totals) {
    if (row.count === 0) continue;
    const own = { ...row, unknown: unknownOf.get(`${anomalyType} ${row.currency}`) ?? 0 };
    found.set(anomalyType, [...(found.get(anomalyType) ?? []), own]);
  }
  return found;
}

/** The rows that a detector's stored cases hold. */
export function listDetectorClaims(db: Db, datasetId: string, anomalyType: string): Claim[] {
  return db
    .select({ table: claims.tableName, key: claims.rowKey, cents: claims.cents })
    .from(claims)
    .innerJoin(cases, eq(cases.id, claims.caseId))
    .where(and(eq(claims.datasetId, datasetId), eq(cases.anomalyType, anomalyType)))
    .all();
}
