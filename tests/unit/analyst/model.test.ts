import { readMetricFiles } from "@/adapters/warehouse/metric-files";
import { AppError } from "@/lib/errors";
import { parseFormula } from "@/lib/semantic/formula";
import { parseMetricModel } from "@/lib/semantic/model";
import { dimensionsOf } from "@/lib/semantic/model-types";
import { metricModel } from "@/tests/support/analyst-world";

const files = readMetricFiles("data/metrics");
const change = (name: string, from: string, to: string) =>
  files.map((file) => (file.name === name ? { ...file, text: file.text.replace(from, to) } : file));

test("the shipped model has the metrics and dimensions that are promised", () => {
  const model = metricModel();
  const asked = [...model.metrics.values()].filter((metric) => !metric.hidden);
  expect(asked.length).toBeGreaterThanOrEqual(24);
  expect(model.dimensions.size).toBeGreaterThanOrEqual(12);
  for (const metric of asked) {
    expect([metric.id, metric.examples.length > 0, metric.description.length > 10, metric.owner.length > 0]).toEqual([
      metric.id,
      true,
      true,
      true,
    ]);
    expect([metric.id, dimensionsOf(model, metric.id).length > 2]).toEqual([metric.id, true]);
  }
});

test.each([
  [
    "a join that would count rows twice",
    "invoices.yml",
    "relationship: many-to-one",
    "relationship: one-to-many",
    /invoices\.yml:8.*count rows twice/,
  ],
  ["an unknown metric type", "refunds.yml", "type: sum", "type: total", /refunds\.yml:\d+.*type/],
  [
    "a sibling that is not there",
    "usage.yml",
    "siblings: [usage_events]",
    "siblings: [nope]",
    /usage\.yml:\d+.*no metric nope/,
  ],
  ["a formula that is not one", "revenue.yml", "sql: $", "sql: round($", /revenue\.yml:\d+.*expected the ratio/],
  ["a dimension that is not there", "usage.yml", "usage_metric:", "colour:", /usage\.yml:\d+.*no dimension colour/],
  ["a word of the file that is not known", "usage.yml", "sql_from:", "sqlfrom:", /usage\.yml/],
  ["broken YAML", "usage.yml", "type: model", "type: [model", /usage\.yml:\d+/],
])("%s is named with file and line", (_, name, from, to, message) => {
  expect(() => parseMetricModel(change(name, from, to))).toThrow(message);
  expect(() => parseMetricModel(change(name, from, to))).toThrow(AppError);
});

test.each([
  ["$a / $b", { kind: "ratio", numerator: "a", denominator: "b" }],
  [
    "$a - $b",
    {
      kind: "sum",
      terms: [
        { metric: "a", factor: 1 },
        { metric: "b", factor: -1 },
      ],
    },
  ],
  ["12 * $a", { kind: "sum", terms: [{ metric: "a", factor: 12 }] }],
  ["round($a)", null],
  ["$a $b", null],
])("formula %s", (text, expected) => {
  expect(parseFormula(text.replace(/\$(\w)/g, (_, name: string) => `$\{${name}}`))).toEqual(expected);
});
