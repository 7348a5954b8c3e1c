import fc from "fast-check";
import type { CaseChange } from "@/lib/contract/run";
import { KEPT_CHANGES, summarizeChanges } from "@/lib/detection/summarize-changes";

const Change: fc.Arbitrary<CaseChange> = fc.record({
  caseId: fc.uuid(),
  change: fc.constantFrom("new", "changed", "same", "reopened", "healed"),
  title: fc.constant("A case"),
  impactCents: fc.integer({ min: 0, max: 1_000_000 }),
  currency: fc.constantFrom("USD", "EUR"),
});

test("totals count every change to the cent, and those kept are moved ones first, most money first", () => {
  fc.assert(
    fc.property(fc.array(Change, { maxLength: 500 }), (all) => {
      const { changes, changeTotals } = summarizeChanges(all);
      const sum = (rows: readonly { impactCents: number }[]) => rows.reduce((cents, row) => cents + row.impactCents, 0);
      expect(changeTotals.reduce((count, total) => count + total.count, 0)).toBe(all.length);
      expect(sum(changeTotals)).toBe(sum(all));
      expect(changes).toHaveLength(Math.min(all.length, KEPT_CHANGES));
      const rank = changes.map((change) => (change.change === "same" ? 0 : 1));
      expect(rank).toEqual(rank.toSorted((a, b) => b - a));
      const moved = changes.filter((change) => change.change !== "same").map((change) => change.impactCents);
      expect(moved).toEqual(moved.toSorted((a, b) => b - a));
    }),
  );
});
