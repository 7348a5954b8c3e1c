import fc from "fast-check";
import { SemanticQuery } from "@/lib/contract/analyst";
import { type Edits, editQuery } from "@/lib/semantic/edit-query";
import { semanticQuery } from "@/tests/support/fixtures";

const ALLOWED = ["region", "tier", "segment"];
const AS_OF = "2026-02-28";
const edits = (over: Partial<Edits> = {}): Edits => ({
  op: "value",
  metric: "net_revenue",
  dims: [],
  keptFilters: [],
  firstDay: "2026-02-01",
  lastDay: "2026-02-28",
  grain: "month",
  ...over,
});

test.each<[string, Partial<Edits>, object | null]>([
  [
    "a window that did not change keeps its name",
    {},
    { time: { label: "February", from: "2026-02-01", to: "2026-03-01" } },
  ],
  [
    "a window that runs past the data is not over",
    { lastDay: "2026-03-31" },
    { time: { label: "1 Feb 2026 to 31 Mar 2026", partial: true } },
  ],
  ["a breakdown without a dimension is a total", { op: "breakdown" }, { op: "value", dims: [] }],
  ["a total with a dimension is a breakdown", { dims: ["tier"] }, { op: "breakdown", dims: ["tier"] }],
  ["a cut that the metric does not have is dropped", { dims: ["planet", "tier"] }, { dims: ["tier"] }],
  ["the same cut twice is one", { dims: ["tier", "tier"] }, { dims: ["tier"] }],
  ["a course has a grain", { op: "trend", grain: "week" }, { time: { grain: "week" } }],
  [
    "days over many years become months",
    { op: "trend", grain: "day", firstDay: "2020-01-01" },
    { time: { grain: "month" } },
  ],
  ["a ranking has a limit", { op: "rank", dims: ["tier"] }, { op: "rank", limit: 10 }],
  ["days in the wrong order make no window", { firstDay: "2026-03-01" }, null],
  ["no day makes no window", { firstDay: "" }, null],
])("%s", (_, over, expected) => {
  const edited = editQuery(semanticQuery, edits(over), ALLOWED, AS_OF);
  if (expected === null) expect(edited).toBeNull();
  else expect(edited).toMatchObject(expected);
});

test("filters stay only where they are kept and fit", () => {
  const filters = [
    { dim: "region", op: "in" as const, values: ["EMEA"] },
    { dim: "planet", op: "in" as const, values: ["Mars"] },
    { dim: "tier", op: "not_in" as const, values: ["Pro"] },
  ];
  const edited = editQuery({ ...semanticQuery, filters }, edits({ keptFilters: [1, 2] }), ALLOWED, AS_OF);
  expect(edited?.filters).toEqual([filters[2]]);
});

test("whatever a person picks is a query the contract takes", () => {
  const day = fc
    .integer({ min: 0, max: 2000 })
    .map((at) => new Date(Date.UTC(2022, 0, 1 + at)).toISOString().slice(0, 10));
  fc.assert(
    fc.property(
      fc.record({
        op: fc.constantFrom<Edits["op"]>("value", "trend", "breakdown", "rank", "compare", "share", "why"),
        metric: fc.constantFrom("net_revenue", "mrr"),
        dims: fc.array(fc.constantFrom("region", "tier", "planet"), { maxLength: 3 }),
        keptFilters: fc.array(fc.nat(3), { maxLength: 3 }),
        firstDay: day,
        lastDay: day,
        grain: fc.constantFrom<Edits["grain"]>("day", "week", "month", "quarter", "year"),
      }),
      (picked) => {
        const edited = editQuery(semanticQuery, picked, ALLOWED, AS_OF);
        if (picked.firstDay > picked.lastDay) expect(edited).toBeNull();
        else expect(SemanticQuery.safeParse(edited).success).toBe(true);
      },
    ),
  );
});
