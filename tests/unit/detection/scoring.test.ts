import fc from "fast-check";
import { sumTotals } from "@/lib/detection/ledger";
import {
  bandOf,
  compareByRank,
  expectedValueCents,
  posteriorConfidence,
  scoreFinding,
  severityOf,
  shownImpactCents,
} from "@/lib/detection/scoring";

const falsePositives = (count: number) => ({ confirmed: 0, falsePositive: count });

test("one false positive: high to medium, $150.00 to $127.50, exactly", () => {
  const finding = { confidence: 0.95, grossImpactCents: 15000, currency: "USD" };
  expect(scoreFinding(finding)).toMatchObject({ confidence: 0.95, confidenceBand: "high", impactCents: 15000 });
  expect(scoreFinding(finding, falsePositives(1))).toEqual({
    confidence: 0.8075,
    confidenceBand: "medium",
    confidencePrior: 0.95,
    impactCents: 12750,
    expectedValueCents: 10296,
    severity: "medium",
  });
});

test.each([
  [0, 1],
  [1, 0.85],
  [2, 0.7391],
  [3, 0.6538],
  [4, 0.5862],
  [5, 0.5312],
])("%i false positives leave %f of the confidence", (count, share) => {
  expect(posteriorConfidence(0.9, falsePositives(count)) / 0.9).toBeCloseTo(share, 3);
});

test("confirmations bring it back", () => {
  expect(posteriorConfidence(0.9, { confirmed: 3, falsePositive: 1 })).toBeCloseTo(0.838, 3);
  expect(posteriorConfidence(0.9, { confirmed: 9, falsePositive: 1 })).toBeCloseTo(0.9, 3);
});

test("any prior that was high is medium after one false positive", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.85, max: 0.99, noNaN: true }), (prior) => {
      expect(bandOf(posteriorConfidence(prior, falsePositives(1)))).toBe("medium");
    }),
  );
});

test("shown impact never passes gross and falls with every false positive", () => {
  const verdicts = fc.record({ confirmed: fc.nat(20), falsePositive: fc.nat(20) });
  fc.assert(
    fc.property(fc.nat(1e12), fc.double({ min: 0.1, max: 0.99, noNaN: true }), verdicts, (gross, prior, seen) => {
      const shown = shownImpactCents(gross, prior, seen);
      expect(shown).toBeLessThanOrEqual(gross);
      expect(shownImpactCents(gross, prior, { ...seen, falsePositive: seen.falsePositive + 1 })).toBeLessThanOrEqual(
        shown,
      );
    }),
  );
});

test("rounds impact half up: 10 x 17 / 20 is 8.5", () => {
  expect(shownImpactCents(10, 0.9, falsePositives(1))).toBe(9);
  expect(expectedValueCents(0.85, 10)).toBe(9);
});

test.each([
  [100000, "USD", "critical"],
  [99999, "USD", "high"],
  [49999, "USD", "medium"],
  [9999, "USD", "low"],
  [1000, "JPY", "critical"],
  [999999, "KWD", "high"],
] as const)("%i %s is %s", (cents, currency, severity) => {
  expect(severityOf(cents, currency)).toBe(severity);
});

test("ranks by expected value, then sentiment risk with unknown last, then id", () => {
  const row = (id: string, expectedValueCents: number, score: number | null) => ({
    id,
    expectedValueCents,
    sentiment: { score },
  });
  const rows = [row("d", 1, null), row("c", 1, 0), row("b", 1, 0.9), row("a", 1, null), row("z", 2, null)];
  expect(rows.sort(compareByRank).map(({ id }) => id)).toEqual(["z", "b", "c", "a", "d"]);
});

test("totals stay apart by kind and currency; the headline is the reporting currency's", () => {
  const totals = sumTotals(
    [
      { impactCents: 100, currency: "USD", moneyKind: "recoverable" },
      { impactCents: 50, currency: "USD", moneyKind: "cash_out" },
      { impactCents: 900, currency: "JPY", moneyKind: "timing" },
    ],
    "USD",
  );
  const none = { recoverable: 0, cash_out: 0, owed_to_customer: 0, timing: 0 };
  expect(totals).toEqual({
    count: 3,
    impactCents: 150,
    currency: "USD",
    byKind: { ...none, recoverable: 100, cash_out: 50 },
    byCurrency: [
      { currency: "JPY", count: 1, impactCents: 900, byKind: { ...none, timing: 900 } },
      { currency: "USD", count: 2, impactCents: 150, byKind: { ...none, recoverable: 100, cash_out: 50 } },
    ],
  });
  expect(sumTotals([], "EUR")).toEqual({ count: 0, impactCents: 0, currency: "EUR", byKind: none, byCurrency: [] });
});
