import type { CaseChange, ChangeTotal } from "../contract/run";
import { compareText } from "./read-values";

/** Changes that a run keeps one by one; the others are in its totals. */
export const KEPT_CHANGES = 200;

/**
 * What a run keeps of its changes: those of most money, moved cases before those that stayed, and the sums of all of
 * them per way and currency. Amounts are integer minor units; they order across currencies by their bare number.
 */
export function summarizeChanges(all: readonly CaseChange[]): { changes: CaseChange[]; changeTotals: ChangeTotal[] } {
  const stays = (change: CaseChange) => (change.change === "same" ? 1 : 0);
  const changes = [...all]
    .sort((a, b) => stays(a) - stays(b) || b.impactCents - a.impactCents || compareText(a.caseId, b.caseId))
    .slice(0, KEPT_CHANGES);
  return { changes, changeTotals: totalChanges(all) };
}

/** The sums of changes per way and currency. */
export function totalChanges(all: readonly CaseChange[]): ChangeTotal[] {
  const totals = new Map<string, ChangeTotal>();
  for (const { change, currency, impactCents } of all) {
    const key = `${change} ${currency}`;
    const before = totals.get(key) ?? { change, currency, count: 0, impactCents: 0 };
    totals.set(key, { ...before, count: before.count + 1, impactCents: before.impactCents + impactCents });
  }
  return [...totals.entries()].sort(([a], [b]) => compareText(a, b)).map(([, total]) => total);
}
