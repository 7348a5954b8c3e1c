import { type AnalystContext, answerQuestion } from "@/agents/analyst";
import { AnalystRequest, Answer, type SemanticQuery } from "@/lib/contract/analyst";
import { AppError } from "@/lib/errors";
import type { Llm, StructuredCall, StructuredResult, Warehouse } from "@/lib/ports";
import { analystWorld, metricModel } from "@/tests/support/analyst-world";
import { QUESTIONS } from "@/tests/unit/analyst/questions";

const model = metricModel();
let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await analystWorld({ refundSurge: true });
});

const context = (rest: Partial<AnalystContext> = {}): AnalystContext => ({
  warehouse,
  llm: null,
  model,
  recordTrace: () => {},
  ...rest,
});
async function ask(question: string, rest: Partial<AnalystContext> = {}, previous?: SemanticQuery) {
  const request = AnalystRequest.parse({ question, ...(previous ? { previous } : {}) });
  return Answer.parse(await answerQuestion(context(rest), request));
}
const scalar = async (sql: string) => Object.values((await warehouse.query(sql))[0] ?? {})[0];

test("the change of a percentage is told in points, beside its relative size", async () => {
  const { answer } = await ask("refund rate this year vs last year");
  expect(answer).toMatch(/^Refund rate was [\d.]+ %.*, [\d.]+ points \([\d.]+ %\) (above|below) [\d.]+ % in/);
});

test.each([
  "usage last 30 days vs previous 30 days",
  "usage in the last 30 days vs the 30 days before",
  "usage in the last 30 days compared with the thirty days before that?",
])("%s: the window before, never the same one twice", async (question) => {
  const { semanticQuery, refusal } = await ask(question);
  expect(refusal).toBeUndefined();
  const { time, compareTo } = semanticQuery ?? {};
  expect(compareTo?.to).toBe(time?.from);
  expect(Date.parse(compareTo?.to ?? "") - Date.parse(compareTo?.from ?? "")).toBe(30 * 86_400_000);
});

test("a share that went to a tier is that tier's share", async () => {
  const [went, was] = [
    await ask("what portion of refunds went to Enterprise last month"),
    await ask("what share of refunds was Enterprise last month"),
  ];
  expect(went.refusal).toBeUndefined();
  expect(went.rows).toEqual(was.rows);
  expect(went.semanticQuery).toMatchObject({ op: "share", metrics: ["refund_amount"] });
});

test("every question of the set is answered or refused in the shape of the contract", async () => {
  for (const { ask: question } of QUESTIONS) {
    const answer = await ask(question);
    expect([question, answer.answer.length > 5]).toEqual([question, true]);
    if (answer.refusal)
      expect([question, answer.refusal.alternatives.length >= 2, answer.sql]).toEqual([question, true, null]);
    else
      expect([question, answer.sql !== null, answer.definitions.length > 0, answer.confidence.reasons.length]).toEqual([
        question,
        true,
        true,
        3,
      ]);
  }
});

test("a number, with its statement, definition and freshness", async () => {
  const answer = await ask("How much did we refund in EMEA last month?");
  const expected = await scalar(
    "select sum(r.amount_cents)::bigint from refunds r join customers c using (customer_id) where kind = 'refund' and region = 'EMEA' and refunded_at >= '2026-07-01' and refunded_at < '2026-08-01'",
  );
  expect(answer).toMatchObject({
    rows: [[expected]],
    columns: [{ unit: "cents", currency: "USD" }],
    chart: { kind: "indicator" },
    source: "parser",
    freshness: { asOf: "2026-08-18" },
  });
  expect(answer.sql).toContain('-- $1 = "2026-07-01"');
  expect(answer.followUps.length).toBeGreaterThan(1);
});

test("the rows of a series cover every period and mark the one that is not over", async () => {
  const answer = await ask("signals by month this year");
  expect(answer.rows.map((row) => row[0])).toEqual(
    ["01", "02", "03", "04", "05", "06", "07", "08"].map((month) => `2026-${month}-01`),
  );
  expect(answer.chart).toMatchObject({ kind: "line", partialFrom: 7 });
});

test("a series of more periods than an answer shows takes the next grain, so that its highest is the highest", async () => {
  for (const question of [
    "MRR by day since 1900",
    "refunds by day since 1950",
    "active customers by week since 1900",
  ]) {
    const answer = await ask(question);
    expect(answer.truncated).toBe(false);
    expect(answer.rows.length).toBeLessThanOrEqual(1000);
    expect(answer.assumptions.join(" ")).toMatch(/^.*By (week|month|quarter): there are more than 1,000 (day|week)s/);
    const values = answer.rows.map((row) => Number(row[1]));
    expect(Math.max(...values)).toBeGreaterThan(0);
    expect(answer.answer).not.toMatch(/highest in [^(]*\(\$?0(\.00)?\)/);
  }
  expect((await ask("MRR by day this year")).assumptions.join(" ")).not.toContain("there are more than");
});

test.each([
  ["0001-01-01", "9999-12-31"],
  ["1899-12-31", "2026-08-01"],
  ["2026-02-31", "2026-03-05"],
])("a query over %s to %s is refused at once, whatever the operation", async (from, to) => {
  for (const op of ["value", "trend", "why", "compare", "cohort", "distribution", "list"]) {
    const time = { from, to, label: "x", partial: false, ...(op === "trend" ? { grain: "day" } : {}) };
    const semanticQuery = { op, metrics: [op === "distribution" ? "refund_amount" : "mrr"], time };
    const request = AnalystRequest.parse({ semanticQuery });
    await expect(answerQuestion(context(), request)).rejects.toMatchObject({ code: "validation" });
  }
});

test("a follow-up that names the window is read back as that very window", async () => {
  for (const question of [
    "net revenue by month, last 12 months",
    "refunds by region, last 6 months",
    "invoices last quarter",
  ]) {
    const { semanticQuery, followUps } = await ask(question);
    const named = followUps.filter((text) => /\b(between|in) /.test(text));
    expect(named.length).toBeGreaterThan(1);
    for (const text of named) {
      const { from, to } = (await ask(text)).semanticQuery?.time ?? {};
      expect([text, from, to]).toEqual([text, semanticQuery?.time.from, semanticQuery?.time.to]);
    }
  }
});

test("sentence and chart name what was filtered, whatever the operation", async () => {
  for (const question of [
    "refunds in EMEA last month",
    "refunds in EMEA by month this year",
    "refunds in EMEA by tier last quarter",
    "why did refunds in EMEA change in July",
    "distribution of refund amounts in EMEA",
    "compare refunds in EMEA this month vs last month",
  ]) {
    const answer = await ask(question);
    expect([question, answer.chart?.title]).toEqual([question, expect.stringContaining("region EMEA")]);
    if (!question.startsWith("distribution"))
      expect([question, answer.answer]).toEqual([question, expect.stringContaining("region EMEA")]);
  }
});

test("why: drivers and the parts of every dimension add up to the change to the cent", async () => {
  for (const question of [
    "Why is revenue down this month?",
    "why did refunds spike in August",
    "why did MRR change in Q2",
    "why did the refund rate go up this month",
    "why did churned customers change in Q2",
    "why did ARR change last quarter",
    "why did average invoice change in July",
    "why did active customers change in Q2",
  ]) {
    const { why } = await ask(question);
    if (!why) throw new Error(`no why for ${question}`);
    const total = Math.round(why.metric.endsWith("rate") ? why.delta * 100 : why.delta);
    const sum = (parts: { deltaCents: number }[]) => parts.reduce((all, part) => all + part.deltaCents, 0);
    if (why.drivers.length > 0) expect([question, sum(why.drivers)]).toEqual([question, total]);
    for (const segment of why.segments)
      expect([question, segment.dim, sum(segment.parts)]).toEqual([question, segment.dim, total]);
  }
});

test("a false premise is said first, and the change is true to the cent", async () => {
  const answer = await ask("Why is revenue down this month?");
  const net = (from: string, to: string) =>
    scalar(`select ((select coalesce(sum(billed_amount_cents), 0) from invoices where status in ('open','paid','uncollectible') and issued_on >= '${from}' and issued_on < '${to}')
    - (select coalesce(sum(amount_cents), 0) from refunds where kind = 'refund' and refunded_at >= '${from}' and refunded_at < '${to}'))::bigint`);
  const [now, before] = [Number(await net("2026-08-01", "2026-08-19")), Number(await net("2026-07-01", "2026-07-19"))];
  expect(answer.why).toMatchObject({
    base: { value: before },
    current: { value: now },
    delta: now - before,
    premise: { claimed: "down", holds: now < before },
  });
  if (now >= before) expect(answer.answer).toMatch(/^Net revenue is not down: it is (up|unchanged)/);
  expect(answer.chart?.kind).toBe("waterfall");
});

test("money of several currencies is shown per currency", async () => {
  const mixed = await analystWorld({ currencies: ["USD", "EUR"] });
  const answer = await ask("invoiced revenue in Q2", { warehouse: mixed });
  expect(answer.rows.map((row) => row[0]).sort()).toEqual(["EUR", "USD"]);
  expect((await ask("Why is revenue down this month?", { warehouse: mixed })).assumptions).toContain(
    "Explained in USD only",
  );
  expect((await ask("how many invoices in Q2", { warehouse: mixed })).rows).toHaveLength(1);
});

test("a missing optional column is said, never guessed", async () => {
  const bare = await analystWorld({ absent: ["refunds.reason", "invoices.due_on"] });
  expect((await ask("refunds by reason", { warehouse: bare })).refusal?.code).toBe("dim_not_allowed");
  expect((await ask("how much is past due", { warehouse: bare })).refusal?.code).toBe("no_metric");
});

test("no data is `unavailable`, an unknown metric or an empty question `validation`", async () => {
  await expect(ask("refunds", { warehouse: null })).rejects.toMatchObject({ code: "unavailable" });
  await expect(ask("  ")).rejects.toMatchObject({ code: "validation" });
  const semanticQuery = {
    op: "value",
    metrics: ["nope"],
    dims: [],
    filters: [],
    time: { from: "2026-07-01", to: "2026-08-01", label: "July", partial: false },
    assumptions: [],
  };
  await expect(answerQuestion(context(), AnalystRequest.parse({ semanticQuery }))).rejects.toMatchObject({
    code: "validation",
  });
});

test("a chip runs to the same result as the question it came from", async () => {
  const asked = await ask("refunds by region last quarter");
  const clicked = await answerQuestion(context(), AnalystRequest.parse({ semanticQuery: asked.semanticQuery }));
  expect(clicked.rows).toEqual(asked.rows);
});

describe("with a model", () => {
  const llm = (reply: (call: StructuredCall<unknown>) => unknown): Llm => ({
    model: "fake",
    status: () => ({
      configured: true,
      provider: "fake",
      model: "fake",
      baseUrl: null,
      circuit: "closed",
      lastError: null,
      calls: 0,
    }),
    structured: async <T>(call: StructuredCall<T>): Promise<StructuredResult<T>> => ({
      value: call.schema.parse(reply(call)),
      model: "fake",
      promptTokens: 1,
      completionTokens: 1,
      costUsd: null,
      durationMs: 1,
    }),
  });
  const reading = (metric: string): unknown => ({
    reading: "query",
    query: {
      op: "value",
      metrics: [metric],
      dims: [],
      filters: [],
      time: { from: "2026-07-01", to: "2026-08-01", label: "July", partial: false },
      assumptions: [],
    },
  });

  test("a question whose every word is placed is not sent to it", async () => {
    let calls = 0;
    await ask("refunds last month", {
      llm: llm(() => {
        calls += 1;
        return reading("mrr");
      }),
    });
    expect(calls).toBe(0);
  });

  test.each<[string, () => unknown]>([
    ["garbage", () => "lol"],
    ["a metric that is not there", () => reading("drop table")],
    ["a wrong metric", () => reading("mrr")],
    [
      "an error",
      () => {
        throw new AppError("timeout", "slow");
      },
    ],
  ])("%s changes no number", async (_, reply) => {
    for (const question of ["refnds last month", "profit last month", "refunds in Atlantis"]) {
      const plain = await ask(question);
      const helped = await ask(question, { llm: llm(reply) });
      expect([helped.answer, helped.rows, helped.sql, helped.refusal?.code]).toEqual([
        plain.answer,
        plain.rows,
        plain.sql,
        plain.refusal?.code,
      ]);
    }
  });

  test("its reading of a refused question becomes a choice, and each call leaves a trace", async () => {
    const traces: unknown[] = [];
    const answer = await ask("what came back to buyers in Atlantis", {
      llm: llm(() => reading("refund_amount")),
      recordTrace: (trace) => traces.push(trace),
    });
    expect(answer.refusal).toBeDefined();
    expect(answer.clarification?.options.map((option) => option.label)).toEqual(["Refunds, Jul 2026"]);
    expect(traces).toMatchObject([{ agent: "analyst", promptVersion: "analyst.read.2", source: "llm" }]);
  });

  test("agreement raises confidence, disagreement lowers it and is shown", async () => {
    const [plain, agreed, other] = [
      await ask("what did refunds look like last month"),
      await ask("what did refunds look like last month", { llm: llm(() => reading("refund_amount")) }),
      await ask("what did refunds look like last month", { llm: llm(() => reading("mrr")) }),
    ];
    expect(agreed.confidence.value).toBeGreaterThan(plain.confidence.value);
    expect(other.confidence.value).toBeLessThan(plain.confidence.value);
    expect(other.clarification?.options.map((option) => option.label)).toContain("MRR, Jul 2026");
  });
});
