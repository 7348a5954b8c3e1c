import { setImmediate as nextTurn } from "node:timers/promises";
import { and, asc, eq, gt, inArray } from "drizzle-orm";
import { MoneyKind } from "@/lib/contract/money";
import type { LostClaim } from "@/lib/detection/recovery";
import type { CaseDraft } from "./case-rows";
import type { Db } from "./client";
import { cases, claims } from "./tables";

/** Cases whose evidence hashes are looked at in one step, and whose claims and rows are read in one. */
const LOOKED_AT = 500;
const READ_AT_ONCE = 50;
/** A person said that there was nothing to recover. */
const DISMISSED = ["false_positive", "benign", "duplicate"];

/**
 * The cents that cases claim since the last run and that no case of this one claims: the row was paid, corrected or
 * reversed, or a rule changed. Cases that a person dismissed, and detectors that did not finish, are left out.
 */
export async function listLostClaims(
  db: Db,
  datasetId: string,
  drafts: readonly CaseDraft[],
  finishedDetectors: ReadonlySet<string>,
): Promise<LostClaim[]> {
  const draftOf = new Map(drafts.map((draft) => [draft.id, draft]));
  const claimedNow = new Map(
    drafts.flatMap((draft) => draft.claims.map((claim) => [keyOf(claim.table, claim.key), claim.cents] as const)),
  );
  const lost: LostClaim[] = [];
  for (let after: string | undefined = ""; after !== undefined; ) {
    const stored = readHashes(db, datasetId, after);
    const touched = stored.filter(
      (row) =>
        finishedDetectors.has(row.anomalyType) &&
        !DISMISSED.includes(row.outcome) &&
        draftOf.get(row.id)?.evidenceHash !== row.evidenceHash,
    );
    for (let at = 0; at < touched.length; at += READ_AT_ONCE) {
      const ids = touched.slice(at, at + READ_AT_ONCE).map((row) => row.id);
      lost.push(...readClaims(db, ids).flatMap((claim) => shrink(claim, claimedNow)));
      await nextTurn();
    }
    after = stored.at(-1)?.fingerprint;
    await nextTurn();
  }
  return lost;
}

function shrink(claim: LostClaim, claimedNow: ReadonlyMap<string, number>): LostClaim[] {
  const cents = claim.cents - (claimedNow.get(keyOf(claim.table, claim.key)) ?? 0);
  return cents > 0 ? [{ ...claim, cents }] : [];
}

function readHashes(db: Db, datasetId: string, after: string) {
  const { id, fingerprint, anomalyType, outcome, evidenceHash } = cases;
  return db
    .select({ id, fingerprint, anomalyType, outcome, evidenceHash })
    .from(cases)
    .where(and(eq(cases.datasetId, datasetId), gt(cases.fingerprint, after)))
    .orderBy(asc(cases.fingerprint))
    .limit(LOOKED_AT)
    .all();
}

/** The claims of cases with what the evidence says of their rows. */
function readClaims(db: Db, ids: string[]): LostClaim[] {
  const { id, evidenceHash, moneyKind, currency, entityKind, entityId, evidence } = cases;
  const owners = db
    .select({ id, evidenceHash, moneyKind, currency, entityKind, entityId, evidence })
    .from(cases)
    .where(inArray(cases.id, ids))
    .all();
  const held = Map.groupBy(db.select().from(claims).where(inArray(claims.caseId, ids)).all(), (claim) => claim.caseId);
  return owners.flatMap((owner) => {
    const rows = new Map(owner.evidence.map((row) => [keyOf(row.table, row.key), row.values]));
    return (held.get(owner.id) ?? []).map((claim) => ({
      caseId: owner.id,
      evidenceHash: owner.evidenceHash,
      moneyKind: MoneyKind.parse(owner.moneyKind),
      currency: owner.currency,
      subscriptionId: owner.entityKind === "subscription" ? owner.entityId : null,
      table: claim.tableName,
      key: claim.rowKey,
      cents: claim.cents,
      values: rows.get(keyOf(claim.tableName, claim.rowKey)) ?? {},
    }));
  });
}

function keyOf(table: string, key: string): string {
  return `${table}\n${key}`;
}
