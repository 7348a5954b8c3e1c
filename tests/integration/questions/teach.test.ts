import { ask } from "@/agents/ask";
import { readMetricCatalogue } from "@/agents/metric-catalogue";
import { currentQuery, keepQuestion, proposeLessons, readLanguage, removeQuestion, teach } from "@/agents/questions";
import { appendLanguageEvents, listGaps, listSavedQuestions, recordGap } from "@/db/questions";
import { resetDataset } from "@/db/reset";
import { AnalystRequest, Answer, type SemanticQuery } from "@/lib/contract/analyst";
import { LanguageRequest, SaveQuestionRequest } from "@/lib/contract/questions";
import { canonicalJson } from "@/lib/learning/canonical-json";
import type { Warehouse } from "@/lib/ports";
import { analystWorld } from "@/tests/support/analyst-world";
import { type AskState, openAskState } from "@/tests/support/ask-context";

let warehouse: Warehouse;
let state: AskState;
beforeAll(async () => {
  warehouse = await analystWorld({});
});
beforeEach(() => {
  state = openAskState(warehouse);
});
afterEach(() => state.stop());

const put = async (question: string) => Answer.parse(await ask(state.context, AnalystRequest.parse({ question })));
const lesson = (request: unknown) => teach(state.context, LanguageRequest.parse(request));
const reading = async (question: string): Promise<SemanticQuery> => {
  const { semanticQuery } = await put(question);
  if (!semanticQuery) throw new Error(`${question} is refused`);
  return semanticQuery;
};
const clawbacks = { kind: "synonym", phrase: "clawbacks", means: { kind: "metric", metric: "refund_amount" } };

test("a refused word, once taught, answers as the word it stands for, survives a restart, and is taken back", async () => {
  const before = await put("clawbacks by region last month");
  expect(before.refusal).toBeDefined();
  const empty = canonicalJson(readLanguage(state.context).state);
  const { event, version } = await lesson({ ...clawbacks, by: "ana", why: "what finance says" });
  expect([version, event.by, event.why]).toEqual(["v1", "ana", "what finance says"]);
  state.restart();
  const taught = await put("clawbacks by region last month");
  expect(taught.rows).toEqual((await put("refunds by region last month")).rows);
  await lesson({ kind: "undo", eventId: event.id });
  expect((await put("clawbacks by region last month")).answer).toBe(before.answer);
  expect(canonicalJson(readLanguage(state.context).state)).toBe(empty);
  expect(readLanguage(state.context)).toMatchObject({ version: "v2", events: [{ live: true }, { live: false }] });
});

test("a verified question is answered from its stored query, and says so", async () => {
  const plain = await put("revenue by region last month");
  const chosen = { ...(await reading("invoiced revenue by region last month")), assumptions: [] };
  await lesson({ kind: "verify", question: "revenue by region last month", semanticQuery: chosen });
  const verified = await put("Revenue by region last month");
  expect(verified).toMatchObject({ source: "verified", semanticQuery: { metrics: ["invoiced"] } });
  expect(verified.confidence.reasons).toContain("a person verified this question");
  expect(verified.confidence.value).toBeGreaterThan(plain.confidence.value);
  expect(verified.clarification?.options.map((option) => option.semanticQuery.metrics[0])).toEqual([
    "invoiced",
    "net_revenue",
  ]);
  const other = await put("revenue by region in Q2 2026");
  expect(other).toMatchObject({
    source: "verified",
    semanticQuery: { time: { from: "2026-04-01", to: "2026-07-01" } },
  });
  expect(other.rows).toEqual((await put("invoiced revenue by region in Q2 2026")).rows);
  expect((await put("refunds by region last month")).source).toBe("parser");
});

test("a change that would turn a verified question is refused with what would break, and changes nothing", async () => {
  const question = "refunds by region last month";
  await lesson({ kind: "verify", question, semanticQuery: await reading(question) });
  const hostile = { kind: "synonym", phrase: "refunds", means: { kind: "metric", metric: "mrr" } };
  await expect(lesson(hostile)).rejects.toMatchObject({
    code: "conflict",
    message: "Not taken: 1 of 1 verified questions would be read otherwise",
    details: [{ pointer: question, detail: expect.stringMatching(/^would be (read as .*MRR|refused)/) }],
  });
  expect(readLanguage(state.context).version).toBe("v1");
  expect((await put("refunds last month")).semanticQuery?.metrics).toEqual(["refund_amount"]);
  await expect(lesson(clawbacks)).resolves.toMatchObject({ version: "v2", replayed: 1 });
});

test("the reading that a person picked teaches the word's default", async () => {
  const answer = await put("revenue last month");
  const picked = answer.clarification?.options.find((option) => option.semanticQuery.metrics[0] === "invoiced");
  if (!picked) throw new Error("no such choice");
  const [correction] = await proposeLessons(state.context, "revenue last month", picked.semanticQuery);
  expect(correction).toEqual({ kind: "default", phrase: "revenue", metric: "invoiced" });
  await lesson(correction);
  expect((await put("revenue by tier in Q2")).semanticQuery?.metrics).toEqual(["invoiced"]);
  expect(await proposeLessons(state.context, "revenue last month", picked.semanticQuery)).toEqual([]);
});

test.each([
  [{ kind: "synonym", phrase: "last month", means: { kind: "metric", metric: "mrr" } }, "/phrase"],
  [{ kind: "synonym", phrase: "the of", means: { kind: "metric", metric: "mrr" } }, "/phrase"],
  [{ kind: "synonym", phrase: "!!", means: { kind: "metric", metric: "mrr" } }, "/phrase"],
  [{ kind: "synonym", phrase: "a b c d e f g", means: { kind: "metric", metric: "mrr" } }, "/phrase"],
  [{ kind: "synonym", phrase: "loot", means: { kind: "metric", metric: "gold" } }, "/means"],
  [{ kind: "synonym", phrase: "loot", means: { kind: "dimension", dimension: "gold" } }, "/means"],
  [{ kind: "synonym", phrase: "loot", means: { kind: "value", dimension: "region", value: "Atlantis" } }, "/means"],
  [{ kind: "default", phrase: "refunds", metric: "mrr" }, "/phrase"],
  [{ kind: "verify", question: "??", semanticQuery: null }, null],
])("%j makes no sense", async (request, pointer) => {
  if (pointer === null) return expect(LanguageRequest.safeParse(request).success).toBe(false);
  await expect(lesson(request)).rejects.toMatchObject({ code: "validation", details: [{ pointer }] });
  expect(readLanguage(state.context).version).toBe("v0");
});

test("an unknown lesson is not found, and two lessons at once do not overwrite each other", async () => {
  await expect(lesson({ kind: "undo", eventId: "lesson_nope" })).rejects.toMatchObject({ code: "not_found" });
  const { event } = await lesson(clawbacks);
  const { db, datasetId } = state.context;
  expect(() => appendLanguageEvents(db, datasetId, [{ ...event, id: "other" }], 0)).toThrow(/meanwhile/);
});

test("a saved question is its query once, pinned by saving it again, and moves on with the data", async () => {
  const question = "refunds by region last month";
  const semanticQuery = await reading(question);
  const save = (over: object) =>
    keepQuestion(state.context, SaveQuestionRequest.parse({ question, semanticQuery, ...over }));
  const saved = await save({});
  expect(saved).toMatchObject({ title: "Refunds by region last month", pinned: false, asOf: "2026-08-18" });
  expect(await save({ question: undefined })).toMatchObject({ id: saved.id, title: "Refunds, by region, Jul 2026" });
  const again = await save({ title: "Refunds", pinned: true });
  expect(again).toMatchObject({ id: saved.id, title: "Refunds", pinned: true });
  const { db, datasetId } = state.context;
  expect(listSavedQuestions(db, datasetId)).toEqual([again]);
  expect(JSON.stringify(listSavedQuestions(db, datasetId))).not.toMatch(/select/i);
  expect(await currentQuery(state.context, again)).toEqual(semanticQuery);
  const older = { ...again, asOf: "2026-07-10" };
  expect(
    (
      await currentQuery(state.context, {
        ...older,
        semanticQuery: { ...semanticQuery, time: { ...semanticQuery.time, from: "2026-06-01", to: "2026-07-01" } },
      })
    ).time,
  ).toMatchObject({ from: "2026-07-01", to: "2026-08-01" });
  expect(removeQuestion(state.context, saved.id)).toEqual({ id: saved.id });
  expect(() => removeQuestion(state.context, saved.id)).toThrow(/no saved question/);
});

test("a query that the model does not know is not kept", async () => {
  const semanticQuery = { ...(await reading("refunds last month")), metrics: ["gold"] };
  await expect(keepQuestion(state.context, SaveQuestionRequest.parse({ semanticQuery }))).rejects.toMatchObject({
    code: "validation",
  });
});

test("refusals are counted, however they are written, and a reset clears them", async () => {
  for (const question of ["profit by region", "Profit by  region?", "refunds by region", "forecast revenue"])
    await put(question);
  const { db, datasetId } = state.context;
  expect(listGaps(db, datasetId, 10)).toMatchObject([
    { question: "profit by region", code: "no_metric", count: 2 },
    { question: "forecast revenue", code: "forecast_or_advice", count: 1 },
  ]);
  resetDataset(db, datasetId);
  expect(listGaps(db, datasetId, 10)).toEqual([]);
});

test("the gaps kept are bounded, and the most asked stay", () => {
  const { db, datasetId } = state.context;
  const note = (question: string) =>
    recordGap(db, datasetId, { questionKey: question, question, code: "off_topic", at: "2026-03-01T10:00:00.000Z" });
  note("often");
  note("often");
  db.transaction(() => {
    for (let at = 0; at < 1005; at += 1) note(`gap ${at}`);
  });
  const gaps = listGaps(db, datasetId, 2000);
  expect(gaps).toHaveLength(1000);
  expect(gaps[0]).toMatchObject({ question: "often", count: 2 });
});

test("every metric is listed with a statement that runs and examples, every dimension with its values", async () => {
  const { metrics, dimensions } = await readMetricCatalogue(state.context);
  expect(metrics.length).toBeGreaterThanOrEqual(20);
  expect(dimensions.length).toBeGreaterThanOrEqual(10);
  expect(dimensions.find((one) => one.id === "region")?.values).toBe(4);
  for (const metric of metrics) {
    expect([metric.id, metric.description.length > 10, metric.sql.includes("select")]).toEqual([metric.id, true, true]);
    for (const example of metric.examples)
      expect([example, (await put(example)).refusal?.code]).toEqual([example, undefined]);
  }
  expect((await readMetricCatalogue({ ...state.context, warehouse: null })).dimensions[0]?.values).toBeNull();
});

test("taught words and verified questions cost no more than a few milliseconds a question", async () => {
  for (const question of ["refunds by region last month", "MRR by tier", "churn rate by month"])
    await lesson({ kind: "verify", question, semanticQuery: await reading(question) });
  await lesson(clawbacks);
  const started = performance.now();
  for (let at = 0; at < 20; at += 1) await put("nonsense about nothing");
  expect((performance.now() - started) / 20).toBeLessThan(50);
});
