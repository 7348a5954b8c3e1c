import { setImmediate as nextTurn } from "node:timers/promises";
import { and, asc, eq, getTableColumns, gt, inArray, type SQL, sql } from "drizzle-orm";
import type { EvidenceRow } from "@/lib/contract/case";
import type { CaseChange } from "@/lib/contract/run";
import type { Recovery } from "@/lib/detection/recovery";
import { formatMoney } from "@/lib/money";
import { type Move, nextMove } from "./case-moves";
import { type CaseDraft, type CaseRow, toColumns } from "./case-rows";
import { insertCaseEvent } from "./cases";
import type { Db } from "./client";
import { placeholders } from "./placeholders";
import { insertRecoveries } from "./recoveries";
import { caseEvents, cases, claims } from "./tables";

export interface TriageResult {
  datasetId: string;
  runId: string;
  at: string;
  drafts: readonly CaseDraft[];
  /** Detectors that ran to the end: only their missing cases have healed. */
  finishedDetectors: ReadonlySet<string>;
  /** Detectors that a person switched off: they found nothing, and their cases are closed. */
  offDetectors?: ReadonlySet<string>;
  /** By case id, for cases that lost claims: what became of the rows, in words, rows and money. */
  healedBy: ReadonlyMap<string, { text: string; evidence: EvidenceRow[]; recoveries: Recovery[] }>;
}

/** Up to this many drafts are one transaction. */
const WHOLE_DRAFTS = 500;
/** Stored cases looked at, and cases written, in one step: a few milliseconds each. */
const LOOKED_AT = 500;
const WRITTEN = 25;
/** How long one transaction may go on taking steps before others get their turn. */
const TURN_MS = 15;

/** One short piece of the work, to be run in a transaction. */
type Step = (db: Db) => void;
type Shown = "title" | "impactCents" | "impactKnown" | "currency";
type StoredCase = Pick<CaseRow, "id" | "fingerprint" | "anomalyType" | "status" | Shown>;
type PlannedMove = { draft: CaseDraft; columns: ReturnType<typeof toColumns>; move: Move };

/**
 * Brings the stored cases to what a run found, by case identity: same stays as it is, changed is updated and says what,
 * closed comes back only when it grew, gone is closed as healed. Answers each case's change. One transaction.
 */
export function applyTriage(db: Db, result: TriageResult): CaseChange[] {
  return db.transaction((tx) => {
    const steps = triageSteps(result);
    let next = steps.next();
    while (!next.done) {
      next.value(tx);
      next = steps.next();
    }
    return next.value;
  });
}

/**
 * `applyTriage` for any number of cases: many drafts are applied in short transactions, between which the server
 * answers others. A run killed in between leaves cases marked as half-written; the next run writes those again.
 */
export async function applyTriageInTurns(db: Db, result: TriageResult): Promise<CaseChange[]> {
  if (result.drafts.length <= WHOLE_DRAFTS) return applyTriage(db, result);
  const steps = triageSteps(result);
  let next = steps.next();
  while (!next.done) {
    // A half-applied run is redone, so it does not wait for the disk; the next commit of anyone waits for both.
    db.run(sql`pragma synchronous = normal`);
    try {
      db.transaction((tx) => {
        const until = performance.now() + TURN_MS;
        while (!next.done && performance.now() < until) {
          next.value(tx);
          next = steps.next();
        }
      });
    } finally {
      db.run(sql`pragma synchronous = full`);
    }
    await nextTurn();
  }
  return next.value;
}

/** The work in order. Claims leave before others arrive: money may have moved from one case to another. */
function* triageSteps(result: TriageResult): Generator<Step, CaseChange[]> {
  const moves: PlannedMove[] = [];
  yield (db) => insertRecoveries(db, result);
  for (const part of parts(result.drafts, LOOKED_AT)) {
    yield (db) => {
      const planned = planMoves(db, part);
      moves.push(...planned);
      release(
        db,
        planned.filter(({ move }) => move.rewrite && move.kind !== "found").map(({ draft }) => draft.id),
      );
    };
  }
  const found = new Set(result.drafts.map((draft) => draft.fingerprint));
  const looked = new Set([...result.finishedDetectors, ...(result.offDetectors ?? [])]);
  const healed: CaseChange[] = [];
  let after: string | undefined = "";
  while (after !== undefined) {
    yield (db) => {
      const stored = readStored(db, result.datasetId, after ?? "");
      const missing = stored.filter((row) => isMissing(row, found, looked));
      releaseClaims(
        db,
        missing.map((row) => row.id),
      );
      for (const row of missing.filter(({ status }) => status !== "closed")) {
        heal(db, row, result);
        healed.push(change("healed", row));
      }
      after = stored.at(-1)?.fingerprint;
    };
  }
  const rewritten = moves.filter(({ move }) => move.rewrite);
  let writers: ReturnType<typeof prepareWriters> | undefined;
  for (const part of parts(rewritten, WRITTEN)) {
    yield (db) => {
      writers ??= prepareWriters(db);
      for (const planned of part) {
        writeCase(writers, planned, result);
        if (Object.keys(planned.move.life).length > 0) setLife(db, planned);
      }
    };
  }
  return [...moves.map(({ draft, move }) => change(move.change, draft)), ...healed];
}

/** Stored cases in the order of their fingerprints, without the rows that prove them. */
function readStored(db: Db, datasetId: string, after: string): StoredCase[] {
  const { id, fingerprint, anomalyType, status, title, impactCents, impactKnown, currency } = cases;
  return db
    .select({ id, fingerprint, anomalyType, status, title, impactCents, impactKnown, currency })
    .from(cases)
    .where(and(eq(cases.datasetId, datasetId), gt(cases.fingerprint, after)))
    .orderBy(asc(cases.fingerprint))
    .limit(LOOKED_AT)
    .all();
}

function isMissing(row: StoredCase, found: ReadonlySet<string>, finishedDetectors: ReadonlySet<string>): boolean {
  return !found.has(row.fingerprint) && finishedDetectors.has(row.anomalyType);
}

function planMoves(db: Db, drafts: readonly CaseDraft[]): PlannedMove[] {
  const { id, status, evidenceHash, shownHash, grossImpactCents, closedImpactCents, confidence, impactCents } = cases;
  const known = db
    .select({ id, status, evidenceHash, shownHash, grossImpactCents, closedImpactCents, confidence, impactCents })
    .from(cases)
    .where(
      inArray(
        cases.id,
        drafts.map((draft) => draft.id),
      ),
    )
    .all();
  const byId = new Map(known.map((row) => [row.id, row]));
  return drafts.map((draft) => {
    const columns = toColumns(draft);
    return { draft, columns, move: nextMove(byId.get(draft.id), draft, columns.shownHash) };
  });
}

/** Takes the claims of cases that will be written anew, and marks them as half-written until they are. */
function release(db: Db, ids: readonly string[]): void {
  if (ids.length === 0) return;
  releaseClaims(db, ids);
  db.update(cases)
    .set({ shownHash: "" })
    .where(inArray(cases.id, [...ids]))
    .run();
}

function releaseClaims(db: Db, ids: readonly string[]): void {
  if (ids.length === 0) return;
  db.delete(claims)
    .where(inArray(claims.caseId, [...ids]))
    .run();
}

/** Every column that a run says something of, as an upsert takes it from the row that was to be inserted. */
const FROM_RUN = Object.fromEntries(
  Object.entries(getTableColumns(cases))
    .filter(([name]) => !["id", "status", "outcome", "attention", "firstSeenAt", "closedImpactCents"].includes(name))
    .filter(([name]) => !["sentimentOrder", "rankOrder", "impactOrder"].includes(name))
    .map(([name, column]) => [name, sql`excluded.${sql.identifier(column.name)}`]),
) satisfies Record<string, SQL>;

type Writer = (row: Record<string, unknown>) => void;

/** The statements that write a case, built once: building one costs more than running it. */
function prepareWriters(db: Db): Record<"upsertCase" | "insertClaim" | "insertEvent", Writer> {
  const {
    sentimentOrder: _s,
    rankOrder: _r,
    impactOrder: _i,
    closedImpactCents: _unset,
    ...caseColumns
  } = getTableColumns(cases);
  const { seq: _seq, ...eventColumns } = getTableColumns(caseEvents);
  const upsertCase = db
    .insert(cases)
    .values(placeholders(caseColumns))
    .onConflictDoUpdate({ target: cases.id, set: FROM_RUN })
    .prepare();
  const insertClaim = db
    .insert(claims)
    .values(placeholders(getTableColumns(claims)))
    .prepare();
  const insertEvent = db.insert(caseEvents).values(placeholders(eventColumns)).prepare();
  return {
    upsertCase: (row) => void upsertCase.run(row),
    insertClaim: (row) => void insertClaim.run(row),
    insertEvent: (row) => void insertEvent.run(row),
  };
}

function setLife(db: Db, { draft, move }: PlannedMove): void {
  db.update(cases).set(move.life).where(eq(cases.id, draft.id)).run();
}

function writeCase(
  writers: ReturnType<typeof prepareWriters>,
  { draft, columns, move }: PlannedMove,
  { datasetId, runId, at, healedBy }: TriageResult,
): void {
  const born = { status: "open", outcome: "unset", attention: "new", firstSeenAt: at };
  writers.upsertCase({ ...born, ...columns, datasetId, updatedAt: at, runId });
  for (const { table, key, cents } of draft.claims) {
    writers.insertClaim({ datasetId, tableName: table, rowKey: key, caseId: draft.id, cents });
  }
  if (move.kind) {
    const { kind } = move;
    const text = [move.text, ...tellHealing(healedBy.get(draft.id))].join("; ");
    writers.insertEvent({ datasetId, caseId: draft.id, kind, text, actor: "triage", runId, at });
  }
}

function heal(db: Db, { id: caseId, anomalyType }: StoredCase, result: TriageResult): void {
  const { datasetId, runId, at, healedBy, offDetectors } = result;
  const healing = healedBy.get(caseId);
  const row = db.select({ evidence: cases.evidence }).from(cases).where(eq(cases.id, caseId)).get();
  const evidence = [...(row?.evidence ?? []), ...(healing?.evidence ?? [])];
  db.update(cases)
    .set({ status: "closed", attention: "changed", closedImpactCents: 0, evidence, updatedAt: at, runId })
    .where(eq(cases.id, caseId))
    .run();
  const told = tellHealing(healing);
  const healed = `Healed: ${told.length > 0 ? told.join("; ") : "the rows that raised it no longer meet the rule"}`;
  const text = offDetectors?.has(anomalyType) ? "Closed: its detector is switched off" : healed;
  insertCaseEvent(db, { datasetId, caseId, kind: "healed", text, actor: "triage", runId, at });
}

/** What became of the rows, and the money that came back with them. */
function tellHealing(healing: { text: string; recoveries: Recovery[] } | undefined): string[] {
  if (!healing) return [];
  const cents = healing.recoveries.reduce((sum, recovery) => sum + recovery.cents, 0);
  const currency = healing.recoveries[0]?.claim.currency;
  return cents > 0 && currency ? [healing.text, `${formatMoney(cents, currency)} recovered`] : [healing.text];
}

function change(kind: CaseChange["change"], row: Pick<CaseRow, "id" | Shown>): CaseChange {
  const { id, title, impactCents, impactKnown, currency } = row;
  return { caseId: id, change: kind, title, impactCents, currency, ...(impactKnown ? {} : { impactKnown }) };
}

function* parts<T>(all: readonly T[], size: number): Generator<T[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
}
