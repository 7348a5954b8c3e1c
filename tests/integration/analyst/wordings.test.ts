import fc from "fast-check";
import { canonicalJson } from "@/lib/learning/canonical-json";
import type { Catalogue } from "@/lib/semantic/catalogue";
import { parseQuestion } from "@/lib/semantic/parse";
import { isRight, parseLabelled, readLabelled } from "@/tests/bench/analyst/labelled";
import { catalogueOf, parseContext } from "@/tests/support/analyst-context";
import { analystWorld, metricModel } from "@/tests/support/analyst-world";
import { partsOf } from "@/tests/support/expected-reading";

const model = metricModel();
let catalogue: Catalogue;
let mixed: Catalogue;
beforeAll(async () => {
  catalogue = await catalogueOf(await analystWorld(), model);
  mixed = await catalogueOf(await analystWorld({ currencies: ["USD", "EUR", "JPY"] }), model);
});

const read = (question: string, own = catalogue) => parseQuestion(question, parseContext(model, own));
const meaning = (question: string) => {
  const parsed = read(question);
  return parsed.kind === "refusal" ? `refused: ${parsed.message}` : canonicalJson(partsOf(parsed.query));
};

test("the labelled questions of development: nearly all exact, none silently wrong", () => {
  const judged = readLabelled("dev").map((question) => {
    const parsed = parseLabelled(question, model, catalogue);
    const silent = question.readings.length === 0 && parsed.kind === "query";
    return { ask: question.ask, right: isRight(question, parsed), silent };
  });
  expect(judged.filter((one) => one.silent).map((one) => one.ask)).toEqual([]);
  expect(judged.filter((one) => one.right).length / judged.length).toBeGreaterThan(0.98);
});

const METRICS = [
  "refunds",
  "refund rate",
  "net revenue",
  "MRR",
  "number of refunds",
  "days to pay",
  "past due amount",
  "how much was collected",
  "failed payments",
  "billings",
  "seats",
];
const TIMES = [
  "in Q2",
  "last quarter",
  "in July 2026",
  "this year",
  "during June",
  "over the last 3 months",
  "since January",
  "in the first half of 2026",
  "for the month of May",
];
const FILTERS = [
  "for Enterprise",
  "in EMEA",
  "excluding LATAM",
  "for SMB customers",
  "without Starter",
  "for Acme Labs",
  "not in APAC",
  "Enterprise only",
  "LATAM excluded",
];
const CUTS = [
  "by region",
  "per tier",
  "split by country",
  "for each segment",
  "by month",
  "over time",
  "by region and tier",
  "versus the previous period",
];

test("clauses mean the same in any order, with commas or without", () => {
  const clauses = fc.tuple(
    fc.constantFrom(...METRICS),
    fc.constantFrom(...TIMES),
    fc.constantFrom(...FILTERS),
    fc.constantFrom(...CUTS),
  );
  fc.assert(
    fc.property(
      clauses.chain((parts) =>
        fc.tuple(fc.constant(parts), fc.shuffledSubarray([...parts], { minLength: 4 }), fc.constantFrom(" ", ", ")),
      ),
      ([parts, order, joint]) => {
        const base = meaning(parts.join(" "));
        if (!base.startsWith("refused")) expect([order, meaning(order.join(joint))]).toEqual([order, base]);
      },
    ),
    { numRuns: 1500, seed: 7 },
  );
});

test("a word nobody knows is never passed over", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...METRICS),
      fc.constantFrom(...TIMES),
      fc.constantFrom(...FILTERS),
      fc.nat(2),
      fc.constantFrom("zorvelt", "unaudited", "quixotic", "prefab", "hypothecated", "nonrecurring", "yoyodyne"),
      (metric, time, filter, place, word) => {
        const parts: string[] = [metric, time, filter];
        parts.splice(place, 0, word);
        expect([parts, read(parts.join(" ")).kind]).toEqual([parts, "refusal"]);
      },
    ),
    { numRuns: 600, seed: 3 },
  );
});

test.each([
  "overdue customers",
  "how many overdue customers do we have",
  "invoices of churned customers",
  "refunds to new customers in Q2",
  "MRR of customers with more than 3 subscriptions",
  "median invoiced revenue by region",
  "why did maximum revenue fall in July",
  "top new customers in Q1",
  "how many downgrades in Q2",
  "refunds of our best customers",
  "refunds by cohort",
  "customer cohorts by quarter",
  "annual refunds in July",
  "refunds in late June",
  "revenue vs plan",
  "refunds above average",
  "average share of refunds in EMEA",
  "net new MRR in Q2",
  "high invoices in July",
  "top 10 customers by refund rate by month",
  "revenue by customer size",
])("refused rather than guessed: %s", (question) => {
  const parsed = read(question);
  expect(parsed.kind).toBe("refusal");
  if (parsed.kind === "refusal") expect(parsed.alternatives.length).toBeGreaterThanOrEqual(2);
});

test.each([
  ["customers with more than $500 of refunds", "USD", "gt", 50_000],
  ["refunds over 500 euros in Q2", "EUR", "gt", 50_000],
  ["refunds above EUR 100 this year", "EUR", "gt", 10_000],
  ["invoices above ¥1,000 in July", "JPY", "gt", 1_000],
  ["customers with at least 2k USD of credits", "USD", "gte", 200_000],
] as const)("a threshold names its currency: %s", (question, currency, op, value) => {
  const parsed = read(question, mixed);
  if (parsed.kind === "refusal") throw new Error(parsed.message);
  expect(parsed.query.filters).toContainEqual({ dim: "currency", op: "in", values: [currency] });
  expect(parsed.query.having).toEqual([{ op, value }]);
  expect(parsed.query.assumptions.join()).toContain(`in ${currency}`);
});

test("a threshold without currency is asked back, one in a currency the data lacks is refused", () => {
  expect(read("customers with refunds over 500", mixed)).toMatchObject({ kind: "refusal", code: "ambiguous" });
  expect(read("refunds over £500", mixed)).toMatchObject({ kind: "refusal", code: "no_such_value" });
  expect(read("refunds over €500")).toMatchObject({ kind: "refusal", code: "no_such_value" });
});
