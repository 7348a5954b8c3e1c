import { expectedValues } from "@/lib/why/expectation";
import { findCauses } from "@/lib/why/find-causes";
import { buildLeafTable } from "@/lib/why/leaf-table";
import { ratioWorld } from "@/tests/bench/why/ratio-worlds";

const asserted = (table: Parameters<typeof findCauses>[0]) =>
  findCauses(table)
    .causes.filter(({ selected }) => selected)
    .map(({ cause }) => cause);

test("a base of longer time sets the rate, not the level", () => {
  const rows = ["u", "v", "w", "x", "y", "z"].flatMap((a) =>
    ["1", "2", "3", "4"].map((b) => ({
      values: [a, b],
      base: 2_000,
      baseDenominator: 40_000,
      actual: a === "y" ? 500 : 250,
      actualDenominator: 5_000,
    })),
  );
  const table = buildLeafTable(["a", "b"], rows);
  expect([...expectedValues(table).values].every((value) => Math.abs(value - 250) < 1)).toBe(true);
  expect(asserted(table)).toEqual([{ a: "y" }]);
});

test("a shift between segments of different rates is no cause while each keeps its rate", () => {
  let reports = 0;
  for (let seed = 300; seed < 320; seed += 1)
    reports += asserted(ratioWorld(seed, { label: "unit", depths: [], mixShift: true }).table).length;
  expect(reports).toBeLessThanOrEqual(2);
});

test("the widest segment that is evenly affected is the cause", () => {
  let right = 0;
  for (let seed = 400; seed < 420; seed += 1) {
    const { table, truth } = ratioWorld(seed, { label: "unit", depths: [1] });
    const [first] = asserted(table);
    const [[dim, [value]] = ["", [""]]] = Object.entries(truth[0] ?? {});
    if (first && Object.keys(first).length === 1 && first[dim] === value) right += 1;
  }
  expect(right).toBeGreaterThanOrEqual(18);
});

test("a leaf that the base never saw takes the rate of its values", () => {
  const rows = [
    { values: ["x", "1"], base: 100, baseDenominator: 1_000, actual: 100, actualDenominator: 1_000 },
    { values: ["x", "2"], base: 200, baseDenominator: 1_000, actual: 200, actualDenominator: 1_000 },
    { values: ["y", "1"], base: 200, baseDenominator: 1_000, actual: 200, actualDenominator: 1_000 },
    { values: ["y", "2"], base: 0, baseDenominator: 0, actual: 40, actualDenominator: 100 },
  ];
  expect(expectedValues(buildLeafTable(["a", "b"], rows)).values[3]).toBeCloseTo(40, 0);
});
