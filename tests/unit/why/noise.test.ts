import { gainLimit, normalQuantile, normalTail } from "@/lib/why/limit";
import { estimateNoise, huberScale } from "@/lib/why/noise";
import { createDraws } from "@/tests/bench/why/draws";

test.each([
  [0, 0.5],
  [1, 0.158655],
  [1.96, 0.0249979],
  [3, 0.0013499],
  [5, 2.8665e-7],
])("P(Z > %s) is %s", (z, tail) => {
  expect(normalTail(z)).toBeCloseTo(tail, 6);
  if (z > 0) expect(normalQuantile(tail)).toBeCloseTo(z, 3);
});

test("the limit is the chi-square point of one candidate, and grows with the candidates", () => {
  expect(gainLimit(1, 0.05)).toBeCloseTo(3.841, 2);
  expect(gainLimit(1_000, 0.05)).toBeGreaterThan(gainLimit(100, 0.05));
});

test.each([
  [4, 0.0001],
  [0.01, 0.01],
  [1, 0.0025],
])("finds counting noise %s and relative noise %s under a tenth of strays", (phi, sigma2) => {
  const draws = createDraws(5, "noise");
  const size = Float64Array.from({ length: 4_000 }, () => Math.exp(draws.uniform(0, 9)));
  const residual = size.map((m) => {
    const deviation = Math.sqrt(phi * m + sigma2 * m * m);
    return (draws.chance(0.1) ? 40 : 1) * deviation * draws.normal();
  });
  const found = estimateNoise(residual, size);
  expect(Math.sqrt(found.sigma2 / sigma2)).toBeGreaterThan(0.7);
  expect(Math.sqrt(found.sigma2 / sigma2)).toBeLessThan(1.6);
  if (phi >= 1) {
    expect(Math.sqrt(found.phi / phi)).toBeGreaterThan(0.7);
    expect(Math.sqrt(found.phi / phi)).toBeLessThan(1.6);
  }
});

test("a robust scale of squares is the variance of normal values", () => {
  const draws = createDraws(9, "scale");
  const squares = Array.from({ length: 20_000 }, () => (3 * draws.normal()) ** 2);
  expect(huberScale(squares)).toBeCloseTo(9, 0);
  expect(huberScale([])).toBe(0);
});
