import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getContext } from "@/agents/context";
import * as gapsRoute from "@/app/api/analyst/gaps/route";
import * as languageRoute from "@/app/api/analyst/language/route";
import * as metricsRoute from "@/app/api/analyst/metrics/route";
import * as queryRoute from "@/app/api/analyst/query/route";
import * as savedRoute from "@/app/api/analyst/questions/[questionId]/route";
import * as questionsRoute from "@/app/api/analyst/questions/route";
import * as resetRoute from "@/app/api/demo/reset/route";
import { Answer } from "@/lib/contract/analyst";
import { Problem } from "@/lib/contract/problem";
import { Language, MetricCatalogue, SavedQuestion } from "@/lib/contract/questions";

const stateDir = mkdtempSync(join(tmpdir(), "opsiq-questions-api-"));
beforeAll(async () => {
  process.env.OPSIQ_STATE_DIR = stateDir;
  await getContext();
});
afterAll(async () => {
  await (await getContext()).close();
  rmSync(stateDir, { recursive: true, force: true });
});

const url = (path: string) => `http://127.0.0.1:3000/api/analyst/${path}`;
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  new Request(url(path), {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", ...headers },
  });
const ask = async (question: string) => Answer.parse(await (await queryRoute.POST(post("query", { question }))).json());
const teach = (body: unknown) => languageRoute.POST(post("language", body));

test("a question is saved, listed, pinned and deleted; deleting it again is a 404", async () => {
  const { semanticQuery } = await ask("refunds by region last month");
  const saved = SavedQuestion.parse(await (await questionsRoute.POST(post("questions", { semanticQuery }))).json());
  await questionsRoute.POST(post("questions", { semanticQuery, title: "Refunds", pinned: true }));
  const list = await (await questionsRoute.GET(new Request(url("questions")))).json();
  expect(list.questions).toMatchObject([{ id: saved.id, title: "Refunds", pinned: true }]);
  const remove = (request: Request) =>
    savedRoute.DELETE(request, { params: Promise.resolve({ questionId: saved.id }) });
  const foreign = new Request(url("questions/x"), { method: "DELETE", headers: { origin: "https://evil.example" } });
  expect((await remove(foreign)).status).toBe(403);
  const own = () => new Request(url("questions/x"), { method: "DELETE" });
  expect((await remove(own())).status).toBe(200);
  expect(Problem.parse(await (await remove(own())).json()).code).toBe("not_found");
});

test.each([
  [{}, "/semanticQuery"],
  [{ semanticQuery: { op: "value" } }, "/semanticQuery/metrics"],
  [{ sql: "select 1" }, "/sql"],
])("saving %j is refused at %s", async (body, pointer) => {
  const response = await questionsRoute.POST(post("questions", body));
  expect(response.status).toBe(400);
  expect(Problem.parse(await response.json()).errors.map((fault) => fault.pointer)).toContain(pointer);
});

test("a lesson that would break a verified question is a 409 that names it; the others are kept and undone", async () => {
  const { semanticQuery } = await ask("refunds by region last month");
  expect((await teach({ kind: "verify", question: "refunds by region last month", semanticQuery })).status).toBe(200);
  const response = await teach({ kind: "synonym", phrase: "refunds", means: { kind: "metric", metric: "mrr" } });
  expect(response.status).toBe(409);
  expect(Problem.parse(await response.json()).errors).toMatchObject([{ pointer: "refunds by region last month" }]);
  expect((await teach({ kind: "synonym", phrase: "x", means: { kind: "metric", metric: "gold" } })).status).toBe(400);
  expect((await teach({ kind: "undo", eventId: "lesson_nope" })).status).toBe(404);
  const language = Language.parse(await (await languageRoute.GET(new Request(url("language")))).json());
  expect(language).toMatchObject({
    version: "v1",
    state: { verified: [{ question: "refunds by region last month" }] },
  });
  expect((await ask("refunds by region last month")).source).toBe("verified");
});

test("metrics are listed, and refused questions counted until a reset", async () => {
  const catalogue = MetricCatalogue.parse(await (await metricsRoute.GET(new Request(url("metrics")))).json());
  expect(catalogue.metrics.length).toBeGreaterThanOrEqual(20);
  expect(catalogue.dimensions.length).toBeGreaterThanOrEqual(12);
  await ask("profit by region");
  const gaps = () => gapsRoute.GET(new Request(url("gaps?limit=5"))).then((response) => response.json());
  expect((await gaps()).gaps).toMatchObject([{ question: "profit by region", code: "no_metric", count: 1 }]);
  expect((await gapsRoute.GET(new Request(url("gaps?limit=0")))).status).toBe(400);
  await resetRoute.POST(new Request("http://127.0.0.1:3000/api/demo/reset", { method: "POST" }));
  expect((await gaps()).gaps).toEqual([]);
});
