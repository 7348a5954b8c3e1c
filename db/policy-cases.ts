import { and, desc, eq, gte, ne, notInArray, or, type SQL, sql } from "drizzle-orm";
import type { Case, CaseOutcome } from "@/lib/contract/case";
import type { Db } from "./client";
import { actions, cases } from "./tables";

/** What the action policy reads of a case. */
export type PolicyCase = Pick<
  Case,
  | "id"
  | "fingerprint"
  | "evidenceHash"
  | "anomalyType"
  | "title"
  | "summary"
  | "impactCents"
  | "currency"
  | "confidence"
  | "recommendedAction"
>;

/** Outcomes a person has set that take a case out of the policy's reach. */
const DISMISSED: CaseOutcome[] = ["false_positive", "benign", "duplicate"];

const COLUMNS = {
  id: cases.id,
  fingerprint: cases.fingerprint,
  evidenceHash: cases.evidenceHash,
  anomalyType: cases.anomalyType,
  title: cases.title,
  summary: cases.summary,
  impactCents: cases.impactCents,
  currency: cases.currency,
  confidence: cases.confidence,
  recommendedAction: cases.recommendedAction,
};

/** The current case of highest rank that nobody dismissed. */
export function findTopCase(db: Db, datasetId: string): PolicyCase | null {
  const [found] = db
    .select(COLUMNS)
    .from(cases)
    .where(isOpen(datasetId))
    .orderBy(desc(cases.expectedValueCents), desc(cases.sentimentOrder), cases.id)
    .limit(1)
    .all();
  return found ?? null;
}

/** A policy that applies from an impact on, in minor units. */
export interface PolicyStep {
  policy: string;
  leastCents: number;
}

/**
 * Current cases of one currency, of most money first, that lack an action which a policy wants: none whose actions of
 * the same evidence exist. Stored actions take a case off the list, so the next call goes on from there.
 */
export function listUnmetPolicyCases(
  db: Db,
  datasetId: string,
  currency: string,
  steps: readonly PolicyStep[],
  limit: number,
): PolicyCase[] {
  const leastCents = Math.min(...steps.map((step) => step.leastCents));
  const unmet = steps.map((step) => and(gte(cases.impactCents, step.leastCents), lacksAction(datasetId, step.policy)));
  return db
    .select(COLUMNS)
    .from(cases)
    .where(and(isOpen(datasetId), eq(cases.currency, currency), gte(cases.impactCents, leastCents), or(...unmet)))
    .orderBy(desc(cases.impactCents), desc(cases.sentimentOrder), cases.id)
    .limit(limit)
    .all();
}

function isOpen(datasetId: string): SQL | undefined {
  return and(eq(cases.datasetId, datasetId), ne(cases.status, "closed"), notInArray(cases.outcome, DISMISSED));
}

function lacksAction(datasetId: string, policy: string): SQL {
  return sql`not exists (select 1 from ${actions} where ${actions.datasetId} = ${datasetId}
    and ${actions.key} = ${`${policy}:`} || ${cases.fingerprint} || ':' || ${cases.evidenceHash})`;
}
