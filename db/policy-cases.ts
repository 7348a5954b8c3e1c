import { and, desc, eq, gte, ne, notInArray, type SQL, sql } from "drizzle-orm";
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
    .orderBy(desc(cases.rankOrder), desc(cases.sentimentOrder), cases.id)
    .limit(1)
    .all();
  return found ?? null;
}

/** A policy that applies from an impact on, in minor units. */
export interface PolicyStep {
  policy: string;
  leastCents: number;
}

/** Where a walk over the cases stands. */
export interface PolicyPosition {
  /** The impact as lists order by it, which is what their index holds. */
  impactOrder: number;
  sentiment: number;
  id: string;
}

/**
 * The next current cases of one currency from the least impact of any step on, of most money first, and of them those
 * that lack an action which a step wants: on the same evidence a rerun finds none. `last` is null at the end.
 */
export function listPolicyCases(
  db: Db,
  datasetId: string,
  currency: string,
  steps: readonly PolicyStep[],
  after: PolicyPosition | null,
  limit: number,
): { unmet: PolicyCase[]; last: PolicyPosition | null } {
  const { impactCents, impactOrder, sentimentOrder, id } = cases;
  const lacking = steps.map(
    (step) => sql`(${impactCents} >= ${step.leastCents} and ${lacksAction(datasetId, step.policy)})`,
  );
  const rows = db
    .select({
      ...COLUMNS,
      order: impactOrder,
      sentiment: sentimentOrder,
      isUnmet: sql<number>`${sql.join(lacking, sql` or `)}`,
    })
    .from(cases)
    .where(
      and(
        isOpen(datasetId),
        eq(cases.currency, currency),
        gte(impactCents, Math.min(...steps.map((step) => step.leastCents))),
        after
          ? sql`${impactOrder} <= ${after.impactOrder} and (${impactOrder} < ${after.impactOrder} or ${sentimentOrder} < ${after.sentiment}
              or (${sentimentOrder} = ${after.sentiment} and ${id} > ${after.id}))`
          : undefined,
      ),
    )
    .orderBy(desc(impactOrder), desc(sentimentOrder), id)
    .limit(limit)
    .all();
  const end = rows.length < limit ? undefined : rows.at(-1);
  return {
    unmet: rows.flatMap(({ isUnmet, order: _order, sentiment: _sentiment, ...found }) =>
      isUnmet === 1 ? [found] : [],
    ),
    last: end ? { impactOrder: end.order, sentiment: end.sentiment, id: end.id } : null,
  };
}

function isOpen(datasetId: string): SQL | undefined {
  return and(eq(cases.datasetId, datasetId), ne(cases.status, "closed"), notInArray(cases.outcome, DISMISSED));
}

function lacksAction(datasetId: string, policy: string): SQL {
  return sql`not exists (select 1 from ${actions} where ${actions.datasetId} = ${datasetId}
    and ${actions.key} = ${`${policy}:`} || ${cases.fingerprint} || ':' || ${cases.evidenceHash})`;
}
