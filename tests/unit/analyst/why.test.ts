import fc from "fast-check";
import { productEffects, ratioEffects, roundToTotal, shapleyEffects, simpsonCase } from "@/lib/semantic/why/decompose";
import { gateChange } from "@/lib/semantic/why/gate";
import { exactParts } from "@/lib/semantic/why/parts";

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
const product = (values: readonly number[]) => values.reduce((all, value) => all * value, 1);
const factor = fc.double({ min: 0.001, max: 1e6, noNaN: true });

test("the worked example: 500 x 2.1 x .95238 to 480 x 2.0625 x .90909", () => {
  const effects = productEffects([500, 2.1, 0.952381], [480, 2.0625, 0.909091]);
  expect(effects.map((value) => Math.round(value * 100) / 100)).toEqual([-38.75, -17.1, -44.15]);
  const shapley = shapleyEffects([500, 2.1, 0.952381], [480, 2.0625, 0.909091], product);
  expect(shapley.map((value) => Math.round(value * 100) / 100)).toEqual([-38.74, -17.1, -44.15]);
});

test("effects of a product add up to its change, zeros and changes of sign included", () => {
  const value = fc.oneof(
    factor,
    fc.constant(0),
    factor.map((one) => -one),
  );
  fc.assert(
    fc.property(
      fc
        .integer({ min: 1, max: 4 })
        .chain((n) =>
          fc.tuple(fc.array(value, { minLength: n, maxLength: n }), fc.array(value, { minLength: n, maxLength: n })),
        ),
      ([before, after]) => {
        const change = product(after) - product(before);
        const size = Math.max(
          1,
          Math.abs(product(after)),
          Math.abs(product(before)),
          ...productEffects(before, after).map(Math.abs),
        );
        expect(Math.abs(sum(productEffects(before, after)) - change) / size).toBeLessThan(1e-6);
      },
    ),
  );
});

test("the refund-rate example: +3.61 points are +2.93 of rate and +0.68 of mix", () => {
  const effects = ratioEffects([
    { label: "NA", d0: 600, n0: 24, d1: 500, n1: 21 },
    { label: "EMEA", d0: 250, n0: 15, d1: 340, n1: 54.4 },
    { label: "APAC", d0: 200, n0: 11, d1: 150, n1: 7.5 },
  ]);
  const points = (value: number) => Math.round(value * 1e4) / 100;
  expect(points(sum((effects ?? []).map((effect) => effect.rate)))).toBe(2.93);
  expect(points(sum((effects ?? []).map((effect) => effect.mix)))).toBe(0.68);
  expect(points(effects?.[1]?.rate ?? 0)).toBe(2.91);
});

test("rates and mix add up to the change of any ratio, with new and vanished segments", () => {
  const side = fc
    .tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 5000 }))
    .map(([n, d]) => (d === 0 ? { n: 0, d } : { n, d }));
  fc.assert(
    fc.property(fc.array(fc.tuple(side, side), { minLength: 1, maxLength: 8 }), (pairs) => {
      const segments = pairs.map(([before, after], at) => ({
        label: String(at),
        n0: before.n,
        d0: before.d,
        n1: after.n,
        d1: after.d,
      }));
      const effects = ratioEffects(segments);
      const total = (key: "n0" | "d0" | "n1" | "d1") => sum(segments.map((segment) => segment[key]));
      if (total("d0") === 0 || total("d1") === 0) return expect(effects).toBeNull();
      const change = total("n1") / total("d1") - total("n0") / total("d0");
      expect(sum((effects ?? []).map((effect) => effect.rate + effect.mix))).toBeCloseTo(change, 9);
    }),
  );
});

test("rounded parts add up to the total", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 12 }), (parts) => {
      const total = Math.round(sum(parts)) || 0;
      const rounded = roundToTotal(parts, total);
      expect(sum(rounded)).toBe(total);
      rounded.forEach((value, at) => {
        expect(Math.abs(value - (parts[at] ?? 0))).toBeLessThanOrEqual(2);
      });
    }),
  );
});

test("shown parts, others and the rest add up; offsetting parts have no shares", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -1e8, max: 1e8 }), { maxLength: 30 }),
      fc.integer({ min: -1e8, max: 1e8 }),
      (deltas, total) => {
        const parts = exactParts(
          deltas.map((delta, at) => ({ label: String(at), delta })),
          total,
          "Rest",
        );
        expect(sum(parts.map((part) => part.deltaCents))).toBe(parts.length === 0 ? 0 : total);
        expect(parts.length).toBeLessThanOrEqual(10);
      },
    ),
  );
  const offsetting = exactParts(
    [
      { label: "a", delta: 1000 },
      { label: "b", delta: -990 },
    ],
    10,
    "Rest",
  );
  expect(offsetting.map((part) => part.share)).toEqual([null, null]);
});

test.each([
  ["too few periods", [1, 2, 3, 4, 5, 6], 20, null, /too little data/i],
  ["within normal variation", [100, 125, 110, 130, 115, 120, 131], 140, 0.4, /within normal/],
  ["no variation", [1, 2, 3, 4, 5, 6, 7, 8], 9, null, /do not vary/],
] as const)("gate: %s", (_, history, current, z, text) => {
  const gate = gateChange(history, current);
  expect(gate.text).toMatch(text);
  if (z === null) expect(gate.z).toBeNull();
  else expect(Math.abs((gate.z ?? 9) - z)).toBeLessThan(2);
});

test("gate: the worked example stands at z = -3.54", () => {
  const history = [1000, 1025, 1010, 1030, 1015, 1020];
  expect(gateChange([...history, 1025], 925).z).toBeLessThan(-2);
  const deltas = [25, -15, 20, -15, 5];
  const center = 5;
  expect(deltas.sort((a, b) => a - b)[2]).toBe(center);
  expect((0.6745 * (-100 - center)) / 20).toBeCloseTo(-3.54, 2);
});

test.each([
  [
    "every rate rose and the whole fell",
    [
      [90, 100, 95, 100],
      [10, 100, 100, 900],
    ],
    true,
  ],
  [
    "every rate fell and the whole rose",
    [
      [20, 100, 171, 900],
      [5, 100, 4, 100],
    ],
    true,
  ],
  [
    "one rate moved with the whole",
    [
      [90, 100, 80, 100],
      [10, 100, 120, 900],
    ],
    false,
  ],
  ["one segment alone", [[10, 100, 20, 100]], false],
  [
    "a new segment has no rate before",
    [
      [10, 100, 20, 100],
      [0, 0, 5, 900],
    ],
    false,
  ],
] as const)("Simpson: %s", (_, rows, is) => {
  const segments = rows.map(([n0, d0, n1, d1], at) => ({ label: String(at), n0, d0, n1, d1 }));
  expect(simpsonCase(segments)).toBe(is);
  const effects = ratioEffects(segments) ?? [];
  const total = (key: "n0" | "d0" | "n1" | "d1") => sum(segments.map((segment) => segment[key]));
  const change = total("n1") / total("d1") - total("n0") / total("d0");
  expect(sum(effects.map(({ rate, mix }) => rate + mix))).toBeCloseTo(change, 12);
});
