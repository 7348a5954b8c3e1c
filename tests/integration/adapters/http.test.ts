import { z } from "zod";
import { createHttpClient, joinUrl } from "@/adapters/http";
import { createRedactor } from "@/adapters/redact";
import { type FakeVendor, startFakeVendor } from "../../support/fake-vendor";

const Answer = z.looseObject({ ok: z.literal(true) });
let fake: FakeVendor;
beforeEach(async () => {
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
    clock: () => new Date(0),
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

test("placeholders are filled in authentication headers only", async () => {
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
