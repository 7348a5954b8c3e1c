import { createHash } from "node:crypto";
import { asc, eq } from "drizzle-orm";
import type { Db } from "./client";
import { actions, cases, claims, memoryVersions } from "./tables";

/** SHA-256 over a dataset's cases, claims, memory and actions: equal before and after a rerun on unchanged data. */
export function hashState(db: Db, datasetId: string): string {
  const state = [
    db.select().from(cases).where(eq(cases.datasetId, datasetId)).orderBy(asc(cases.id)).all(),
    db
      .select()
      .from(claims)
      .where(eq(claims.datasetId, datasetId))
      .orderBy(asc(claims.tableName), asc(claims.rowKey))
      .all(),
    db
      .select()
      .from(memoryVersions)
      .where(eq(memoryVersions.datasetId, datasetId))
      .orderBy(asc(memoryVersions.seq))
      .all(),
    db.select().from(actions).where(eq(actions.datasetId, datasetId)).orderBy(asc(actions.seq)).all(),
  ];
  return createHash("sha256").update(JSON.stringify(state)).digest("hex");
}
