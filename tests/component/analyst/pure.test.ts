import { chartFigure } from "@/app/_components/chart-figure";
import { axisStart, waterfallBars } from "@/app/_components/waterfall";
import { toCsv } from "@/app/(console)/analyst/answer-csv";
import { parseQuestion, queryHref } from "@/app/(console)/analyst/parse-question";
import { makeAnswer, semanticQuery } from "@/tests/support/fixtures";

test("CSV holds amounts in major units and turns formulas back into text", () => {
  expect(toCsv(makeAnswer())).toBe("Region,Net revenue (USD)\r\nEMEA,1200.00\r\n'=HYPERLINK(1),-50.00\r\n");
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\tx"])("the text %j is guarded", (text) => {
  const columns = [{ name: "t", label: "T", unit: "text" as const, currency: null }];
  expect(toCsv({ columns, rows: [[text]] })).toBe(`T\r\n'${text}\r\n`);
});

test("quotes, commas and unknown values keep their column", () => {
  const columns = [
    { name: "t", label: "T", unit: "text" as const, currency: null },
    { name: "y", label: "Y", unit: "cents" as const, currency: "JPY" },
  ];
  expect(
    toCsv({
      columns,
      rows: [
        ['say "a, b"', null],
        ["x", 1200],
      ],
    }),
  ).toBe('T,Y (JPY)\r\n"say ""a, b""",\r\nx,1200\r\n');
});

test.each([
  [{}, null, []],
  [{ q: "  " }, null, []],
  [{ q: "revenue" }, { question: "revenue" }, []],
  [{ q: "by tier", prev: JSON.stringify(semanticQuery) }, { question: "by tier", previous: semanticQuery }, []],
  [{ q: "x", sq: JSON.stringify(semanticQuery) }, { semanticQuery }, []],
  [{ q: "x", sq: "{nonsense", tab: "pie", zz: "1" }, { question: "x" }, ["sq", "tab", "zz"]],
  [{ q: ["a", "b"] }, null, ["q"]],
])("%j asks %j and ignores %j", (params, request, ignored) => {
  const parsed = parseQuestion(params);
  expect(parsed.request).toEqual(request);
  expect(parsed.ignored).toEqual(ignored);
});

test("an exact query survives the way through the address", () => {
  const params = Object.fromEntries(new URLSearchParams(queryHref(semanticQuery, "a & b").split("?")[1]));
  expect(parseQuestion(params)).toMatchObject({ request: { semanticQuery }, question: "a & b", ignored: [] });
});

const measure = { unit: "cents" as const, currency: "USD" };

test("a waterfall's rest closes the gap, and exact parts leave none", () => {
  const base = { label: "Jan", value: 100 };
  const current = { label: "Feb", value: 90 };
  const open = waterfallBars({ base, current, parts: [{ label: "a", delta: -7 }], measure });
  expect(open.map((bar) => [bar.label, bar.to])).toEqual([
    ["Jan", 100],
    ["a", 93],
    ["rest", 90],
    ["Feb", 90],
  ]);
  const exact = waterfallBars({ base, current, parts: [{ label: "a", delta: -10 }], measure });
  expect(exact.map((bar) => bar.label)).toEqual(["Jan", "a", "Feb"]);
});

test.each([
  [4_120_000, 3_950_000, (start: number) => start > 0 && start < 3_950_000],
  [100, 10, (start: number) => start === 0],
  [50, -20, (start: number) => start === -20],
])("the axis of %d to %d starts where it should", (from, to, isRight) => {
  const bars = waterfallBars({
    base: { label: "a", value: from },
    current: { label: "b", value: to },
    parts: [{ label: "all", delta: to - from }],
    measure,
  });
  expect(isRight(axisStart(bars))).toBe(true);
});

test("lines start at zero, in major units, with incomplete periods dashed", () => {
  const palette = { series: ["teal"], ink: "i", faint: "f", line: "l", surface: "s", font: "Inter" };
  const spec = {
    kind: "line" as const,
    title: "Revenue",
    summary: "",
    unit: "cents" as const,
    currency: "USD",
    categories: ["Jan", "Feb", "Mar"],
    series: [{ name: "Revenue", values: [10_000, 20_000, null] }],
    partialFrom: 1,
  };
  const { data, layout } = chartFigure(spec, palette);
  expect(data).toMatchObject([
    { y: [100, null, null] },
    { y: [100, 200, null], line: { dash: "dot" }, showlegend: false },
  ]);
  expect(layout).toMatchObject({ yaxis: { rangemode: "tozero", title: { text: "USD" } } });
});
