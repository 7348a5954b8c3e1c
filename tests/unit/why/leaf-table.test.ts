import { buildCuboids } from "@/lib/why/cuboids";
import { buildLeafTable, withoutEmptyLeaves } from "@/lib/why/leaf-table";

test("rows of one combination are added up, whatever letters their values hold", () => {
  const table = buildLeafTable(
    ["a", "b"],
    [
      { values: ["x,1", "y"], base: 1, actual: 2 },
      { values: ["x", "1,y"], base: 10, actual: 20 },
      { values: ["x,1", "y"], base: 100, actual: 200 },
    ],
  );
  expect([...table.base]).toEqual([101, 10]);
  expect([...table.actual]).toEqual([202, 20]);
});

test("a row with another number of values is refused", () => {
  expect(() => buildLeafTable(["a"], [{ values: ["x", "y"], base: 1, actual: 1 }])).toThrow(
    "2 values for 1 dimensions",
  );
});

test("leaves that are empty in both windows go; with a denominator they stay", () => {
  const rows = [
    { values: ["x"], base: 0, actual: 0 },
    { values: ["y"], base: 0, actual: 3 },
  ];
  expect(withoutEmptyLeaves(buildLeafTable(["a"], rows)).base).toHaveLength(1);
  const exposed = rows.map((row) => ({ ...row, baseDenominator: 5, actualDenominator: 5 }));
  expect(withoutEmptyLeaves(buildLeafTable(["a"], exposed)).base).toHaveLength(2);
});

test("every combination of dimensions rolls up to the same leaves, dense or not", () => {
  const wide = Array.from({ length: 3_000 }, (_, i) => ({
    values: [`a${i % 2_500}`, `b${(i * 7) % 2_900}`, `c${i % 3}`],
    base: 1,
    actual: 1,
  }));
  const table = buildLeafTable(["a", "b", "c"], wide);
  const { cuboids, depth } = buildCuboids(table);
  expect(depth).toBe(3);
  expect(cuboids.map(({ dims }) => dims.join(""))).toEqual(["0", "1", "01", "2", "02", "12", "012"]);
  for (const { dims, cellOf, cells, firstLeaf } of cuboids) {
    const distinct = new Set(wide.map(({ values }) => dims.map((d) => values[d]).join()));
    expect(cells).toBe(distinct.size);
    for (let i = 0; i < 50; i += 1) {
      const first = firstLeaf[cellOf[i] ?? 0] ?? -1;
      for (const d of dims) expect(table.codes[d]?.[first]).toBe(table.codes[d]?.[i]);
    }
  }
});
