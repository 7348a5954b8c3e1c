import { createDatadog } from "@/adapters/datadog/adapter";
import { IntegrationStatus, Signal } from "@/lib/contract/integration";
import { adapterDeps, CANARIES } from "../../support/adapter-deps";
import { datadogEvent, startFakeDatadog } from "../../support/fake-datadog";
import type { FakeVendor } from "../../support/fake-vendor";

const window = { from: "2026-11-22T00:00:00.000Z", to: "2026-11-23T00:00:00.000Z" };
const keys = { api: CANARIES.DATADOG_API_KEY, app: CANARIES.DATADOG_APP_KEY };
let fake: FakeVendor;
afterEach(() => fake?.close());

async function start(events: Record<string, unknown>[], pageSize?: number) {
  fake = await startFakeDatadog(keys, events, pageSize);
  const parts = adapterDeps({ OPSIQ_MODE: "real", ...CANARIES, DATADOG_BASE_URL: `${fake.baseUrl}/` });
  return { ...parts, datadog: createDatadog(parts.deps) };
}

describe("mode", () => {
  test.each([
    [{ ...CANARIES }, "mock", "OPSIQ_MODE is mock"],
    [{ OPSIQ_MODE: "real", DATADOG_API_KEY: "key-1" }, "mock", "DATADOG_APP_KEY is not set"],
    [{ OPSIQ_MODE: "real", DATADOG_API_KEY: "key-1", DATADOG_APP_KEY: "key-2" }, "real", null],
  ])("%j is %s", (environment, mode, reason) => {
    const status = createDatadog(adapterDeps(environment).deps).status();
    expect(IntegrationStatus.parse(status)).toMatchObject({
      mode,
      reason,
      health: "unused",
      calls: 0,
      lastError: null,
    });
    expect(status.request).toMatchObject({ method: "POST", url: "https://api.datadoghq.com/api/v2/events/search" });
    expect(status.request.headers["DD-API-KEY"]).toBe("<DATADOG_API_KEY>");
  });

  test("the site chooses the host", () => {
    const { deps } = adapterDeps({ DATADOG_SITE: "datadoghq.eu" });
    expect(createDatadog(deps).status().request.url).toBe("https://api.datadoghq.eu/api/v2/events/search");
  });
});

test("the mock has no events, but records the window with the real request", async () => {
  const { deps, activity } = adapterDeps({});
  const datadog = createDatadog(deps);
  expect(await datadog.fetchSignals(window)).toEqual([]);
  expect(activity).toMatchObject([
    { integration: "datadog", mode: "mock", operation: "fetch-signals", status: "ok", request: { method: "POST" } },
  ]);
  expect(activity[0]?.summary).toContain(window.from);
  expect(datadog.status()).toMatchObject({ health: "ok", calls: 1, request: { body: { filter: window } } });
});

test("pages are followed to the end, mapped, newest first, each event once", async () => {
  const events = [
    datadogEvent("5", 50),
    datadogEvent("3", 30),
    datadogEvent("4", 40),
    datadogEvent("3", 30),
    datadogEvent("1", 10),
  ];
  const { datadog, activity } = await start(events);
  const signals = await datadog.fetchSignals(window);
  expect(signals.map((signal) => signal.id)).toEqual(["uid-5", "uid-4", "uid-3", "uid-1"]);
  expect(Signal.parse(signals[0])).toEqual({
    id: "uid-5",
    source: "datadog",
    kind: "event",
    severity: "high",
    title: "Event 5",
    message: "message of 5",
    metric: null,
    value: null,
    baseline: null,
    region: "EMEA",
    customerId: null,
    occurredAt: "2026-11-23T03:50:00.000Z",
  });
  expect(fake.requests.map((request) => request.body)).toMatchObject([
    { filter: { query: "*", ...window }, page: { limit: 100 } },
    { page: { limit: 100, cursor: "cursor-2" } },
    { page: { limit: 100, cursor: "cursor-4" } },
  ]);
  expect(activity).toHaveLength(1);
  expect(activity[0]).toMatchObject({ status: "ok", response: { pages: 3, complete: true } });
});

test("reading stops after ten pages, and says so", async () => {
  const { datadog, activity } = await start(
    Array.from({ length: 15 }, (_, at) => datadogEvent(String(at), at)),
    1,
  );
  expect(await datadog.fetchSignals(window)).toHaveLength(10);
  expect(activity[0]?.summary).toContain("past 10 pages");
});

test.each([
  ["500", { kind: "status", status: 500, body: { errors: ["boom"] } }, [500]],
  ["429 with X-RateLimit-Reset", { kind: "status", status: 429, headers: { "X-RateLimit-Reset": "7" } }, [7000]],
  [
    "429 with Retry-After",
    { kind: "status", status: 429, headers: { "Retry-After": "3", "X-RateLimit-Reset": "9" } },
    [3000],
  ],
  ["a reset", { kind: "reset_before" }, [500]],
] as const)("%s is retried: a search does no harm", async (_, fault, expected) => {
  const { datadog, waits } = await start([datadogEvent("1", 1)]);
  fake.inject(fault);
  expect(await datadog.fetchSignals(window)).toHaveLength(1);
  expect(waits).toEqual(expected);
});

test.each([
  ["three 503", [503, 503, 503].map((status) => ({ kind: "status", status }) as const), "503", 3],
  [
    "a wait past the deadline",
    [{ kind: "status", status: 429, headers: { "Retry-After": "3600" } } as const],
    "429",
    1,
  ],
  ["a refusal", [{ kind: "status", status: 403, body: { errors: ["Forbidden"] } } as const], "403: Forbidden", 1],
  ["no JSON", [{ kind: "text", text: "<html>" } as const], "not JSON", 1],
  [
    "a redirect",
    [{ kind: "status", status: 302, headers: { Location: "http://127.0.0.1:9/" } } as const],
    "redirect",
    1,
  ],
  ["an unknown form", [{ kind: "status", status: 200, body: { data: [{ id: 7 }] } } as const], "data.0.id", 1],
  ["a huge answer", [{ kind: "oversize", bytes: 6_000_000 } as const], "more than 5000000 bytes", 1],
] as const)("%s fails the read", async (_, faults, words, requests) => {
  const { datadog, activity } = await start([]);
  fake.inject(...faults);
  await expect(datadog.fetchSignals(window)).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining(words),
  });
  expect(fake.requests).toHaveLength(requests);
  expect(activity).toMatchObject([{ status: "failed" }]);
  expect(datadog.status()).toMatchObject({ health: "failing", lastError: expect.stringContaining(words) });
});

test("a failing second page gives no half window", async () => {
  const { datadog } = await start([datadogEvent("1", 1), datadogEvent("2", 2), datadogEvent("3", 3)]);
  fake.inject({
    kind: "status",
    status: 200,
    body: { data: [datadogEvent("1", 1)], meta: { page: { after: "cursor-2" } } },
  });
  fake.inject({ kind: "status", status: 400, body: { errors: ["bad cursor"] } });
  await expect(datadog.fetchSignals(window)).rejects.toMatchObject({ code: "unavailable" });
});

test("the caller's signal ends a slow read", async () => {
  const { datadog } = await start([]);
  fake.inject({ kind: "hang_after" });
  await expect(datadog.fetchSignals(window, AbortSignal.timeout(100))).rejects.toMatchObject({ code: "timeout" });
});
