import { and, eq, inArray, ne } from "drizzle-orm";
import type { EvidenceRow } from "@/lib/contract/case";
import type { CaseChange } from "@/lib/contract/run";
import { growsEnough } from "@/lib/detection/identity";
import { formatMoney } from "@/lib/money";
import { type CaseDraft, type CaseRow, toColumns } from "./case-rows";
import { insertCaseEvent } from "./cases";
import type { Db } from "./client";
import { cases, claims } from "./tables";

export interface TriageResult {
  datasetId: string;
  runId: string;
  at: string;
  drafts: readonly CaseDraft[];
  /** Detectors that ran to the end: only their missing cases have healed. */
  finishedDetectors: ReadonlySet<string>;
  /** By case id, for cases that are gone from the data: what healed them, in words and rows. */
  healedBy: ReadonlyMap<string, { text: string; evidence: EvidenceRow[] }>;
}

/**
 * Brings the stored cases to what a run found, in one transaction, by case identity: same stays as it is, changed is
 * updated and says what, closed comes back only when it grew, gone is closed as healed. Answers each case's change.
 */
export function applyTriage(db: Db, result: TriageResult): CaseChange[] {
  return db.transaction((tx) => {
    const stored = tx.select().from(cases).where(eq(cases.datasetId, result.datasetId)).all();
    const byFingerprint = new Map(stored.map((row) => [row.fingerprint, row]));
    const found = new Set(result.drafts.map((draft) => draft.fingerprint));
    const gone = stored.filter((row) => isGone(row, found, result.finishedDetectors));
    const moves = result.drafts.map((draft) => ({
      draft,
      move: nextMove(byFingerprint.get(draft.fingerprint), draft),
    }));
    // Claims leave before others arrive: money may have moved from one case to another.
    const touched = [
      ...moves.filter(({ move }) => move.rewrite).map(({ draft }) => draft.id),
      ...stored
        .filter((row) => !found.has(row.fingerprint) && result.finishedDetectors.has(row.anomalyType))
        .map((row) => row.id),
    ];
    for (let at = 0; at < touched.length; at += 500) {
      tx.delete(claims)
        .where(inArray(claims.caseId, touched.slice(at, at + 500)))
        .run();
    }
    for (const row of gone) heal(tx, row, result);
    for (const { draft, move } of moves) if (move.rewrite) write(tx, draft, move, result);
    return [
      ...moves.map(({ draft, move }) => change(draft.id, move.change, draft.title, draft.impactCents, draft.currency)),
      ...gone.map((row) => change(row.id, "healed", row.title, row.impactCents, row.currency)),
    ];
  });
}

/** The open cases that a run did not find again though their detector ran to the end, with their claims. */
export function listGoneCases(
  db: Db,
  datasetId: string,
  found: ReadonlySet<string>,
  finishedDetectors: ReadonlySet<string>,
): { id: string; claims: { table: string; key: string }[] }[] {
  const stored = db
    .select()
    .from(cases)
    .where(and(eq(cases.datasetId, datasetId), ne(cases.status, "closed")))
    .all();
  const gone = stored.filter((row) => isGone(row, found, finishedDetectors)).map((row) => row.id);
  const held = db.select().from(claims).where(inArray(claims.caseId, gone)).all();
  const byCase = Map.groupBy(held, (claim) => claim.caseId);
  return gone.map((id) => ({
    id,
    claims: (byCase.get(id) ?? []).map((claim) => ({ table: claim.tableName, key: claim.rowKey })),
  }));
}

function isGone(row: CaseRow, found: ReadonlySet<string>, finishedDetectors: ReadonlySet<string>): boolean {
  return !found.has(row.fingerprint) && row.status !== "closed" && finishedDetectors.has(row.anomalyType);
}

interface Move {
  change: CaseChange["change"];
  /** The stored row and its claims are written anew. */
  rewrite: boolean;
  kind: "found" | "changed" | "learned" | "reopened" | null;
  text: string;
  life: Partial<Pick<CaseRow, "status" | "outcome" | "attention" | "closedImpactCents">>;
}

const SAME: Move = { change: "same", rewrite: false, kind: null, text: "", life: {} };

/** What happens to one found case, by the rules of case identity. */
function nextMove(row: CaseRow | undefined, draft: CaseDraft): Move {
  const money = (cents: number) => formatMoney(cents, draft.currency);
  if (!row) return { change: "new", rewrite: true, kind: "found", text: `Found by ${draft.anomalyType}`, life: {} };
  const sameEvidence = row.evidenceHash === draft.evidenceHash;
  if (row.status === "closed") {
    if (growsEnough(row.closedImpactCents ?? row.grossImpactCents, draft.grossImpactCents, draft.currency)) {
      const text = `Reopened: ${money(row.closedImpactCents ?? row.grossImpactCents)} when closed, ${money(draft.grossImpactCents)} now`;
      const life = { status: "open", outcome: "unset", attention: "changed", closedImpactCents: null };
      return { change: "reopened", rewrite: true, kind: "reopened", text, life };
    }
    return sameEvidence ? SAME : { ...SAME, rewrite: true };
  }
  if (!sameEvidence) {
    const text = `Evidence changed: ${money(row.grossImpactCents)} before, ${money(draft.grossImpactCents)} now`;
    return { change: "changed", rewrite: true, kind: "changed", text, life: { attention: "changed" } };
  }
  if (row.confidence !== draft.confidence || row.impactCents !== draft.impactCents) {
    const text = `Confidence ${row.confidence} to ${draft.confidence}, impact ${money(row.impactCents)} to ${money(draft.impactCents)}, from verdicts on this pattern`;
    return { change: "changed", rewrite: true, kind: "learned", text, life: {} };
  }
  return sameShown(row, draft) ? SAME : { ...SAME, change: "changed", rewrite: true };
}

/** Whether everything a person sees of the case is as stored. */
function sameShown(row: CaseRow, draft: CaseDraft): boolean {
  return Object.entries(toColumns(draft)).every(
    ([name, value]) => JSON.stringify(row[name as keyof CaseRow]) === JSON.stringify(value),
  );
}

function write(db: Db, draft: CaseDraft, move: Move, { datasetId, runId, at }: TriageResult): void {
  const columns = { ...toColumns(draft), datasetId, updatedAt: at, runId };
  const born = { status: "open", outcome: "unset", attention: "new", firstSeenAt: at };
  db.insert(cases)
    .values({ ...born, ...columns })
    .onConflictDoUpdate({ target: cases.id, set: { ...columns, ...move.life } })
    .run();
  for (const { table, key, cents } of draft.claims) {
    db.insert(claims).values({ datasetId, tableName: table, rowKey: key, caseId: draft.id, cents }).run();
  }
  if (move.kind) {
    insertCaseEvent(db, { datasetId, caseId: draft.id, kind: move.kind, text: move.text, actor: "triage", runId, at });
  }
}

function heal(db: Db, row: CaseRow, { datasetId, runId, at, healedBy }: TriageResult): void {
  const healing = healedBy.get(row.id);
  const evidence = [...row.evidence, ...(healing?.evidence ?? [])];
  db.update(cases)
    .set({ status: "closed", attention: "changed", closedImpactCents: 0, evidence, updatedAt: at, runId })
    .where(and(eq(cases.id, row.id), ne(cases.status, "closed")))
    .run();
  const text = healing?.text ?? "Healed: the rows that raised it no longer do";
  insertCaseEvent(db, { datasetId, caseId: row.id, kind: "healed", text, actor: "triage", runId, at });
}

function change(
  caseId: string,
  kind: CaseChange["change"],
  title: string,
  impactCents: number,
  currency: string,
): CaseChange {
  return { caseId, change: kind, title, impactCents, currency };
}
