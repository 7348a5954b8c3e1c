import fc from "fast-check";
import type { Feedback, LearningUpdate } from "@/lib/contract/feedback";
import { DETECTORS } from "@/lib/detection/registry";
import { posteriorConfidence } from "@/lib/detection/scoring";
import {
  brierScore,
  calibrationError,
  calibrationErrorFloor,
  type Judged,
  reliabilityBins,
} from "@/lib/learning/calibration";
import { canonicalJson } from "@/lib/learning/canonical-json";
import { foldMemory } from "@/lib/learning/fold-memory";
import { patternPosterior } from "@/lib/learning/pattern";
import {
  CONFIRMED_CASES_NEEDED,
  stricterSteps,
  thresholdEvidence,
  unsupportedProposals,
} from "@/lib/learning/propose-thresholds";

const verdict = (over: Partial<Feedback>): Feedback => ({
  id: "f1",
  caseId: "case_a",
  fingerprint: "duplicate_refund:a",
  anomalyType: "duplicate_refund",
  verdict: "false_positive",
  reason: "rule_wrong",
  note: null,
  reviewer: "ana",
  live: true,
  retractedAt: null,
  at: "2026-03-01T10:00:00.000Z",
  ...over,
});

test("canonical JSON does not depend on the order of members and reads back as the value", () => {
  expect(canonicalJson({ b: 1, a: { d: [2, { z: null, y: "é" }], c: undefined } })).toBe(
    '{"a":{"d":[2,{"y":"é","z":null}]},"b":1}',
  );
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const turned = Object.fromEntries(Object.entries(value).reverse());
      expect(canonicalJson(turned)).toBe(canonicalJson(value));
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test("the fold counts live truth verdicts per fingerprint, in any order, whatever the reason", () => {
  const all = [
    verdict({}),
    verdict({ reason: "expected_here", reviewer: "ben" }),
    verdict({ verdict: "approve", reason: null, reviewer: "cleo" }),
    verdict({ verdict: "approve", live: false }),
    verdict({ verdict: "useful" }),
    verdict({ verdict: "reject", fingerprint: "duplicate_refund:b" }),
  ];
  const parameters = { refund_spike: { k: 3.5 } };
  const folded = foldMemory(all, parameters);
  expect(folded).toEqual({
    patterns: { "duplicate_refund:a": { confirmed: 1, falsePositive: 2 } },
    parameters,
  });
  expect(canonicalJson(foldMemory(all.toReversed(), parameters))).toBe(canonicalJson(folded));
});

test("the posterior's mean is the confidence that triage shows", () => {
  const votes = fc.integer({ min: 0, max: 60 });
  fc.assert(
    fc.property(fc.double({ min: 0.05, max: 0.99, noNaN: true }), votes, votes, (prior, confirmed, falsePositive) => {
      const { mean, low, high } = patternPosterior(prior, { confirmed, falsePositive });
      expect(mean).toBeCloseTo(posteriorConfidence(prior, { confirmed, falsePositive }), 5);
      expect(low).toBeLessThan(mean);
      expect(high).toBeGreaterThan(low);
    }),
    { numRuns: 50 },
  );
});

test("Brier and ECE of known statements", () => {
  const judged: Judged[] = [
    { stated: 0.9, confirmed: true },
    { stated: 0.6, confirmed: false },
  ];
  expect(brierScore(judged)).toBeCloseTo((0.01 + 0.36) / 2, 12);
  expect(calibrationError(judged)).toBeCloseTo((0.1 + 0.6) / 2, 12);
  expect([brierScore([]), calibrationError([]), calibrationErrorFloor([])]).toEqual([null, null, null]);
});

test("bins are of equal size and lose no statement", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 137 }), (n) => {
      const bins = reliabilityBins(Array.from({ length: n }, (_, at) => ({ stated: at / n, confirmed: at % 3 > 0 })));
      const sizes = bins.map((bin) => bin.n);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(n);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      expect(bins).toHaveLength(Math.min(10, n));
    }),
  );
});

test("equal confidences are not sorted by outcome, which would make up an error", () => {
  const judged = Array.from({ length: 100 }, (_, at) => ({ stated: 0.5, confirmed: at % 2 === 0 }));
  expect(calibrationError(judged)).toBeCloseTo(0, 12);
});

// For m statements of chance p a bin, the mean of |excess| / m is about sqrt(2 / pi) sqrt(p (1 - p) / m).
test.each([
  [100, 0.5],
  [1000, 0.7],
])("a calibrated model's error at n = %p follows the normal approximation", (n, chance) => {
  const floor = calibrationErrorFloor(Array.from({ length: n }, () => chance));
  const expected = Math.sqrt(2 / Math.PI) * Math.sqrt((chance * (1 - chance)) / (n / 10));
  expect(Math.abs((floor?.mean ?? 0) / expected - 1)).toBeLessThan(0.06);
  expect(floor?.low).toBeLessThan(floor?.mean ?? 0);
  expect(floor?.high).toBeGreaterThan(floor?.mean ?? 1);
  expect(calibrationErrorFloor(Array.from({ length: n }, () => chance))).toEqual(floor);
});

test("zero lost needs 59 confirmed cases", () => expect(CONFIRMED_CASES_NEEDED).toBe(59));

test.each([
  [[72, 48, 24], 72, 48],
  [[72, 48, 24], 60, 48],
  [[72, 48, 24], 24, undefined],
  [[2, 3, 5], 2, 3],
  [[2, 3, 5], 9, undefined],
  [[], 9, undefined],
])("on the grid %p, %p goes to %p", (grid, from, to) => {
  const detector = { id: "d", title: "D", defaults: { knob: 1 }, grid: { knob: grid } };
  expect(stricterSteps(detector, { d: { knob: from } }).map((step) => step.to)).toEqual(to === undefined ? [] : [to]);
});

test("every detector's grid starts at its default and every step on it is one the detector accepts", () => {
  for (const detector of DETECTORS) {
    for (const step of stricterSteps(detector, {})) {
      expect(detector.grid[step.parameter]?.slice(0, 2)).toEqual([step.from, step.to]);
      expect(detector.parameters.safeParse({ ...detector.defaults, [step.parameter]: step.to }).success).toBe(true);
    }
  }
});

test("contested patterns and expected cases do not speak for a stricter rule", () => {
  const live = [
    verdict({ id: "f1" }),
    verdict({ id: "f2", fingerprint: "duplicate_refund:b" }),
    verdict({ id: "f3", fingerprint: "duplicate_refund:b", reviewer: "ben", verdict: "approve", reason: null }),
    verdict({ id: "f4", fingerprint: "duplicate_refund:c", reason: "expected_here" }),
    verdict({ id: "f5", fingerprint: "refund_spike:x", anomalyType: "refund_spike" }),
  ];
  const state = foldMemory(live, {});
  expect(thresholdEvidence("duplicate_refund", live, state.patterns).map((entry) => entry.id)).toEqual(["f1"]);
  const shadow = (id: string, feedbackIds: string[]): LearningUpdate => ({
    id,
    kind: "threshold",
    status: "shadow",
    scope: "duplicate_refund",
    title: "",
    before: {},
    after: {},
    why: "",
    proposer: "rules",
    feedbackIds,
    memoryVersion: null,
    at: "2026-03-01T10:00:00.000Z",
  });
  const shadows = [shadow("kept", ["f0", "f1"]), shadow("contested", ["f2"]), shadow("retracted", ["f9"])];
  expect(unsupportedProposals(shadows, live, state).map((update) => update.id)).toEqual(["contested", "retracted"]);
});
