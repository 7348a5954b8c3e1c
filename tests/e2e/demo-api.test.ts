import type { Case } from "@/lib/contract/case";
import { callApi } from "@/tests/support/api-client";
import { type AppServer, startApp, stopAll } from "@/tests/support/app-server";

jest.setTimeout(120_000);

let app: AppServer;
beforeAll(async () => {
  app = await startApp();
});
afterAll(stopAll);

const byType = (cases: Case[], anomalyType: string) => cases.filter((found) => found.anomalyType === anomalyType);

test("the demo through the API, to the cent", async () => {
  const started = Date.now();
  const first = await callApi(app.url, "runInvestigation");
  const tookMs = Date.now() - started;
  expect(first).toMatchObject({ status: "ok", degraded: [] });
  expect(first.totals).toMatchObject({
    count: 6,
    impactCents: 247_800,
    currency: "USD",
    byKind: { recoverable: 57_000, cash_out: 190_800, owed_to_customer: 0, timing: 0 },
  });
  expect(first.cases.map((found) => [found.anomalyType, found.impactCents]).sort()).toEqual([
    ["duplicate_refund", 15_000],
    ["manual_credit", 17_500],
    ["manual_credit", 45_500],
    ["refund_spike", 112_800],
    ["tier_mismatch", 27_000],
    ["underbilling", 30_000],
  ]);
  expect(first.cases[0]).toMatchObject({
    anomalyType: "refund_spike",
    entity: { region: "EMEA" },
    severity: "critical",
  });
  const expected = first.cases.map((found) => found.expectedValueCents);
  expect(expected).toEqual([...expected].sort((a, b) => b - a));
  expect(first.actions.map((action) => action.kind).sort()).toEqual(["alert", "approval_task", "workflow_case"]);
  expect(first.reasoning.length).toBeGreaterThan(0);
  expect(tookMs).toBeLessThan(30_000);

  const [duplicate] = byType(first.cases, "duplicate_refund");
  expect(duplicate).toMatchObject({ impactCents: 15_000, confidenceBand: "high" });
  const verdict = { caseId: duplicate?.id, verdict: "false_positive" };
  const { learning } = await callApi(app.url, "sendFeedback", { body: verdict });
  expect(learning.filter((update) => update.kind === "confidence" && update.status === "active")).toHaveLength(1);

  const second = await callApi(app.url, "rerunTriage");
  const [judged] = byType(second.cases, "duplicate_refund");
  expect(judged).toMatchObject({ impactCents: 12_750, grossImpactCents: 15_000, confidenceBand: "medium" });
  const others = (cases: Case[]) =>
    cases.filter((found) => found.id !== duplicate?.id).map((found) => JSON.stringify(found));
  expect(others(second.cases).sort()).toEqual(others(first.cases).sort());
  expect(second.totals.impactCents).toBe(245_550);
  expect(second.actions).toEqual([]);

  const memory = await callApi(app.url, "getMemory");
  expect(memory.versions.length).toBeGreaterThan(0);
  expect(memory.versions.every((version) => version.why.length > 0)).toBe(true);
  expect((await callApi(app.url, "getLatestEvaluation")).evaluation).not.toBeNull();
  expect(await callApi(app.url, "listReasoning")).toMatchObject({
    traces: expect.arrayContaining([expect.anything()]),
  });
});

test("the analyst answers why revenue moved, with chart, SQL, confidence and follow-ups", async () => {
  const answer = await callApi(app.url, "askAnalyst", { body: { question: "Why is revenue down this month?" } });
  expect(answer.refusal).toBeUndefined();
  expect(answer.sql).toMatch(/select/i);
  expect(answer.chart).not.toBeNull();
  expect(answer.confidence.reasons.length).toBeGreaterThan(0);
  expect(answer.followUps.length).toBeGreaterThan(0);
  if (!answer.why) throw new Error("no decomposition");
  expect(answer.why.drivers.reduce((sum, part) => sum + part.deltaCents, 0)).toBe(answer.why.delta);
});

test("four integrations, each with its mode and the exact request it would send", async () => {
  const { sponsors } = await callApi(app.url, "getSponsorsStatus");
  expect(sponsors.map((sponsor) => sponsor.id).sort()).toEqual(["airia", "datadog", "lightdash", "modulate"]);
  for (const sponsor of sponsors) {
    expect(sponsor.mode).toBe("mock");
    // A mock without an address names the setting that would hold it.
    expect(sponsor.request.url).toMatch(/^(https?:\/\/|<[A-Z_]+>\/)/);
  }
  expect(await callApi(app.url, "listSponsorsActivity")).toMatchObject({
    activity: expect.arrayContaining([expect.anything()]),
  });
});

test.each([
  ["POST", "/api/feedback", '{"caseId":"case_x","verdict":"maybe"}', 400],
  ["POST", "/api/feedback", '{"caseId":"case_x","verdict":"approve"}', 404],
  ["POST", "/api/feedback", "not json", 400],
  ["POST", "/api/analyst/query", JSON.stringify({ question: "x".repeat(5_000_000) }), 413],
  ["POST", "/api/data/load", '{"folder":"/no/such/folder"}', 404],
  ["GET", "/api/triage/cases?sort=nonsense&zzz=1", undefined, 400],
  ["GET", "/api/triage/cases?cursor=garbage", undefined, 400],
  ["GET", "/api/triage/cases/case_none", undefined, 404],
  ["GET", "/api/runs?limit=201", undefined, 400],
])("%s %s with bad input is a problem", async (method, path, body, status) => {
  const headers: HeadersInit = body === undefined ? {} : { "content-type": "application/json" };
  const response = await fetch(app.url + path, { method, body, headers });
  expect(response.status).toBe(status);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(await response.json()).toMatchObject({ status, code: expect.any(String), requestId: expect.any(String) });
});

test("the seed's own paths answer too, POST as well", async () => {
  const signals = await fetch(`${app.url}/monitor/signals`);
  expect(await signals.json()).toHaveProperty("signals");
  const scored = await fetch(`${app.url}/sentiment/analyze`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"text":"furious, we will cancel and call our lawyer"}',
  });
  expect(await scored.json()).toMatchObject({ mode: "mock", score: expect.any(Number) });
});

test("two runs started at once: one is refused with 409", async () => {
  const run = () => fetch(`${app.url}/api/monitor/run`, { method: "POST" }).then((response) => response.status);
  expect((await Promise.all([run(), run()])).sort()).toEqual([200, 409]);
});

test("the published document describes what is served", async () => {
  const document = await (await fetch(`${app.url}/api/openapi.json`)).json();
  expect(document).toMatchObject({ openapi: "3.1.0", paths: { "/api/monitor/run": { post: expect.any(Object) } } });
});

test("the icon is there under the name that browsers ask for unasked", async () => {
  const response = await fetch(`${app.url}/favicon.ico`);
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "image/svg+xml"]);
});
