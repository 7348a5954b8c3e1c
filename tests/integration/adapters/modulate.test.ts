import { createModulate } from "@/adapters/modulate/adapter";
import { scoreText } from "@/lib/sentiment/score-text";
import { adapterDeps, CANARIES } from "../../support/adapter-deps";
import { startFakeModulate } from "../../support/fake-modulate";
import type { FakeVendor } from "../../support/fake-vendor";

const texts = ["I want a refund", "Monthly seats", "this is fraud"];
let fake: FakeVendor;
afterEach(() => fake?.close());

async function start() {
  fake = await startFakeModulate(CANARIES.MODULATE_API_KEY);
  const parts = adapterDeps({ OPSIQ_MODE: "real", ...CANARIES, MODULATE_BASE_URL: fake.baseUrl });
  return { ...parts, modulate: createModulate(parts.deps) };
}

test("a key alone stays a mock: there is no text endpoint", () => {
  const { deps } = adapterDeps({ OPSIQ_MODE: "real", MODULATE_API_KEY: "key-1" });
  const status = createModulate(deps).status();
  expect(status.mode).toBe("mock");
  expect(status.reason).toMatch(/MODULATE_BASE_URL is not set: Modulate takes audio only/);
});

test("the mock scores with the local scorer and records what was judged", async () => {
  const { deps, activity } = adapterDeps({});
  const modulate = createModulate(deps);
  expect(await modulate.scoreTexts(texts)).toEqual(texts.map(scoreText));
  expect(activity).toMatchObject([{ integration: "modulate", mode: "mock", operation: "score-texts", status: "ok" }]);
  expect(JSON.stringify(activity[0]?.request)).toContain("this is fraud");
  expect(await modulate.scoreTexts([])).toEqual([]);
  expect(activity).toHaveLength(1);
});

test("real scores come back in the order of the texts, whatever the order of the answer", async () => {
  const { modulate, activity } = await start();
  expect(await modulate.scoreTexts(texts)).toEqual([
    { score: 0.78, label: "high", terms: ["rude", "Frustrated"] },
    { score: 0, label: "low", terms: [] },
    { score: 0, label: "low", terms: [] },
  ]);
  expect(activity).toMatchObject([{ mode: "real", status: "ok" }]);
});

test("more than a hundred texts go in several requests, long ones are cut", async () => {
  const { modulate } = await start();
  const many = Array.from({ length: 205 }, (_, at) => (at === 204 ? "angry" : "x".repeat(9000)));
  const results = await modulate.scoreTexts(many);
  expect(results).toHaveLength(205);
  expect(results[204]?.label).toBe("high");
  expect(fake.requests).toHaveLength(3);
});

test.each([
  ["500 three times", [500, 500, 500].map((status) => ({ kind: "status", status }) as const), 3],
  ["no credits", [{ kind: "status", status: 429, body: { detail: "Insufficient credits." } } as const], 1],
  ["a quota", [{ kind: "status", status: 403, body: { detail: "This request is not permitted." } } as const], 1],
  ["an unknown form", [{ kind: "status", status: 200, body: { results: [{ id: "t0" }] } } as const], 1],
  ["a missing result", [{ kind: "status", status: 200, body: { results: [] } } as const], 1],
] as const)("after %s the local scorer answers, and the log and the health say so", async (_, faults, requests) => {
  const { modulate, activity } = await start();
  fake.inject(...faults);
  expect(await modulate.scoreTexts(texts)).toEqual(texts.map(scoreText));
  expect(fake.requests).toHaveLength(requests);
  expect(activity).toMatchObject([
    { status: "failed", summary: expect.stringContaining("local scorer scored 3 texts instead") },
  ]);
  expect(modulate.status().health).toBe("failing");
  await modulate.scoreTexts(texts);
  expect(modulate.status().health).toBe("ok");
});

test("too many at once is waited out", async () => {
  const { modulate, waits } = await start();
  fake.inject({ kind: "status", status: 429, body: { detail: "Too many concurrent requests." } });
  expect((await modulate.scoreTexts(texts))[0]?.score).toBe(0.78);
  expect(waits).toEqual([500]);
});
