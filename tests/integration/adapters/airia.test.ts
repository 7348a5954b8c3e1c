import { createAiria } from "@/adapters/airia/adapter";
import type { WorkflowRequest } from "@/lib/ports";
import { adapterDeps, CANARIES } from "../../support/adapter-deps";
import { type FakeAiria, startFakeAiria } from "../../support/fake-airia";

const pipelineId = "0b6c2f3e-5d0f-4c7a-9b0e-6f5f0c1d2e3a";
let fake: FakeAiria;
afterEach(() => fake?.close());

const workflow = (actionId = "act_1"): WorkflowRequest => ({
  actionId,
  kind: "approval_task",
  title: "Approve the refund hold",
  payload: { caseId: "case_1", impactCents: 112_800 },
});

async function start(timeoutMs = 5000) {
  fake = await startFakeAiria({ apiKey: CANARIES.AIRIA_API_KEY, pipelineId });
  const environment = { OPSIQ_MODE: "real", ...CANARIES, AIRIA_BASE_URL: fake.baseUrl, AIRIA_PIPELINE_ID: pipelineId };
  const parts = adapterDeps(environment);
  return { ...parts, airia: createAiria({ ...parts.deps, timeoutMs }) };
}

describe("mock", () => {
  test("gives each action its own execution id, the same every time, and keeps the trail", async () => {
    const { deps, activity } = adapterDeps({});
    const airia = createAiria(deps);
    const first = await airia.execute(workflow());
    expect(first).toEqual({
      status: "sent",
      externalId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      error: null,
    });
    expect(await airia.execute(workflow())).toEqual(first);
    expect((await airia.execute(workflow("act_2"))).externalId).not.toBe(first.externalId);
    expect(activity).toHaveLength(3);
    expect(activity[0]).toMatchObject({ mode: "mock", operation: "execute-workflow", status: "ok" });
    expect(JSON.stringify(activity[0]?.request)).toContain("act_1");
    expect(airia.status().reason).toBe("OPSIQ_MODE is mock");
  });

  test("stays on without a pipeline, and says why", () => {
    const { deps } = adapterDeps({ OPSIQ_MODE: "real", AIRIA_API_KEY: "key-1" });
    const status = createAiria(deps).status();
    expect(status).toMatchObject({ mode: "mock", reason: "AIRIA_PIPELINE_ID is not set" });
    expect(status.request.url).toBe("https://api.airia.ai/v2/PipelineExecution/<AIRIA_PIPELINE_ID>");
  });
});

test("a run carries the decision id in header, input and variables, and returns the execution id", async () => {
  const { airia, activity } = await start();
  const receipt = await airia.execute(workflow());
  expect(receipt).toEqual({ status: "sent", externalId: "7d4b8f0a-1c2d-4e3f-9a8b-000000000001", error: null });
  expect(fake.requests[0]?.body).toMatchObject({
    asyncOutput: false,
    variables: { decision_id: "act_1", action_kind: "approval_task", title: "Approve the refund hold" },
  });
  expect(activity).toMatchObject([{ mode: "real", status: "ok", response: { result: "ok" } }]);
  expect(airia.status()).toMatchObject({ health: "ok", calls: 1 });
});

test("an older tenant's answer without an execution id is sent all the same", async () => {
  const { airia } = await start();
  fake.inject({
    kind: "status",
    status: 200,
    body: { $type: "string", result: "Started", report: null, isBackupPipeline: false },
  });
  expect(await airia.execute(workflow())).toEqual({ status: "sent", externalId: null, error: null });
});

test.each([
  ['```json\n{"ticket":"OPS-412"}\n```', { ticket: "OPS-412" }],
  ['{"ticket":"OPS-412"}', { ticket: "OPS-412" }],
  ["Started", "Started"],
  [null, null],
])("the result %j is read leniently", async (result, read) => {
  const { airia, activity } = await start();
  fake.behave({ result });
  expect((await airia.execute(workflow())).status).toBe("sent");
  expect(activity[0]).toMatchObject({ response: { result: read } });
});

test("a guardrail block is a failure with its reason", async () => {
  const { airia } = await start();
  fake.behave({ result: "Blocked by policy", isGuardrailBlock: true });
  expect(await airia.execute(workflow())).toMatchObject({ status: "failed", error: "blocked by guardrail" });
});

describe("never sent twice", () => {
  test.each([
    ["a reset after the workflow started", { kind: "reset_after" }, 1],
    ["a reset before anything happened", { kind: "reset_before" }, 0],
    ["half an answer", { kind: "half_answer" }, 1],
    ["500", { kind: "status", status: 500 }, 0],
    ["503", { kind: "status", status: 503 }, 0],
    ["an answer that is not JSON", { kind: "text", text: "<html>gateway</html>" }, 0],
    ["silence", { kind: "hang_after" }, 1],
  ] as const)("%s is unknown", async (_, fault, started) => {
    const { airia, activity, waits } = await start(400);
    fake.inject(fault);
    const receipt = await airia.execute(workflow());
    expect(receipt).toMatchObject({
      status: "unknown",
      externalId: null,
      error: expect.stringContaining("may have started"),
    });
    expect(fake.requests).toHaveLength(1);
    expect(fake.started).toHaveLength(started);
    expect(waits).toEqual([]);
    expect(activity).toMatchObject([{ status: "unknown" }]);
    expect(airia.status().health).toBe("failing");
  });

  test("a caller that gives up after sending leaves it unknown", async () => {
    const { airia } = await start();
    fake.inject({ kind: "hang_after" });
    expect(await airia.execute(workflow(), AbortSignal.timeout(150))).toMatchObject({ status: "unknown" });
  });

  test("a caller that gave up before sending leaves it failed", async () => {
    const { airia } = await start();
    expect(await airia.execute(workflow(), AbortSignal.abort())).toMatchObject({ status: "failed" });
    expect(fake.requests).toHaveLength(0);
  });

  test.each([400, 401, 402, 403, 404, 422, 429])("%i is a refusal: failed, with the reason", async (status) => {
    const { airia, waits } = await start();
    fake.inject({
      kind: "status",
      status,
      body: { type: "about:blank", title: "Refused", status, detail: `because ${status}` },
    });
    expect(await airia.execute(workflow())).toMatchObject({
      status: "failed",
      error: expect.stringContaining(`${status}: because ${status}`),
    });
    expect(fake.requests).toHaveLength(1);
    expect(waits).toEqual([]);
  });
});

test("a server that cannot be reached is tried again, then failed: nothing was sent", async () => {
  const { airia, waits } = await start();
  await fake.close();
  expect(await airia.execute(workflow())).toMatchObject({
    status: "failed",
    error: expect.stringContaining("cannot be reached (ECONNREFUSED)"),
  });
  expect(waits).toEqual([500, 1000]);
});

test("at most two runs a second go out", async () => {
  const { airia, waits } = await start();
  await Promise.all(["act_1", "act_2", "act_3", "act_4", "act_5"].map((id) => airia.execute(workflow(id))));
  expect(waits).toEqual([500, 1000, 1500]);
  expect(fake.started).toHaveLength(5);
});

test("under random faults nothing is started twice, and what was started is never called failed", async () => {
  const { airia } = await start(300);
  const kinds = ["reset_after", "reset_before", "half_answer"] as const;
  for (let at = 0; at < 60; at += 1) {
    if (at % 3 === 0) fake.inject({ kind: kinds[(at / 3) % kinds.length] ?? "reset_after" });
    const id = `act_${at}`;
    const receipt = await airia.execute(workflow(id));
    const times = fake.started.filter((started) => started === id).length;
    expect(times).toBeLessThanOrEqual(1);
    if (receipt.status === "failed") expect(times).toBe(0);
    if (receipt.status === "sent") expect(times).toBe(1);
  }
});
