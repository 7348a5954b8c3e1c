import { PipelineResult, parseResult } from "@/adapters/airia/pipeline";
import { createTokenBucket } from "@/adapters/airia/token-bucket";
import { EventsPage, severityOf, toSignal } from "@/adapters/datadog/events";
import { CataloguePage, refusalOf, toMetric } from "@/adapters/lightdash/catalogue";
import { costUsd } from "@/adapters/llm/cost";
import { TextSignals, toSentiment } from "@/adapters/modulate/text-signals";

describe("Datadog", () => {
  test("a monitor's alert and a plain event become signals", () => {
    const page = EventsPage.parse({
      data: [
        {
          id: "AwAAAZOxzq",
          type: "event",
          attributes: {
            timestamp: "2026-11-23T03:42:00.000Z",
            message: "%%% p95 over 1.5s %%%",
            tags: ["env:prod", "customer_id:cus_7"],
            attributes: {
              title: "[Triggered] p95 high",
              status: "error",
              priority: "2",
              timestamp: 1_795_405_320_000,
              evt: { id: "6718032471095573123", uid: "AZOxzq-4", name: "alert", source_id: 36 },
              monitor: { id: 91827364, name: "p95", groups: ["region:us-east-1"] },
              monitor_groups: ["region:us-east-1"],
            },
          },
        },
        {
          id: "AwAAB",
          type: "event",
          attributes: { timestamp: "2026-11-23T05:43:00+02:00", message: "Deploy finished\nby CI" },
        },
      ],
      links: { next: "https://api.datadoghq.com/api/v2/events?page%5Bcursor%5D=e" },
      meta: { elapsed: 88, page: { after: "e" } },
    });
    const [alert, deploy] = page.data.map(toSignal);
    expect(alert).toMatchObject({
      id: "AZOxzq-4",
      kind: "alert",
      severity: "high",
      region: "us-east-1",
      customerId: "cus_7",
      message: "p95 over 1.5s",
    });
    expect(deploy).toMatchObject({
      id: "AwAAB",
      kind: "event",
      severity: "info",
      title: "Deploy finished",
      occurredAt: "2026-11-23T03:43:00.000Z",
    });
  });

  test("a numeric id that lost digits is never used", () => {
    const event = {
      id: "own-id",
      attributes: { timestamp: "2026-11-23T03:42:00Z", attributes: { evt: { id: 6718032471095574000 } } },
    };
    const page = EventsPage.parse({ data: [event] });
    expect(page.data.map((item) => toSignal(item).id)).toEqual(["own-id"]);
  });

  test.each([
    ["error", "1", "critical"],
    ["error", null, "high"],
    ["error", "normal", "high"],
    ["warning", "4", "low"],
    ["warn", undefined, "medium"],
    ["ok", "1", "info"],
    ["success", null, "info"],
    ["never seen", "1", "info"],
    [null, null, "info"],
  ])("status %p with priority %p is %s", (status, priority, severity) => {
    expect(severityOf(status, priority)).toBe(severity);
  });
});

describe("Lightdash", () => {
  test("a page of the catalogue, with members to come", () => {
    const page = CataloguePage.parse({
      status: "ok",
      results: {
        pagination: { page: 1, pageSize: 50, totalPageCount: 1, totalResults: 1 },
        data: [
          {
            name: "total_revenue",
            label: "Total revenue",
            tableName: "orders",
            aiHints: null,
            chartUsage: 12,
            later: {},
          },
        ],
      },
    });
    expect(refusalOf(page)).toBeNull();
    expect(page.status === "ok" && page.results.data.map(toMetric)).toEqual([
      { name: "total_revenue", label: "Total revenue", description: "", table: "orders" },
    ]);
  });

  test("a failure in the envelope is named", () => {
    const page = CataloguePage.parse({
      status: "error",
      error: { statusCode: 401, name: "AuthorizationError", message: "no", data: {} },
    });
    expect(refusalOf(page)).toBe("AuthorizationError: no");
  });
});

describe("Airia", () => {
  test.each([
    [
      {
        $type: "string",
        result: '{"a":1}',
        report: null,
        isGuardrailBlock: false,
        executionId: "e-1",
        files: null,
        images: null,
      },
    ],
    [{ $type: "objectArray", result: [{ any: "shape" }], disclosure: null }],
    [{ $type: "string", result: "Rollback started", report: null, isBackupPipeline: false }],
    [{ $type: "string" }],
  ])("%j is a result", (body) => {
    expect(PipelineResult.safeParse(body).success).toBe(true);
  });

  test("text that only looks like JSON stays text", () => {
    expect(parseResult("{not json")).toBe("{not json");
  });

  test("the bucket lets a burst of two out, then one each half second, and refills", async () => {
    const waits: number[] = [];
    let nowMs = 0;
    const take = createTokenBucket(
      2,
      () => new Date(nowMs),
      async (ms) => {
        waits.push(ms);
      },
    );
    for (let at = 0; at < 4; at += 1) await take();
    nowMs = 10_000;
    for (let at = 0; at < 3; at += 1) await take();
    expect(waits).toEqual([500, 1000, 500]);
  });
});

test("Modulate's assumed answer becomes a risk", () => {
  const answer = TextSignals.parse({
    results: [
      {
        id: "t0",
        sentiment: { label: "negative", score: -0.78 },
        emotion: "Frustrated",
        toxicity: { score: 0.06, labels: [] },
      },
      { id: "t1", sentiment: { label: "positive", score: 0.9 }, toxicity: { score: 0.31, labels: ["insult"] } },
      { id: "t2", sentiment: { label: "neutral", score: 0 } },
    ],
  });
  expect(answer.results.map(toSentiment)).toEqual([
    { score: 0.78, label: "high", terms: ["Frustrated"] },
    { score: 0.31, label: "elevated", terms: ["insult"] },
    { score: 0, label: "low", terms: [] },
  ]);
  expect(TextSignals.safeParse({ results: [{ id: "t0", sentiment: { label: "negative", score: -7 } }] }).success).toBe(
    false,
  );
});

test.each([
  ["https://api.groq.com/openai/v1", "openai/gpt-oss-120b", 1000, 500, 0.00045],
  ["https://api.groq.com/openai/v1", "openai/gpt-oss-20b", 1_000_000, 0, 0.075],
  ["https://api.groq.com/openai/v1", "qwen/qwen3.6-27b", 1000, 500, null],
  ["http://127.0.0.1:11434/v1", "openai/gpt-oss-120b", 1000, 500, null],
  ["https://api.groq.com/openai/v1", "openai/gpt-oss-120b", null, 500, null],
])("%s %s costs", (baseUrl, model, prompt, completion, expected) => {
  const cost = costUsd(baseUrl, model, prompt, completion);
  if (expected === null) expect(cost).toBeNull();
  else expect(cost).toBeCloseTo(expected, 12);
});
