import { createHash } from "node:crypto";
import { and, desc, eq, getTableColumns, inArray, ne } from "drizzle-orm";
import { LearningUpdate, type Memory, MemoryState, MemoryVersion } from "@/lib/contract/feedback";
import { canonicalJson } from "@/lib/learning/canonical-json";
import type { Db } from "./client";
import { learningUpdates, memoryVersions } from "./tables";

/** Memory as it stands, its versions newest first, and the proposals that change nothing yet. */
export function readMemory(db: Db, datasetId: string): Memory {
  const { state: _state, ...told } = getTableColumns(memoryVersions);
  const rows = db
    .select(told)
    .from(memoryVersions)
    .where(eq(memoryVersions.datasetId, datasetId))
    .orderBy(desc(memoryVersions.seq))
    .all();
  return {
    version: `v${rows[0]?.number ?? 0}`,
    state: readMemoryState(db, datasetId),
    versions: rows.map((row) => MemoryVersion.parse(row)),
    shadow: listLearningUpdates(db, datasetId).filter((update) => update.status === "shadow"),
  };
}

/** What runs read: empty before anything was learned. */
export function readMemoryState(db: Db, datasetId: string): MemoryState {
  const state = latestVersion(db, datasetId)?.state;
  return state ? MemoryState.parse(state) : { patterns: {}, parameters: {} };
}

export interface MemoryChange extends Omit<MemoryVersion, "id" | "number" | "parentId"> {
  state: MemoryState;
  /** What the detectors' parameters and grids were, so that the same state under other rules is another version. */
  detectorVersion: string;
}

/**
 * Appends a version whose id is SHA-256 over the state, the parent's id and the detector version: the same history
 * gives the same id. Answers null, and stores nothing, when the state is what it was.
 */
export function appendMemoryVersion(db: Db, datasetId: string, change: MemoryChange): MemoryVersion | null {
  const parent = latestVersion(db, datasetId);
  const { state, detectorVersion, ...told } = change;
  const before = canonicalJson(parent?.state ?? { patterns: {}, parameters: {} });
  if (canonicalJson(state) === before) return null;
  const parentId = parent?.id ?? null;
  const id = createHash("sha256").update(canonicalJson({ state, parentId, detectorVersion })).digest("hex");
  const version = { ...told, id, number: (parent?.number ?? 0) + 1, parentId };
  db.insert(memoryVersions)
    .values({ ...version, datasetId, state })
    .run();
  return version;
}

/** Everything learned or proposed, superseded items too, newest first. */
export function listLearningUpdates(db: Db, datasetId: string): LearningUpdate[] {
  const rows = db
    .select()
    .from(learningUpdates)
    .where(eq(learningUpdates.datasetId, datasetId))
    .orderBy(desc(learningUpdates.seq))
    .all();
  return rows.map((row) => LearningUpdate.parse(row));
}

/**
 * Stores learned items. Each supersedes the one that stood for the same kind, scope and set of values (a threshold of
 * another parameter stands on). Several statements: call it inside a transaction.
 */
export function insertLearningUpdates(db: Db, datasetId: string, updates: readonly LearningUpdate[]): void {
  for (const update of updates) {
    const standing = db
      .select({ id: learningUpdates.id, after: learningUpdates.after })
      .from(learningUpdates)
      .where(
        and(
          eq(learningUpdates.datasetId, datasetId),
          eq(learningUpdates.kind, update.kind),
          eq(learningUpdates.scope, update.scope),
          ne(learningUpdates.status, "superseded"),
        ),
      )
      .all();
    const names = memberNames(update.after);
    supersedeLearningUpdates(
      db,
      standing.filter((other) => memberNames(other.after) === names).map((other) => other.id),
    );
    db.insert(learningUpdates)
      .values({ ...update, datasetId })
      .run();
  }
}

/** Marks items as no longer standing; they stay in the list. */
export function supersedeLearningUpdates(db: Db, ids: readonly string[]): void {
  if (ids.length === 0) return;
  db.update(learningUpdates)
    .set({ status: "superseded" })
    .where(inArray(learningUpdates.id, [...ids]))
    .run();
}

function latestVersion(db: Db, datasetId: string) {
  return db
    .select()
    .from(memoryVersions)
    .where(eq(memoryVersions.datasetId, datasetId))
    .orderBy(desc(memoryVersions.seq))
    .limit(1)
    .get();
}

function memberNames(record: Record<string, unknown>): string {
  return Object.keys(record).sort().join(",");
}
