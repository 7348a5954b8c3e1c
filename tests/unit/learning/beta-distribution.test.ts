import fc from "fast-check";
import { betaCdf, betaInterval, betaQuantile, logGamma } from "@/lib/learning/beta-distribution";
import { isContested, observedShare, PRIOR_VERDICTS, patternPosterior } from "@/lib/learning/pattern";

test("logGamma agrees with factorials and the half", () => {
  expect(logGamma(1)).toBeCloseTo(0, 13);
  expect(logGamma(11)).toBeCloseTo(Math.log(3_628_800), 11);
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 13);
});

// Closed forms: I_x(1, b) = 1 - (1 - x)^b, I_x(a, 1) = x^a, I_x(2, 3) = x^2 (6 - 8x + 3x^2),
// arcsine for (1/2, 1/2), and the binomial tail for whole numbers.
test.each([
  [0.3, 1, 4, 1 - 0.7 ** 4],
  [0.3, 5, 1, 0.3 ** 5],
  [0.4, 2, 3, 0.16 * (6 - 3.2 + 0.48)],
  [0.2, 0.5, 0.5, (2 / Math.PI) * Math.asin(Math.sqrt(0.2))],
  [0.5, 300, 300, 0.5],
  [0, 2, 2, 0],
  [1, 2, 2, 1],
])("I_%p(%p, %p) = %p", (x, a, b, expected) => {
  expect(betaCdf(x, a, b)).toBeCloseTo(expected, 12);
});

test("the quantile turns the distribution round, and the two tails mirror each other", () => {
  const shape = fc.double({ min: 0.2, max: 400, noNaN: true });
  fc.assert(
    fc.property(shape, shape, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (a, b, probability) => {
      const x = betaQuantile(probability, a, b);
      // Where x sits within a rounding step of 0 or 1 the distribution is too steep to come back exactly.
      if (x > 1e-12 && x < 1 - 1e-12) expect(betaCdf(x, a, b)).toBeCloseTo(probability, 4);
      expect(betaCdf(x, a, b) + betaCdf(1 - x, b, a)).toBeCloseTo(1, 4);
    }),
    { numRuns: 60 },
  );
});

test("Clopper-Pearson bounds of the promotion gate come out of the quantile", () => {
  // Upper 95 % bound with 0 lost of n is Beta(1, n); with k lost Beta(k + 1, n - k): the gate's own figures.
  expect(betaQuantile(0.95, 1, 60)).toBeCloseTo(0.0487, 4);
  expect(betaQuantile(0.95, 1, 58)).toBeCloseTo(0.0503, 4);
  for (const [lost, needed] of [
    [0, 59],
    [1, 93],
    [2, 124],
    [3, 153],
  ] as const) {
    expect(betaQuantile(0.95, lost + 1, needed - lost)).toBeLessThanOrEqual(0.05);
    expect(betaQuantile(0.95, lost + 1, needed - 1 - lost)).toBeGreaterThan(0.05);
  }
});

test.each([
  [0.9, 0.765, 0.47, 0.96],
  [0.95, 0.8075, 0.53, 0.98],
])("one false positive on a rule that was %p sure leaves %p [%p, %p]", (prior, mean, low, high) => {
  const posterior = patternPosterior(prior, { confirmed: 0, falsePositive: 1 });
  expect(posterior.mean).toBeCloseTo(mean, 12);
  expect(posterior.low).toBeCloseTo(low, 2);
  expect(posterior.high).toBeCloseTo(high, 2);
});

test("the interval holds 90 % of the posterior and shrinks with agreement", () => {
  const a = PRIOR_VERDICTS * 0.9 + 9;
  const b = PRIOR_VERDICTS * 0.1 + 1;
  const { low, high } = betaInterval(a, b);
  expect(betaCdf(high, a, b) - betaCdf(low, a, b)).toBeCloseTo(0.9, 10);
  const early = patternPosterior(0.9, { confirmed: 1, falsePositive: 0 });
  const late = patternPosterior(0.9, { confirmed: 40, falsePositive: 0 });
  expect(late.high - late.low).toBeLessThan(early.high - early.low);
});

test.each([
  [0, 0, false],
  [1, 0, false],
  [1, 1, true],
  [2, 1, true],
  [3, 1, false],
  [4, 2, true],
])("%p confirmed and %p false is contested: %p", (confirmed, falsePositive, expected) => {
  expect(isContested({ confirmed, falsePositive })).toBe(expected);
});

test("an observed share lies inside its interval, the unanimous ones at its end", () => {
  expect(observedShare({ confirmed: 0, falsePositive: 0 })).toBeNull();
  expect(observedShare({ confirmed: 5, falsePositive: 0 })).toMatchObject({ value: 1, high: 1 });
  expect(observedShare({ confirmed: 0, falsePositive: 5 })).toMatchObject({ value: 0, low: 0 });
  const share = observedShare({ confirmed: 60, falsePositive: 40 });
  expect(share?.value).toBe(0.6);
  expect(share?.low).toBeCloseTo(0.518, 2);
  expect(share?.high).toBeCloseTo(0.678, 2);
});
