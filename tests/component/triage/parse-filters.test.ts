import { filterQuery, parseFilters } from "@/app/(console)/triage/parse-filters";

test.each([
  [{}, {}, []],
  [{ status: "open", sort: "impact", q: "emea" }, { status: "open", sort: "impact", q: "emea" }, []],
  [{ status: "", outcome: "" }, {}, []],
  [{ status: "nope", severity: "critical" }, { severity: "critical" }, ["status"]],
  [{ currency: "usd", moneyKind: "cash_out" }, { moneyKind: "cash_out" }, ["currency"]],
  [{ severity: ["high", "low"], toString: "x" }, {}, ["severity", "toString"]],
  [{ __proto__x: "1", "'; drop": "1" }, {}, ["__proto__x", "'; drop"]],
])("%j reads as %j and ignores %j", (params, filter, ignored) => {
  const parsed = parseFilters(params);
  expect(parsed.filter).toEqual(filter);
  expect(parsed.ignored).toEqual(ignored);
});

test("a filter survives the way through the address", () => {
  const filter = { status: "open", q: "a & b=c", confidenceBand: "high" } as const;
  const params = Object.fromEntries(new URLSearchParams(filterQuery(filter, { cursor: "abc" })));
  expect(parseFilters(params)).toEqual({ filter, cursor: "abc", openId: undefined, ignored: [] });
});

test("no filter makes no query string", () => expect(filterQuery({})).toBe(""));

test("the case beside the list survives too; nonsense for one is ignored", () => {
  const params = Object.fromEntries(new URLSearchParams(filterQuery({}, { case: "case_1" })));
  expect(parseFilters(params)).toEqual({ filter: {}, cursor: undefined, openId: "case_1", ignored: [] });
  expect(parseFilters({ case: "x".repeat(101) }).ignored).toEqual(["case"]);
});
