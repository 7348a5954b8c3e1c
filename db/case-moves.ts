import type { CaseChange } from "@/lib/contract/run";
import { growsEnough } from "@/lib/detection/identity";
import { formatMoney } from "@/lib/money";
import type { CaseDraft, CaseRow } from "./case-rows";

/** What the rules of case identity look at in a stored case. */
export type KnownCase = Pick<
  CaseRow,
  | "id"
  | "status"
  | "evidenceHash"
  | "shownHash"
  | "grossImpactCents"
  | "closedImpactCents"
  | "confidence"
  | "impactCents"
>;

/** What happens to one found case. */
export interface Move {
  change: CaseChange["change"];
  /** The stored row and its claims are written anew. */
  rewrite: boolean;
  kind: "found" | "changed" | "learned" | "reopened" | null;
  text: string;
  life: Partial<Pick<CaseRow, "status" | "outcome" | "attention" | "closedImpactCents">>;
}

const SAME: Move = { change: "same", rewrite: false, kind: null, text: "", life: {} };

/**
 * What happens to one found case, by the rules of case identity. `shownHash` is over everything a person sees of the
 * draft. A stored case whose own hash is empty was left half-written by a killed run and is written again in silence.
 */
export function nextMove(row: KnownCase | undefined, draft: CaseDraft, shownHash: string): Move {
  const money = (cents: number) => formatMoney(cents, draft.currency);
  if (!row) return { change: "new", rewrite: true, kind: "found", text: `Found by ${draft.anomalyType}`, life: {} };
  const sameEvidence = row.evidenceHash === draft.evidenceHash;
  const halfWritten = row.shownHash === "";
  if (row.status === "closed") {
    const closedCents = row.closedImpactCents ?? row.grossImpactCents;
    if (growsEnough(closedCents, draft.grossImpactCents, draft.currency)) {
      const text = `Reopened: ${money(closedCents)} when closed, ${money(draft.grossImpactCents)} now`;
      const life = { status: "open", outcome: "unset", attention: "changed", closedImpactCents: null };
      return { change: "reopened", rewrite: true, kind: "reopened", text, life };
    }
    return { ...SAME, rewrite: !sameEvidence || halfWritten };
  }
  if (!sameEvidence) {
    const text = `Evidence changed: ${money(row.grossImpactCents)} before, ${money(draft.grossImpactCents)} now`;
    return { change: "changed", rewrite: true, kind: "changed", text, life: { attention: "changed" } };
  }
  if (row.confidence !== draft.confidence || row.impactCents !== draft.impactCents) {
    const text = `Confidence ${row.confidence} to ${draft.confidence}, impact ${money(row.impactCents)} to ${money(draft.impactCents)}, from verdicts on this pattern`;
    return { change: "changed", rewrite: true, kind: "learned", text, life: {} };
  }
  if (halfWritten) return { ...SAME, rewrite: true };
  return row.shownHash === shownHash ? SAME : { ...SAME, change: "changed", rewrite: true };
}
