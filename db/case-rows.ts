import { hash } from "node:crypto";
import { inArray } from "drizzle-orm";
import { Case, type Claim } from "@/lib/contract/case";
import type { Db } from "./client";
import { type cases, claims } from "./tables";

export type CaseRow = typeof cases.$inferSelect;

/** Rows as cases, their claims read in one query. */
export function toCases(db: Db, rows: CaseRow[]): Case[] {
  const ids = rows.map((row) => row.id);
  const held = db.select().from(claims).where(inArray(claims.caseId, ids)).all();
  const byCase = Map.groupBy(held, (claim) => claim.caseId);
  return rows.map((row) =>
    toCase(
      row,
      (byCase.get(row.id) ?? []).map((claim) => ({ table: claim.tableName, key: claim.rowKey, cents: claim.cents })),
    ),
  );
}

function toCase(row: CaseRow, held: Claim[]): Case {
  const { entityKind, entityId, entityLabel, customerId, region, sentimentScore, sentimentLabel, sentimentTerms } = row;
  const { usdPerMinor, rateSource } = row;
  return Case.parse({
    ...row,
    usdPerMinor: usdPerMinor ?? undefined,
    rateSource: rateSource ?? undefined,
    entity: { kind: entityKind, id: entityId, label: entityLabel, customerId, region },
    sentiment: { score: sentimentScore, label: sentimentLabel, terms: sentimentTerms },
    claims: held.sort((a, b) => a.table.localeCompare(b.table) || a.key.localeCompare(b.key)),
  });
}

/** What a run says of a case: everything but its life (status, outcome, attention, times). */
export type CaseDraft = Omit<Case, "status" | "outcome" | "attention" | "firstSeenAt" | "updatedAt" | "runId">;

/** A draft as columns; claims go to their own table. */
export function toColumns(draft: CaseDraft) {
  const { claims: _claims, entity, sentiment, ...plain } = draft;
  const shown = {
    ...plain,
    entityKind: entity.kind,
    entityId: entity.id,
    entityLabel: entity.label,
    customerId: entity.customerId,
    region: entity.region,
    sentimentScore: sentiment.score,
    sentimentLabel: sentiment.label,
    sentimentTerms: sentiment.terms,
  };
  return {
    ...shown,
    usdPerMinor: draft.usdPerMinor ?? null,
    rateSource: draft.rateSource ?? null,
    searchText: `${draft.title} ${entity.label} ${entity.id}`.toLowerCase(),
    shownHash: hash("sha256", JSON.stringify(shown)),
  };
}
