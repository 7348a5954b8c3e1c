import type { LanguageState, VerifiedQuestion } from "@/lib/contract/questions";
import type { Catalogue } from "@/lib/semantic/catalogue";
import { parseQuestion } from "@/lib/semantic/parse";
import type { ParseContext, ParsedQuery } from "@/lib/semantic/parse-types";
import { extendLexicon } from "@/lib/semantic/verified/extend-lexicon";
import { EMPTY_LANGUAGE } from "@/lib/semantic/verified/fold";
import { matchVerified } from "@/lib/semantic/verified/match";
import { proposeCorrections } from "@/lib/semantic/verified/propose";
import { readingKey, replayVerified } from "@/lib/semantic/verified/replay";
import { retimeQuery } from "@/lib/semantic/verified/retime";
import { catalogueOf, parseContext } from "@/tests/support/analyst-context";
import { analystWorld, metricModel } from "@/tests/support/analyst-world";

const model = metricModel();
let catalogue: Catalogue;
let context: ParseContext;
beforeAll(async () => {
  catalogue = await catalogueOf(await analystWorld({}), model);
  context = parseContext(model, catalogue);
});

const read = (question: string, within: ParseContext = context): ParsedQuery => {
  const parsed = parseQuestion(question, within);
  if (parsed.kind === "refusal") throw new Error(`${question}: ${parsed.message}`);
  return parsed;
};
const verify = (question: string, query = read(question).query): VerifiedQuestion => ({
  eventId: `lesson ${question}`,
  question,
  semanticQuery: query,
  asOf: catalogue.asOf,
  firstDay: catalogue.firstDay,
});
const taught = (language: Partial<LanguageState>): ParseContext => ({
  ...context,
  lexicon: extendLexicon(context.lexicon, { ...EMPTY_LANGUAGE, ...language }),
});
const word = (phrase: string, means: LanguageState["synonyms"][number]["means"]) => ({
  synonyms: [{ eventId: "e", phrase, means }],
});
const match = (question: string, verified: VerifiedQuestion[]) =>
  matchVerified(question, parseQuestion(question, context), verified, context);

describe("taught words", () => {
  test.each([
    ["clawbacks last month", word("clawbacks", { kind: "metric", metric: "refund_amount" }), "refunds last month"],
    ["clawback by region", word("clawbacks", { kind: "metric", metric: "refund_amount" }), "refunds by region"],
    ["refunds by turf", word("turf", { kind: "dimension", dimension: "region" }), "refunds by region"],
    [
      "refunds in the old world last month",
      word("old world", { kind: "value", dimension: "region", value: "EMEA" }),
      "refunds in EMEA last month",
    ],
  ])("%s", (question, language, same) => {
    expect(parseQuestion(question, context)).toMatchObject({ kind: "refusal" });
    expect(readingKey(read(question, taught(language)).query)).toBe(readingKey(read(same).query));
  });

  test("another default keeps the other readings as choices", () => {
    const before = read("revenue last month");
    const other = before.options[1]?.semanticQuery.metrics[0] ?? "";
    const after = read(
      "revenue last month",
      taught({ defaults: [{ eventId: "e", phrase: "revenue", metric: other }] }),
    );
    expect(after.query.metrics).toEqual([other]);
    expect(after.options.map((option) => option.semanticQuery.metrics[0])).toContain(before.query.metrics[0]);
  });

  test("the lexicon given stays as it was", () => {
    const key = (question: string) => readingKey(read(question).query);
    const before = ["refunds last month", "revenue by tier", "MRR"].map(key);
    taught(word("refunds", { kind: "metric", metric: "mrr" }));
    taught({ defaults: [{ eventId: "e", phrase: "revenue", metric: "mrr" }] });
    expect(["refunds last month", "revenue by tier", "MRR"].map(key)).toEqual(before);
  });
});

describe("replay", () => {
  const verified = () =>
    ["refunds by region last month", "MRR by tier", "revenue last month"].map((one) => verify(one));

  test("a harmless word breaks nothing", () => {
    const after = taught(word("clawbacks", { kind: "metric", metric: "refund_amount" }));
    expect(replayVerified(verified(), context, after)).toEqual([]);
  });

  test("a word that turns a verified question is named with what it would become", () => {
    const after = taught(word("refunds", { kind: "metric", metric: "mrr" }));
    expect(replayVerified(verified(), context, after)).toMatchObject([
      { question: "refunds by region last month", becomes: { metrics: ["mrr"] } },
    ]);
  });

  test("a question that is read wrong today may stay wrong", () => {
    const wrong = verify("refunds last month", read("MRR by tier").query);
    const after = taught(word("refunds", { kind: "metric", metric: "arr" }));
    expect(replayVerified([wrong], context, after)).toEqual([]);
  });

  test("relative periods are read again on newer data", () => {
    const later = { ...context, asOf: "2026-09-20" };
    expect(replayVerified(verified(), later, taught({}))).toHaveLength(3);
    expect(replayVerified(verified(), later, later)).toEqual([]);
  });
});

describe("periods on newer data", () => {
  const then = { asOf: "2026-08-18", firstDay: "2025-01-01" };
  const now = { asOf: "2026-10-05", firstDay: "2025-01-01" };
  test.each([
    ["refunds last month", "2026-09-01", "2026-10-01"],
    ["refunds in Q2 2026", "2026-04-01", "2026-07-01"],
    ["refunds last 3 months", "2026-07-01", "2026-10-01"],
    ["MRR by tier", "2026-10-05", "2026-10-06"],
    ["refunds this month", "2026-10-01", "2026-11-01"],
    ["net revenue by region", "2025-01-01", "2026-10-06"],
  ])("%s", (question, from, to) => {
    const at = { ...context, ...then };
    const { query } = read(question, at);
    const metric = model.metrics.get(query.metrics[0] ?? "");
    if (!metric) throw new Error("no metric");
    expect(retimeQuery(query, question, metric, then, now).time).toMatchObject({ from, to });
    expect(retimeQuery(query, question, metric, then, then)).toBe(query);
  });

  test("a comparison moves with its window", () => {
    const { query } = read("Why did refunds change this month?", { ...context, ...then });
    const metric = model.metrics.get("refund_amount");
    if (!metric) throw new Error("no metric");
    const moved = retimeQuery(query, "Why did refunds change this month?", metric, then, now);
    expect(moved).toMatchObject({
      time: { from: "2026-10-01", partial: true },
      compareTo: { from: "2026-09-01", to: "2026-09-06" },
    });
  });
});

describe("verified questions", () => {
  const invoiced = () => {
    const query = { ...read("revenue by region last month").query, metrics: ["invoiced"] };
    return verify("revenue by region last month", query);
  };

  test("the same words use the stored query", () => {
    expect(match("Revenue by region, last month?", [invoiced()])?.query).toMatchObject({ metrics: ["invoiced"] });
  });

  test("other dates and values take the place of the stored ones", () => {
    const entry = verify("refunds in EMEA last month");
    const found = match("refunds in APAC in Q2 2026", [entry]);
    expect(found?.query).toMatchObject({
      metrics: ["refund_amount"],
      filters: [{ dim: "region", values: ["APAC"] }],
      time: { from: "2026-04-01", to: "2026-07-01" },
    });
    expect(match("revenue by region this quarter", [invoiced()])?.query).toMatchObject({
      metrics: ["invoiced"],
      time: { from: "2026-07-01", to: "2026-10-01" },
    });
  });

  test.each([
    "net revenue by region last month",
    "revenue by tier last month",
    "revenue by region and tier last month",
    "top 5 regions by revenue last month",
    "revenue by region last month excluding EMEA",
    "why did revenue by region change last month",
    "refunds by region last month",
    "delete revenue by region last month",
    "forecast revenue by region next month",
  ])("%s asks something else", (question) => {
    expect(match(question, [invoiced()])).toBeNull();
  });

  test("a refused question is answered only by its very words", () => {
    const entry = verify("clawbacks by region", read("refunds by region").query);
    expect(match("clawbacks by region please", [entry])?.query).toMatchObject({ metrics: ["refund_amount"] });
    expect(match("clawbacks by tier", [entry])).toBeNull();
    expect(match("clawbacks by region in Q2", [entry])).toBeNull();
    expect(match("kickbacks by region", [entry])).toBeNull();
  });
});

describe("what could be learned", () => {
  test.each([
    ["revenue by region", { metrics: ["invoiced"] }, { kind: "default", phrase: "revenue", metric: "invoiced" }],
    [
      "clawbacks by region",
      { metrics: ["refund_amount"] },
      { kind: "synonym", phrase: "clawbacks", means: { kind: "metric", metric: "refund_amount" } },
    ],
  ])("%s", (question, change, lesson) => {
    const chosen = { ...read("net revenue by region").query, ...change };
    expect(proposeCorrections(question, chosen, context)).toEqual([lesson]);
  });

  test("a dimension and a value", () => {
    expect(proposeCorrections("refunds by turf", read("refunds by region").query, context)).toEqual([
      { kind: "synonym", phrase: "turf", means: { kind: "dimension", dimension: "region" } },
    ]);
    expect(proposeCorrections("refunds in oldworld", read("refunds in EMEA").query, context)).toEqual([
      { kind: "synonym", phrase: "oldworld", means: { kind: "value", dimension: "region", value: "EMEA" } },
    ]);
  });

  test("nothing where the question is read as chosen already", () => {
    expect(proposeCorrections("refunds by region", read("refunds by region").query, context)).toEqual([]);
  });
});
