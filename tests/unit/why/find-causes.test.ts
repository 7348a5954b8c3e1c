import { findCauses } from "@/lib/why/find-causes";
import type { WhyFindings } from "@/lib/why/findings";
import { buildLeafTable, type LeafRow } from "@/lib/why/leaf-table";
import { createDraws } from "@/tests/bench/why/draws";

const assertedOf = ({ causes }: WhyFindings) => causes.filter(({ selected }) => selected).map(({ cause }) => cause);

/** A full table of `cards` values a dimension; `change` says by what factor a cell moves. */
function worldOf(
  cards: readonly number[],
  { seed = 1, noise = 0.05, change }: { seed?: number; noise?: number; change: (codes: readonly number[]) => number },
): LeafRow[] {
  const draws = createDraws(seed, "unit");
  let cells: number[][] = [[]];
  for (const size of cards)
    cells = cells.flatMap((codes) => Array.from({ length: size }, (_, code) => [...codes, code]));
  return cells.map((codes) => {
    const base = 100 * Math.exp(draws.normal());
    const actual = base * change(codes) * Math.exp(noise * draws.normal());
    return { values: codes.map((code, d) => `${"abcdef"[d]}${code}`), base, actual };
  });
}

test("the worked example: EMEA x Enterprise, 95.3 below what the rest's growth makes of it", () => {
  const rows = [
    ["NA", "Ent", 400, 396],
    ["NA", "Pro", 200, 202],
    ["EMEA", "Ent", 150, 54],
    ["EMEA", "Pro", 100, 98],
    ["APAC", "Ent", 90, 92],
    ["APAC", "Pro", 60, 58],
  ] as const;
  const found = findCauses(
    buildLeafTable(
      ["region", "tier"],
      rows.map(([region, tier, base, actual]) => ({ values: [region, tier], base, actual })),
    ),
  );
  expect(assertedOf(found)).toEqual([{ region: "EMEA", tier: "Ent" }]);
  expect(found.causes[0]?.excess).toBeCloseTo(-95.3, 1);
  expect(found.causes[0]?.effect).toBeCloseTo(-0.638, 3);
});

test.each([
  ["one dimension", { a: "a1" }, ([a]: readonly number[]) => a === 1],
  ["two dimensions", { a: "a1", c: "c2" }, ([a, , c]: readonly number[]) => a === 1 && c === 2],
  ["all dimensions", { a: "a3", b: "b0", c: "c2", d: "d1" }, (codes: readonly number[]) => codes.join() === "3,0,2,1"],
  ["a value set", { b: ["b1", "b4"] }, ([, b]: readonly number[]) => b === 1 || b === 4],
  [
    "a value set in two dimensions",
    { a: "a0", b: ["b1", "b4"] },
    ([a, b]: readonly number[]) => a === 0 && (b === 1 || b === 4),
  ],
])("finds a cause of %s and nothing else", (_, cause, isInside) => {
  for (const factor of [0.4, 2.2]) {
    const rows = worldOf([5, 8, 5, 3], { change: (codes) => (isInside(codes) ? factor : 1) });
    expect(assertedOf(findCauses(buildLeafTable(["a", "b", "c", "d"], rows)))).toEqual([cause]);
  }
});

test("finds two causes that share a value, not their parent", () => {
  const change = ([a, b, c]: readonly number[]) => (a === 1 && b === 2 ? 0.3 : a === 1 && c === 3 && b !== 2 ? 0.5 : 1);
  const found = findCauses(buildLeafTable(["a", "b", "c"], worldOf([5, 6, 6], { change })));
  expect(assertedOf(found)).toEqual(
    expect.arrayContaining([
      { a: "a1", b: "b2" },
      { a: "a1", c: "c3" },
    ]),
  );
  expect(assertedOf(found)).toHaveLength(2);
});

test("says nothing where everything grew alike, and still lists five segments for a look", () => {
  let reports = 0;
  for (let seed = 0; seed < 20; seed += 1) {
    const found = findCauses(
      buildLeafTable(["a", "b", "c"], worldOf([5, 6, 6], { seed, noise: 0.12, change: () => 1.3 })),
    );
    expect(found.causes.length).toBeGreaterThanOrEqual(5);
    reports += assertedOf(found).length;
  }
  expect(reports).toBeLessThanOrEqual(1);
});

test("what moved against the whole is an offset, not a cause; both are causes where they cancel out", () => {
  const moving =
    (rise: number) =>
    ([a, b]: readonly number[]) =>
      a === 0 ? 0.3 : a === 4 && b === 1 ? rise : 1;
  const table = (rise: number) => buildLeafTable(["a", "b"], worldOf([6, 12], { noise: 0.02, change: moving(rise) }));
  const small = findCauses(table(1.4));
  expect(assertedOf(small)).toEqual([{ a: "a0" }]);
  expect(small.causes.find(({ role }) => role === "offset")?.cause).toEqual({ a: "a4", b: "b1" });
  const cancelling = findCauses(table(25));
  expect(assertedOf(cancelling)).toHaveLength(2);
  expect(cancelling.causes[0]?.share).toBeNull();
});

test("excess of the causes and the remainder add up to the change", () => {
  const found = findCauses(
    buildLeafTable(["a", "b"], worldOf([8, 8], { change: ([a, b]) => (a === 2 ? 0.5 : b === 3 ? 0.7 : 1.02) })),
  );
  const sum = found.causes.filter(({ role }) => role !== "candidate").reduce((all, { excess }) => all + excess, 0);
  expect(sum + found.remainder).toBeCloseTo(found.actual - found.base, 6);
});

test("a segment that is new or gone is a cause", () => {
  for (const side of ["base", "actual"] as const) {
    const rows = worldOf([6, 7, 4], { change: () => 1 }).map((row) =>
      row.values[0] === "a2" ? { ...row, [side]: 0 } : row,
    );
    expect(assertedOf(findCauses(buildLeafTable(["a", "b", "c"], rows)))).toEqual([{ a: "a2" }]);
  }
});

test("the same table gives the same answer, whatever the order of rows and columns", () => {
  const rows = worldOf([5, 6, 4], { change: ([a, , c]) => (a === 1 && c === 0 ? 0.5 : 1) });
  const one = findCauses(buildLeafTable(["a", "b", "c"], rows));
  const turned = rows.map((row) => ({ ...row, values: [...row.values].reverse() })).reverse();
  const other = findCauses(buildLeafTable(["c", "b", "a"], turned));
  expect(assertedOf(other)).toEqual(assertedOf(one).map((cause) => expect.objectContaining(cause)));
  expect(other.causes[0]?.excess).toBeCloseTo(one.causes[0]?.excess ?? Number.NaN, 3);
});

test("says that a small book is too small to go deeper", () => {
  const draws = createDraws(3, "small");
  const count = (events: number) =>
    worldOf([6, 6, 6], { change: () => 1 }).map(({ values }) => ({
      values,
      base: draws.poisson(events / 216),
      actual: draws.poisson(events / 216),
    }));
  const small = findCauses(buildLeafTable(["a", "b", "c"], count(800)));
  expect(small.notes.join()).toContain("Too little data to go deeper than one dimension");
  const large = findCauses(buildLeafTable(["a", "b", "c"], count(200_000)));
  expect(large.notes).toEqual([]);
});

test.each([
  ["no rows", []],
  ["one row", [{ values: ["a0"], base: 5, actual: 9 }]],
  ["zeros", [{ values: ["a0"], base: 0, actual: 0 }]],
  [
    "negative values",
    [
      { values: ["a0"], base: -5, actual: -9 },
      { values: ["a1"], base: 5, actual: 9 },
      { values: ["a2"], base: 7, actual: 7 },
    ],
  ],
])("survives %s with finite figures", (_, rows: LeafRow[]) => {
  const found = findCauses(buildLeafTable(["a"], rows));
  for (const { gain, effect, excess } of found.causes) expect([gain, effect, excess].every(Number.isFinite)).toBe(true);
  expect(assertedOf(found)).toEqual([]);
});

test.each([
  ["a total above zero", 0.4],
  ["a total about zero", 1],
  ["a total below zero", 2.5],
])("values below zero are found like others, with %s", (_, credits) => {
  // Kind c0 is invoices, c1 credits, which are negative; those of a1 tripled.
  const rows = worldOf([4, 6, 2], { change: ([a, , c]) => (a === 1 && c === 1 ? 3 : 1) }).map((row) => {
    const sign = row.values[2] === "c1" ? -credits : 1;
    return { ...row, base: sign * row.base, actual: sign * row.actual };
  });
  const found = findCauses(buildLeafTable(["a", "b", "kind"], rows));
  expect(assertedOf(found)).toEqual([{ a: "a1", kind: "c1" }]);
  expect(found.causes[0]?.excess).toBeLessThan(0);
});

test("a base of nothing but zeros, and one of one leaf, end without a claim", () => {
  const zeros = ["a", "b", "c"].map((value, at) => ({ values: [value], base: 0, actual: at * 10 }));
  for (const rows of [zeros, zeros.slice(2), [{ values: ["a"], base: 5, actual: 0 }]]) {
    const found = findCauses(buildLeafTable(["x"], rows));
    expect(assertedOf(found)).toEqual([]);
    expect(JSON.stringify(found)).not.toContain("null,null");
  }
});
