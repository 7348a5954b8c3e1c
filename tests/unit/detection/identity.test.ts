import { caseIdOf, evidenceHash, fingerprintOf, growsEnough } from "@/lib/detection/identity";
import { DETECTORS, findDetector } from "@/lib/detection/registry";

const claims = [
  { table: "refunds", key: "r1", cents: 100 },
  { table: "refunds", key: "r2", cents: 200 },
];

test("the evidence hash follows rows and cents, not their order", () => {
  expect(evidenceHash([...claims].reverse())).toBe(evidenceHash(claims));
  expect(evidenceHash(claims.slice(1))).not.toBe(evidenceHash(claims));
  expect(evidenceHash([{ table: "refunds", key: "r1", cents: 101 }, ...claims.slice(1)])).not.toBe(
    evidenceHash(claims),
  );
});

test("a case id is the dataset's and the fingerprint's", () => {
  expect(caseIdOf("d1", "underbilling:s1")).toMatch(/^case_[0-9a-f]{12}$/);
  expect(caseIdOf("d1", "underbilling:s1")).toBe(caseIdOf("d1", fingerprintOf("underbilling", "s1")));
  expect(caseIdOf("d2", "underbilling:s1")).not.toBe(caseIdOf("d1", "underbilling:s1"));
});

test.each([
  [10000, 12000, "USD", false],
  [10000, 12001, "USD", true],
  [100, 200, "USD", false],
  [100, 201, "USD", true],
  [3, 5, "JPY", true],
  [10000, 5000, "USD", false],
])("closed at %i, now %i %s: reopens %s", (closed, now, currency, reopens) => {
  expect(growsEnough(closed, now, currency)).toBe(reopens);
});

test("every detector's defaults are valid and start its grid", () => {
  for (const detector of DETECTORS) {
    expect(detector.parameters.parse(detector.defaults)).toEqual(detector.defaults);
    for (const [name, values] of Object.entries(detector.grid)) {
      expect(values?.[0]).toBe(detector.defaults[name]);
      for (const value of values ?? []) detector.parameters.parse({ ...detector.defaults, [name]: value });
    }
    expect(findDetector(detector.id)).toBe(detector);
  }
  expect(findDetector("nonsense")).toBeNull();
});

test("the more specific cause claims first", () => {
  const ids = DETECTORS.map((detector) => detector.id);
  expect(ids.indexOf("tier_mismatch")).toBeLessThan(ids.indexOf("underbilling"));
  expect(ids.indexOf("duplicate_refund")).toBeLessThan(ids.indexOf("refund_spike"));
});
