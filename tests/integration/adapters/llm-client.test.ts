import { z } from "zod";
import { createLlm } from "@/adapters/llm/client";
import type { LlmSettings } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type { StructuredCall } from "@/lib/ports";
import { type FakeLlm, type FakeLlmRequest, startFakeLlm } from "../../support/fake-llm";

const KEY = "gsk_CANARY_0123456789";
const Plan = z.object({
  summary: z.string().max(200),
  severity: z.enum(["low", "high"]),
  confidence: z.number().min(0).max(1),
  note: z.string().optional(),
});
const good = { summary: "Refunds in EMEA are up", severity: "high", confidence: 0.8, note: null };

let fake: FakeLlm;
beforeEach(async () => {
  fake = await startFakeLlm({ mode: "json", value: good });
});
afterEach(() => fake.close());

const settings = (more: Partial<LlmSettings> = {}): LlmSettings => ({
  provider: "fake",
  baseUrl: fake.baseUrl,
  apiKey: KEY,
  model: "openai/gpt-oss-120b",
  timeoutMs: 5000,
  ...more,
});
const call = (more: Partial<StructuredCall<z.infer<typeof Plan>>> = {}): StructuredCall<z.infer<typeof Plan>> => ({
  purpose: "plan",
  promptVersion: "plan-1",
  system: "You plan.",
  user: "Rows: none",
  schemaName: "plan",
  schema: Plan,
  ...more,
});
const failure = async (work: Promise<unknown>): Promise<AppError> => {
  const error: unknown = await work.then(
    () => new Error("it did not fail"),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw error;
  return error;
};
const formats = () => fake.requests.map((request) => (request.strict ? "strict" : request.format));

test("an obedient model gives checked data, tokens, and no cost at a host without a known price", async () => {
  const llm = createLlm(settings());
  const result = await llm.structured(call());
  expect(result.value).toEqual({ summary: good.summary, severity: "high", confidence: 0.8 });
  expect(result).toMatchObject({
    model: "openai/gpt-oss-120b",
    promptTokens: 100,
    completionTokens: 20,
    costUsd: null,
  });
  expect(llm.status()).toMatchObject({ configured: true, circuit: "closed", lastError: null, calls: 1 });
});

test("the request is strict, keeps ranges off the wire, and asks gpt-oss for little reasoning", async () => {
  await createLlm(settings()).structured(call());
  const request = fake.requests[0];
  expect(request).toMatchObject({ path: "/v1/chat/completions", authorization: `Bearer ${KEY}`, strict: true });
  expect(request?.body).toMatchObject({ reasoning_effort: "low", max_completion_tokens: 2048 });
  expect(request?.schema).toEqual({
    type: "object",
    additionalProperties: false,
    required: ["summary", "severity", "confidence", "note"],
    properties: {
      summary: { type: "string" },
      severity: { type: "string", enum: ["low", "high"] },
      confidence: { type: "number" },
      note: { anyOf: [{ type: "string" }, { type: "null" }] },
    },
  });
});

test("other models get no reasoning_effort; a larger budget is passed on", async () => {
  await createLlm(settings({ model: "qwen/qwen3.6-27b" })).structured(call({ maxTokens: 9000 }));
  expect(fake.requests[0]?.body).not.toHaveProperty("reasoning_effort");
  expect(fake.requests[0]?.body.max_completion_tokens).toBe(9000);
});

test("OPENAI_BASE_URL is ignored", async () => {
  process.env.OPENAI_BASE_URL = "http://127.0.0.1:9/v1";
  try {
    await createLlm(settings()).structured(call());
  } finally {
    delete process.env.OPENAI_BASE_URL;
  }
  expect(fake.requests).toHaveLength(1);
});

describe("ladder", () => {
  test("steps down to what the server takes, and remembers it", async () => {
    const accepts = (allowed: string[]) => (request: FakeLlmRequest) => {
      const format = request.strict ? "strict" : request.format;
      return allowed.includes(format)
        ? { mode: "text" as const, text: `Sure: ${JSON.stringify(good)}` }
        : { mode: "format_unsupported" as const };
    };
    fake.play(accepts(["text"]));
    const llm = createLlm(settings());
    await llm.structured(call());
    expect(formats()).toEqual(["strict", "json_schema", "json_object", "text"]);
    await llm.structured(call({ schemaName: "another" }));
    expect(formats().slice(4)).toEqual(["text"]);
    expect(llm.status().circuit).toBe("closed");
  });

  test("json_object carries the schema and the word json in the prompt", async () => {
    fake.play((request) =>
      request.format === "json_object" ? { mode: "json", value: good } : { mode: "format_unsupported" },
    );
    await createLlm(settings()).structured(call());
    expect(fake.requests.at(-1)?.messages[0]?.content).toMatch(/json[\s\S]*"severity"/i);
  });

  test("a refused schema keyword lowers that schema alone", async () => {
    fake.play((request) =>
      request.strict && request.body.response_format ? schemaOnly(request) : { mode: "json", value: good },
    );
    const schemaOnly = (request: FakeLlmRequest) => {
      const name = JSON.stringify(request.body.response_format).includes('"odd"');
      return name ? { mode: "keyword_unsupported" as const } : { mode: "json" as const, value: good };
    };
    const llm = createLlm(settings());
    await llm.structured(call({ schemaName: "odd" }));
    await llm.structured(call({ schemaName: "odd" }));
    await llm.structured(call({ schemaName: "even" }));
    expect(formats()).toEqual(["strict", "json_schema", "json_schema", "strict"]);
  });

  test("a schema that strict mode cannot say starts one rung lower", async () => {
    fake.play({ mode: "json", value: { byRegion: { EMEA: 1 } } });
    const schema = z.object({ byRegion: z.record(z.string(), z.number()) });
    await createLlm(settings()).structured({ ...call(), schema });
    expect(formats()).toEqual(["json_schema"]);
  });

  test("another 400 is a failure, not a step down", async () => {
    fake.play({
      mode: "client_error",
      status: 400,
      message: "The model has been decommissioned",
      code: "model_decommissioned",
    });
    const error = await failure(createLlm(settings()).structured(call()));
    expect(error).toMatchObject({ code: "unavailable", message: expect.stringContaining("decommissioned") });
    expect(fake.requests).toHaveLength(1);
  });
});

describe("one second chance", () => {
  const wrong = { ...good, confidence: 7 };
  test.each([
    ["a value out of range", { mode: "json", value: wrong }],
    ["prose", { mode: "prose" }],
    ["json_validate_failed", { mode: "validate_failed" }],
    ["nothing", { mode: "text", text: "" }],
  ] as const)("after %s the error text is sent and a good answer counts", async (_, first) => {
    fake.play([first, { mode: "json", value: good }]);
    const result = await createLlm(settings()).structured(call());
    expect(result.value.confidence).toBe(0.8);
    expect(fake.requests).toHaveLength(2);
    expect(fake.requests[1]?.messages.at(-1)?.content).toMatch(/cannot be used:[\s\S]*schema/);
  });

  test("tokens of both tries add up", async () => {
    fake.play([{ mode: "prose" }, { mode: "json", value: good, promptTokens: 150, completionTokens: 30 }]);
    const result = await createLlm(settings()).structured(call());
    expect(result).toMatchObject({ promptTokens: 250, completionTokens: 50 });
  });

  test.each([
    ["prose", { mode: "prose" }, "no complete JSON object"],
    ["a misfit", { mode: "json", value: wrong }, "confidence"],
    ["json_validate_failed", { mode: "validate_failed" }, "Failed to generate JSON"],
  ] as const)("twice %s is a failure", async (_, step, words) => {
    fake.play(step);
    const error = await failure(createLlm(settings()).structured(call()));
    expect(error).toMatchObject({ code: "unavailable", message: expect.stringContaining(words) });
    expect(fake.requests).toHaveLength(2);
  });
});

describe("failures that get no second chance", () => {
  test.each([
    ["a truncated answer", { mode: "truncated" }, "cut off"],
    ["HTTP 200 with an error inside", { mode: "error_body" }, "Upstream provider failed"],
    ["garbage instead of a completion", { mode: "garbage" }, "not JSON"],
    ["a wrong key", { mode: "client_error", status: 401, message: "Invalid API Key" }, "401"],
    ["a retired model", { mode: "client_error", status: 404, message: "model_not_found" }, "404"],
    ["a redirect", { mode: "redirect", to: "http://127.0.0.1:9/" }, "302"],
    ["429 without a wait", { mode: "rate_limited" }, "rate limited"],
    ["429 with a long wait", { mode: "rate_limited", retryAfterSeconds: 30 }, "rate limited"],
  ] as const)("%s", async (_, step, words) => {
    fake.play(step);
    const error = await failure(createLlm(settings()).structured(call()));
    expect(error).toMatchObject({ code: "unavailable", message: expect.stringContaining(words) });
    expect(fake.requests).toHaveLength(1);
  });
});

test("429 with a short wait is waited out once, and only once", async () => {
  fake.play([
    { mode: "rate_limited", retryAfterSeconds: 0.1 },
    { mode: "json", value: good },
  ]);
  await createLlm(settings()).structured(call());
  expect(fake.requests).toHaveLength(2);
  fake.play({ mode: "rate_limited", retryAfterSeconds: 0.1 });
  expect((await failure(createLlm(settings()).structured(call()))).message).toBe("rate limited");
  expect(fake.requests).toHaveLength(4);
});

test.each([[{ mode: "server_error" }], [{ mode: "reset" }]] as const)(
  "%j once is survived, twice is a failure",
  async (step) => {
    fake.play([step, { mode: "json", value: good }]);
    await createLlm(settings()).structured(call());
    fake.play(step);
    expect((await failure(createLlm(settings()).structured(call()))).code).toBe("unavailable");
    expect(fake.requests).toHaveLength(4);
  },
);

describe("time", () => {
  test.each([[{ mode: "hang" }], [{ mode: "drip" }]] as const)(
    "%j ends at the deadline and opens the circuit",
    async (step) => {
      fake.play(step);
      const llm = createLlm(settings({ timeoutMs: 300 }));
      const started = performance.now();
      expect(await failure(llm.structured(call()))).toMatchObject({ code: "timeout" });
      expect(performance.now() - started).toBeLessThan(2500);
      expect(llm.status().circuit).toBe("open");
      expect(await failure(llm.structured(call()))).toMatchObject({
        code: "unavailable",
        message: expect.stringContaining("circuit open"),
      });
      expect(fake.requests).toHaveLength(1);
    },
  );

  test("a caller's abort ends the call and says nothing about the server", async () => {
    fake.play({ mode: "hang" });
    const llm = createLlm(settings());
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 100);
    expect(await failure(llm.structured(call({ signal: controller.signal })))).toMatchObject({ code: "timeout" });
    expect(llm.status().circuit).toBe("closed");
    expect(await failure(llm.structured(call({ signal: controller.signal })))).toMatchObject({ code: "timeout" });
    expect(fake.requests).toHaveLength(1);
  });

  test("a caller's own time limit counts as a slow server", async () => {
    fake.play({ mode: "hang" });
    const llm = createLlm(settings());
    await failure(llm.structured(call({ signal: AbortSignal.timeout(100) })));
    expect(llm.status().circuit).toBe("open");
  });
});

describe("circuit", () => {
  test("opens after three failures, half opens after 30 s, closes on success, reopens on failure", async () => {
    let nowMs = 0;
    const llm = createLlm(settings(), { clock: () => new Date(nowMs) });
    fake.play({ mode: "error_body" });
    for (let at = 0; at < 3; at += 1) await failure(llm.structured(call()));
    expect(llm.status().circuit).toBe("open");
    expect((await failure(llm.structured(call()))).message).toContain("circuit open");
    expect(fake.requests).toHaveLength(3);
    nowMs = 30_000;
    expect(llm.status().circuit).toBe("half_open");
    await failure(llm.structured(call()));
    expect(llm.status().circuit).toBe("open");
    nowMs = 60_000;
    fake.play({ mode: "json", value: good });
    const [probe, second] = [llm.structured(call()), failure(llm.structured(call()))];
    expect((await second).message).toContain("circuit open");
    await probe;
    expect(llm.status().circuit).toBe("closed");
  });

  test("a success in between starts the count anew", async () => {
    const llm = createLlm(settings());
    const bad = { mode: "error_body" } as const;
    fake.play([bad, bad, { mode: "json", value: good }, bad, bad, { mode: "json", value: good }]);
    for (let at = 0; at < 6; at += 1) await llm.structured(call()).catch(() => undefined);
    expect(llm.status().circuit).toBe("closed");
  });
});

test("the key is in no error and no status, even when the server repeats it", async () => {
  const echoes = [
    { mode: "client_error", status: 401, message: `Incorrect API key provided: ${KEY}` },
    { mode: "error_body", message: `bad key ${KEY}` },
    { mode: "server_error", message: KEY },
  ] as const;
  for (const step of echoes) {
    fake.play(step);
    const llm = createLlm(settings());
    const error = await failure(llm.structured(call()));
    expect(JSON.stringify([error.message, error.cause ?? null, error.details, llm.status()])).not.toContain("CANARY");
    expect(String(error.stack)).not.toContain("CANARY");
  }
  const nowhere = createLlm(settings({ baseUrl: `http://user:${KEY}@127.0.0.1:9/v1` }));
  const error = await failure(nowhere.structured(call()));
  expect(`${error.stack}${JSON.stringify(nowhere.status())}`).not.toContain("CANARY");
});

test("no server at all is unavailable", async () => {
  const llm = createLlm(settings());
  await fake.close();
  expect(await failure(llm.structured(call()))).toMatchObject({
    code: "unavailable",
    message: "The model server cannot be reached (ECONNREFUSED)",
  });
});
