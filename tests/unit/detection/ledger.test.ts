import fc from "fast-check";
import type { Finding } from "@/lib/detection/detector";
import { openLedger } from "@/lib/detection/ledger";
import { spreadCents } from "@/lib/detection/spread-cents";

const finding = (entityKey: string, wanted: Record<string, number>): Finding => ({
  entityKey,
  entity: { kind: "refund", id: entityKey, label: entityKey, customerId: null, region: null },
  currency: "USD",
  confidence: 0.9,
  wanted: Object.entries(wanted).map(([key, cents]) => ({ table: "refunds", key, cents })),
  evidence: Object.keys(wanted).map((key) => ({ table: "refunds", key, role: "claimed", values: {} })),
  texts: [],
  title: "",
  summary: "",
  recommendedAction: "",
});
const detector = (id: string) => ({ id, moneyKind: "cash_out" as const });

test("the first detector holds the row, the second keeps what is left, both say who else saw it", () => {
  const ledger = openLedger();
  expect(ledger.grant(detector("first"), [finding("a", { r1: 100, r2: 50 })])).toBe(1);
  expect(ledger.grant(detector("second"), [finding("b", { r2: 80, r3: 70 }), finding("c", { r1: 1 })])).toBe(1);
  expect(ledger.centsOf("refunds", "r2")).toBe(50);
  expect(ledger.centsOf("refunds", "r9")).toBe(0);
  const [first, second] = ledger.settle();
  expect(first).toMatchObject({ fingerprint: "first:a", grossImpactCents: 150, alsoSeenBy: ["second"] });
  expect(second).toMatchObject({
    fingerprint: "second:b",
    claims: [{ table: "refunds", key: "r3", cents: 70 }],
    grossImpactCents: 70,
    alsoSeenBy: ["first"],
    evidence: [
      { key: "r2", role: "context", values: {} },
      { key: "r3", role: "claimed", values: { claimedCents: 70 } },
    ],
  });
});

test("refuses two cases about one entity and cents that are not whole, granting nothing", () => {
  const ledger = openLedger();
  expect(() => ledger.grant(detector("d"), [finding("a", { r1: 1 }), finding("a", { r2: 1 })])).toThrow(/one entity/);
  expect(() => ledger.grant(detector("d"), [finding("a", { r1: 1, r2: 1.5 })])).toThrow(/1.5 cents of r2/);
  expect([ledger.settle(), ledger.centsOf("refunds", "r1")]).toEqual([[], 0]);
});

const wants = fc.dictionary(fc.constantFrom("r1", "r2", "r3", "r4", "r5"), fc.integer({ min: 0, max: 1000 }));

test("whatever the overlap, no row is claimed twice and claims add up to gross impact", () => {
  fc.assert(
    fc.property(fc.array(fc.array(wants, { maxLength: 4 }), { maxLength: 5 }), (detectors) => {
      const ledger = openLedger();
      detectors.forEach((findings, at) => {
        ledger.grant(
          detector(`d${at}`),
          findings.map((wanted, n) => finding(`${n}`, wanted)),
        );
      });
      const cases = ledger.settle();
      const rows = cases.flatMap((found) => found.claims.map((claim) => claim.key));
      expect(new Set(rows).size).toBe(rows.length);
      for (const found of cases) {
        const sum = found.claims.reduce((total, claim) => total + claim.cents, 0);
        expect(found.grossImpactCents).toBe(sum);
        expect(sum).toBeGreaterThan(0);
      }
    }),
  );
});

test("the order of a finding's wanted rows changes nothing", () => {
  fc.assert(
    fc.property(wants, wants, (first, second) => {
      const settle = (turn: (wanted: Finding) => Finding) => {
        const ledger = openLedger();
        ledger.grant(detector("a"), [turn(finding("x", first))]);
        ledger.grant(detector("b"), [turn(finding("x", second))]);
        return ledger
          .settle()
          .map(({ claims, alsoSeenBy, grossImpactCents }) => ({ claims, alsoSeenBy, grossImpactCents }));
      };
      const reversed = (found: Finding) => ({ ...found, wanted: [...found.wanted].reverse() });
      expect(settle(reversed)).toEqual(settle((found) => found));
    }),
  );
});

const weights = fc.uniqueArray(
  fc.record({ key: fc.string({ minLength: 1 }), weight: fc.integer({ min: 0, max: 1e12 }) }),
  {
    selector: (share) => share.key,
    minLength: 1,
    maxLength: 30,
  },
);

test("largest remainder spreads exactly, within every row, whatever the order", () => {
  fc.assert(
    fc.property(weights, fc.double({ min: 0, max: 1, noNaN: true }), (shares, part) => {
      const whole = shares.reduce((sum, share) => sum + share.weight, 0);
      const total = Math.floor(whole * part);
      const spread = spreadCents(total, shares);
      expect([...spread.values()].reduce((sum, cents) => sum + cents, 0)).toBe(total);
      for (const { key, weight } of shares) {
        const cents = spread.get(key) ?? -1;
        expect(cents).toBeGreaterThanOrEqual(0);
        expect(cents).toBeLessThanOrEqual(weight);
      }
      expect([...spreadCents(total, [...shares].reverse())].sort()).toEqual([...spread].sort());
    }),
  );
});

test("remainder ties go by key", () => {
  expect(
    [
      ...spreadCents(2, [
        { key: "b", weight: 1 },
        { key: "a", weight: 1 },
        { key: "c", weight: 1 },
      ]),
    ].sort(),
  ).toEqual([
    ["a", 1],
    ["b", 1],
    ["c", 0],
  ]);
});
