import { chartFigure } from "@/app/_components/chart-figure";
import { axisStart, waterfallBars } from "@/app/_components/waterfall-bars";
import { axisNote } from "@/app/_components/waterfall-figure";
import { toCsv, toStepsCsv } from "@/app/(console)/analyst/answer-csv";
import { parseQuestion } from "@/app/(console)/analyst/parse-question";
import { queryHref } from "@/app/(console)/analyst/question-href";
import { compareSnapshots, decodeSnapshot, encodeSnapshot } from "@/app/(console)/analyst/snapshot";
import { splitAnswer } from "@/app/(console)/analyst/split-answer";
import { completedText, rankSuggestions, type Suggestion } from "@/app/(console)/analyst/suggest-questions";
import { parseThread } from "@/app/(console)/analyst/thread.client";
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

const palette = {
  series: ["#0b6b5d"],
  ink: "i",
  faint: "f",
  line: "l",
  surface: "s",
  font: "Inter",
  total: "grey",
  up: "green",
  down: "orange",
};

test("lines start at zero, in major units, with incomplete periods dashed", () => {
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

const spec = (over: object) => ({
  kind: "bar" as const,
  title: "Revenue",
  summary: "",
  unit: "cents" as const,
  currency: "USD",
  categories: ["EMEA", "<b>NA</b>"],
  series: [{ name: "Revenue", values: [10_000, -20_000] }],
  partialFrom: null,
  ...over,
});

test("bars carry their amounts, hatch what is not over, and no tag of a row", () => {
  const { data, layout } = chartFigure(spec({ partialFrom: 1 }), palette);
  expect(data).toMatchObject([
    {
      type: "bar",
      x: ["EMEA", "&lt;b&gt;NA&lt;/b&gt;"],
      y: [100, -200],
      text: ["$100.00", "-$200.00"],
      marker: { pattern: { shape: ["", "/"] } },
    },
  ]);
  expect(JSON.stringify(layout)).not.toContain("<b>");
});

test("a waterfall floats its steps, meets the last level, and says where its axis starts", () => {
  const steps = spec({
    kind: "waterfall",
    categories: ["February", "refunds", "February"],
    series: [{ name: "Revenue", values: [100_000, -3_000, 98_000] }],
  });
  expect(axisNote(steps)).toBe("axis starts at $950.00");
  const { data, layout } = chartFigure(steps, palette);
  expect(data).toMatchObject([
    {
      type: "bar",
      base: [950, 970, 970, 950],
      y: [50, 30, 10, 30],
      marker: { color: ["grey", "orange", "green", "grey"] },
    },
    { mode: "text", text: ["$1,000.00", "-$30.00", "+$10.00", "$980.00"] },
  ]);
  expect(layout).toMatchObject({
    xaxis: { ticktext: ["February", "refunds", "rest", "February"] },
  });
});

test("a heatmap tints each cell by its share of the largest and leaves the unknown blank", () => {
  const { data, layout } = chartFigure(
    spec({
      kind: "heatmap",
      series: [
        { name: "Pro", values: [10_000, null] },
        { name: "Starter", values: [5_000, 0] },
      ],
    }),
    palette,
  );
  expect(data).toMatchObject([{ text: ["$100.00", "", "$50.00", "$0.00"], x: [0, 1, 0, 1], y: [0, 0, 1, 1] }]);
  expect(layout).toMatchObject({
    shapes: [
      { fillcolor: "rgba(11,107,93,0.450)" },
      { fillcolor: "rgba(11,107,93,0.050)" },
      { fillcolor: "rgba(11,107,93,0.250)" },
      { fillcolor: "rgba(11,107,93,0.050)" },
    ],
  });
});

test("an indicator is drawn for its picture", () => {
  expect(
    chartFigure(spec({ kind: "indicator", series: [{ name: "x", values: [12_345] }] }), palette).layout,
  ).toMatchObject({
    annotations: [{ text: "$123.45" }, { text: "Revenue" }],
  });
});

test.each([
  [
    "Net revenue is $1,700.00 (4.1 %) below Jan 2026. The fall is unusual.",
    "Net revenue is $1,700.00 (4.1 %) below Jan 2026.",
    "The fall is unusual.",
  ],
  ["EMEA leads with $5.00. 4 groups in all.", "EMEA leads with $5.00.", "4 groups in all."],
  ["EMEA leads.", "EMEA leads.", ""],
  ["At 2.5 % vs. 3 %. Next", "At 2.5 % vs. 3 %.", "Next"],
  ["no full stop", "no full stop", ""],
])("%j opens with %j", (text, lead, details) => {
  expect(splitAnswer(text)).toEqual({ lead, details });
});

const here = { datasetId: "d1", loadedAt: "2026-03-01T10:00:00.000Z", asOf: "2026-02-28" };

test("a snapshot survives the address, and other data is named", () => {
  expect(decodeSnapshot(encodeSnapshot(here))).toEqual(here);
  expect(compareSnapshots(here, here)).toBeNull();
  expect(compareSnapshots({ ...here, datasetId: "d2" }, here)).toMatch(/another dataset/);
  expect(compareSnapshots({ ...here, asOf: "2026-01-31" }, here)).toMatch(
    /through 31 Jan 2026; .* through 28 Feb 2026/,
  );
  expect(compareSnapshots({ ...here, loadedAt: "2026-02-28T09:00:00.000Z" }, here)).toMatch(/loaded again/);
});

test.each(["", "a~b", "d~x~2026-02-28", "d~2026-03-01T10:00:00.000Z~soon", "a~b~c~d"])("%j is no snapshot", (text) => {
  expect(decodeSnapshot(text)).toBeUndefined();
});

const SUGGESTIONS: Suggestion[] = [
  { text: "Refunds by region last month", kind: "question" },
  { text: "Why did refunds change?", kind: "question" },
  { text: "Net revenue", kind: "metric" },
  { text: "Refund rate", kind: "metric" },
  { text: "region", kind: "dimension" },
];

test.each([
  ["", []],
  ["ref", ["Refunds by region last month", "Why did refunds change?", "Refund rate"]],
  ["refunds reg", ["Refunds by region last month", "region"]],
  ["mrr by re", ["region"]],
  ["show net rev", ["Net revenue"]],
  ["Refunds by region last month", []],
  ["(((", []],
])("%j suggests %j", (typed, texts) => {
  expect(rankSuggestions(typed, SUGGESTIONS).map((one) => one.text)).toEqual(texts);
});

test("a name takes the place of what was typed of it", () => {
  expect(completedText("show net rev", "Net revenue")).toBe("show Net revenue");
  expect(completedText("mrr by re", "region")).toBe("mrr by region");
  expect(completedText("mrr by region", "region")).toBeNull();
  expect(completedText("mrr ", "region")).toBeNull();
});

test.each(["", "{", '{"a":1}', '[{"question":"x"}]', '[{"question":"x","lead":"y","href":"javascript:alert(1)"}]'])(
  "%j is no thread",
  (text) => {
    expect(parseThread(text)).toEqual([]);
  },
);

test("a waterfall's CSV has its levels, its steps and what they leave over", () => {
  const spec = {
    kind: "waterfall" as const,
    title: "Net revenue",
    summary: "",
    unit: "cents" as const,
    currency: "USD",
    categories: ["Jan", "=EMEA", "Feb"],
    series: [{ name: "Net revenue", values: [100_00, -30_00, 65_00] }],
    partialFrom: null,
  };
  expect(toStepsCsv(spec)).toBe(
    "Part,Level or step,Amount (USD)\r\nJan,level,100.00\r\n'=EMEA,step,-30.00\r\nrest,step,-5.00\r\nFeb,level,65.00\r\n",
  );
});
