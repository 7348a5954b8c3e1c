import { z } from "zod";
import { createHttpClient, joinUrl } from "@/adapters/http";
import { createRedactor } from "@/adapters/redact";
import { type FakeVendor, startFakeVendor } from "../../support/fake-vendor";

const Answer = z.looseObject({ ok: z.literal(true) });
let fake: FakeVendor;
let nowMs = 0;
beforeEach(async () => {
  nowMs = 0;
  fake = await startFakeVendor(() => ({ status: 200, body: { ok: true, more: 1 } }));
});
afterEach(() => fake.close());

function client(options: { random?: number; timeoutMs?: number; deadlineMs?: number; maxBodyBytes?: number } = {}) {
  const waits: number[] = [];
  const { random = 1, ...limits } = options;
  const http = createHttpClient({
    baseUrl: `${fake.baseUrl}/base/`,
    secrets: { AIRIA_API_KEY: "s3cret-key" },
    redact: createRedactor({ AIRIA_API_KEY: "s3cret-key" }),
    clock: () => new Date(nowMs),
    sleep: async (ms) => {
      waits.push(ms);
    },
    random: () => random,
    ...limits,
  });
  return { http, waits };
}
const request = (path = "/base/thing", headers: Record<string, string> = {}) => ({
  method: "GET",
  url: joinUrl(fake.baseUrl, path),
  headers,
  body: null,
});

test("secrets are filled in authentication headers only", async () => {
  const { http } = client();
  const headers = { "X-API-Key": "<AIRIA_API_KEY>", "x-correlation-id": "<AIRIA_API_KEY>" };
  const outcome = await http({ request: request("/base/thing", headers), schema: Answer, retry: "safe" });
  expect(outcome).toEqual({ ok: true, value: { ok: true, more: 1 }, attempts: 1 });
  expect(fake.requests[0]?.headers).toMatchObject({ "x-api-key": "s3cret-key", "x-correlation-id": "<AIRIA_API_KEY>" });
});

test.each(["/elsewhere", "/base/../elsewhere"])("%s is outside the base URL and is not sent", async (path) => {
  const { http } = client();
  const outcome = await http({ request: request(path), schema: Answer, retry: "safe" });
  expect(outcome).toMatchObject({ ok: false, fault: { sent: false } });
  expect(fake.requests).toHaveLength(0);
});

test("another host is not asked, and a missing secret is named", async () => {
  const { http } = client();
  const away = { ...request(), url: "http://169.254.169.254/base/latest" };
  expect(await http({ request: away, schema: Answer, retry: "safe" })).toMatchObject({
    ok: false,
    fault: { sent: false },
  });
  const needy = request("/base/x", { "DD-API-KEY": "<DATADOG_API_KEY>" });
  expect(await http({ request: needy, schema: Answer, retry: "safe" })).toMatchObject({
    fault: { message: "DATADOG_API_KEY is not set", sent: false },
  });
});

test("backoff doubles, is jittered, and ends after three attempts", async () => {
  for (const [random, expected] of [
    [0, [250, 500]],
    [1, [500, 1000]],
  ] as const) {
    const { http, waits } = client({ random });
    fake.inject({ kind: "status", status: 503 }, { kind: "status", status: 502 }, { kind: "status", status: 504 });
    expect(await http({ request: request(), schema: Answer, retry: "safe" })).toMatchObject({ ok: false, attempts: 3 });
    expect(waits).toEqual(expected);
  }
});

test.each([400, 401, 402, 403, 404, 409, 422])("%i is never retried", async (status) => {
  const { http } = client();
  fake.inject({ kind: "status", status });
  expect(await http({ request: request(), schema: Answer, retry: "safe" })).toMatchObject({ ok: false, attempts: 1 });
});

test("a call that is not safe is not repeated once it was sent", async () => {
  const { http } = client();
  fake.inject({ kind: "status", status: 503 });
  expect(await http({ request: request(), schema: Answer, retry: "unsent" })).toMatchObject({
    ok: false,
    attempts: 1,
    fault: { sent: true },
  });
  expect(fake.requests).toHaveLength(1);
});

test("a body past the limit, a half body and a slow one are faults", async () => {
  fake.inject({ kind: "oversize", bytes: 2000 });
  expect(
    await client({ maxBodyBytes: 1000 }).http({ request: request(), schema: Answer, retry: "unsent" }),
  ).toMatchObject({ fault: { kind: "too_large" } });
  fake.inject({ kind: "half_answer" });
  expect(await client().http({ request: request(), schema: Answer, retry: "unsent" })).toMatchObject({
    fault: { kind: "network" },
  });
  fake.inject({ kind: "hang_after" });
  expect(await client({ timeoutMs: 100 }).http({ request: request(), schema: Answer, retry: "safe" })).toMatchObject({
    fault: { kind: "timeout" },
    attempts: 1,
  });
});

describe("circuit", () => {
  const ask = (http: ReturnType<typeof client>["http"]) =>
    http({ request: request(), schema: Answer, retry: "unsent" });

  test("a time-out opens it, nothing is sent while it is open, one probe goes out after 30 s", async () => {
    const { http } = client({ timeoutMs: 100 });
    fake.inject({ kind: "hang_after" });
    expect(await ask(http)).toMatchObject({ fault: { kind: "timeout" } });
    expect(await ask(http)).toMatchObject({ fault: { kind: "not_sent", sent: false }, attempts: 0 });
    expect(fake.requests).toHaveLength(1);
    nowMs = 30_000;
    expect(await ask(http)).toMatchObject({ ok: true });
    expect(await ask(http)).toMatchObject({ ok: true });
  });

  test("a caller's own time limit opens it too, a cancelled call does not", async () => {
    const { http } = client();
    const stopped = new AbortController();
    fake.inject({ kind: "hang_after" }, { kind: "hang_after" });
    setTimeout(() => stopped.abort(), 100);
    const expired = AbortSignal.timeout(1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    for (const signalOf of [() => expired, () => stopped.signal, () => AbortSignal.timeout(50)]) {
      const outcome = await http({ request: request(), schema: Answer, retry: "safe", signal: signalOf() });
      expect(outcome).toMatchObject({ fault: { kind: "aborted" }, attempts: 1 });
    }
    expect(await ask(http)).toMatchObject({ ok: false, attempts: 0 });
    expect(fake.requests).toHaveLength(2);
  });

  test("three failures in a row open it, refusals do not", async () => {
    const { http } = client();
    fake.inject(
      ...[404, 403, 400, 500, 500, 404, 500, 500, 500].map((status) => ({ kind: "status", status }) as const),
    );
    for (let at = 0; at < 9; at += 1) expect(await ask(http)).toMatchObject({ ok: false, attempts: 1 });
    expect(await ask(http)).toMatchObject({ ok: false, attempts: 0 });
    expect(fake.requests).toHaveLength(9);
  });
});
