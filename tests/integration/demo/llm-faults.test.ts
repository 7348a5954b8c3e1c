import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { ask } from "@/agents/ask";
import { recordFeedback } from "@/agents/memory";
import { startInvestigation } from "@/agents/orchestrator";
import { listRunActions } from "@/db/actions";
import { getRun } from "@/db/runs";
import { listRunTraces } from "@/db/traces";
import { startContext, type TestServer } from "@/tests/support/demo-context";
import { type FakeLlm, type FakeLlmRequest, startFakeLlm } from "@/tests/support/fake-llm";

/** The name a request gives its JSON schema: which call of an agent it is. */
function schemaNameOf({ body }: FakeLlmRequest): string {
  return z.object({ response_format: z.object({ json_schema: z.object({ name: z.string() }) }) }).parse(body)
    .response_format.json_schema.name;
}

let plain: TestServer;
let llm: FakeLlm;
beforeAll(async () => {
  plain = await startContext();
  llm = await startFakeLlm({ mode: "prose" });
});
afterAll(async () => {
  await plain.stop();
  await llm.close();
});

test.each([
  ["prose", { mode: "prose" }],
  ["garbage", { mode: "garbage" }],
  ["429 for ever", { mode: "rate_limited" }],
  ["nothing at all", { mode: "hang" }],
] as const)(
  "a model that answers with %s: the run is degraded, its findings are those of the rules",
  async (_, script) => {
    const expected = await startInvestigation(plain.context).done;
    llm.play(script);
    const server = await startContext({
      LLM_BASE_URL: llm.baseUrl,
      LLM_API_KEY: "key",
      LLM_MODEL: "test",
      LLM_TIMEOUT_MS: "400",
    });
    try {
      const run = await startInvestigation(server.context).done;
      expect(run.status).toBe("degraded");
      expect(run.degraded.map((entry) => entry.part)).toContain("llm");
      expect(run.totals).toEqual(expected.totals);
      const shown = (cases: typeof run.cases) =>
        cases.map(({ fingerprint, impactCents, confidence }) => ({ fingerprint, impactCents, confidence }));
      expect(shown(run.cases)).toEqual(shown(expected.cases));
      expect(run.actions).toHaveLength(3);
      expect(run.reasoning.every((entry) => entry.source === "rules")).toBe(true);
      const traces = listRunTraces(server.context.db, run.runId).filter((trace) => trace.fallbackReason !== null);
      expect(traces.length).toBeGreaterThan(0);
      const caseId = run.cases.find((found) => found.anomalyType === "duplicate_refund")?.id ?? "";
      const { learning } = await recordFeedback(server.context, {
        caseId,
        verdict: "false_positive",
        reviewer: "local",
      });
      expect(learning[0]).toMatchObject({ kind: "confidence", status: "active" });
      const question = { question: "What was revenue last month?" };
      expect((await ask(server.context, question)).answer).toBe((await ask(plain.context, question)).answer);
    } finally {
      await server.stop();
    }
  },
);

test("a silent model holds no finding back: cases and actions stand while its plan is still waited for", async () => {
  llm.play({ mode: "hang" });
  const server = await startContext({
    LLM_BASE_URL: llm.baseUrl,
    LLM_API_KEY: "key",
    LLM_MODEL: "test",
    LLM_TIMEOUT_MS: "6000",
  });
  try {
    const { db } = server.context;
    const { runId, done } = startInvestigation(server.context);
    const started = Date.now();
    while (listRunActions(db, runId, 10).length < 3 && Date.now() - started < 5500) await sleep(50);
    const now = getRun(db, runId);
    expect(now.steps.map(({ key, status }) => [key, status])).toEqual([
      ["monitor", "ok"],
      ["plan", "running"],
      ["detect", "ok"],
      ["triage", "ok"],
      ["act", expect.stringMatching(/ok|running/)],
      ["evaluate", "pending"],
      ["learn", "pending"],
    ]);
    const run = await done;
    expect(run.status).toBe("degraded");
    expect(run.totals.impactCents).toBe(247_800);
    expect(getRun(db, runId).steps.every(({ status }) => status === "ok" || status === "degraded")).toBe(true);
    expect(Date.now() - started).toBeLessThan(8000);
  } finally {
    await server.stop();
  }
});

test("an obedient model plans, sums up and assesses; a number it invents gives way to the rules' text", async () => {
  const answers: Record<string, unknown> = {
    plan: { headline: "Refunds first", why: "EMEA refunds reached 1,233 against 105.", order: ["refund_spike"] },
    synthesis: { text: "The spike is worth $999,999.99." },
    assessment: { assessment: "Every detector ran.", suggestions: ["Judge the largest case first."] },
  };
  llm.play((request) => ({ mode: "json", value: answers[schemaNameOf(request)] }));
  const server = await startContext({ LLM_BASE_URL: llm.baseUrl, LLM_API_KEY: "key", LLM_MODEL: "test-model" });
  try {
    const run = await startInvestigation(server.context).done;
    expect(run.status).toBe("ok");
    const bySteps = Object.fromEntries(run.reasoning.map((entry) => [entry.step, entry]));
    expect(bySteps.plan).toMatchObject({ text: "EMEA refunds reached 1,233 against 105.", source: "test-model" });
    expect(bySteps.synthesis?.source).toBe("rules");
    expect(bySteps.synthesis?.text).not.toContain("999");
    expect(bySteps.evaluate).toMatchObject({ text: "Every detector ran.", source: "test-model" });
    expect(run.totals.impactCents).toBe(247_800);
    const [plan] = listRunTraces(server.context.db, run.runId);
    expect(plan).toMatchObject({ source: "llm", model: "test-model", promptVersion: "orchestrator.plan.1" });
    expect(plan?.promptTokens).toBeGreaterThan(0);
  } finally {
    await server.stop();
  }
});
