import { type FakeVendor, startFakeVendor } from "./fake-vendor";

/** The members a run may carry; the vendor refuses others. */
const MEMBERS = new Set(["userInput", "asyncOutput", "debug", "saveHistory", "externalUserId", "variables"]);

export interface FakeAiria extends FakeVendor {
  /** Decision ids of the workflows that really started, in order: a doubled one shows. */
  started: string[];
  /** How the next runs end. */
  behave(result: Record<string, unknown>): void;
}

/** Airia's pipeline execution, without any idempotency: every accepted call starts a workflow. */
export async function startFakeAiria(setup: { apiKey: string; pipelineId: string }): Promise<FakeAiria> {
  const started: string[] = [];
  let answer: Record<string, unknown> = {};
  const refuse = (status: number, title: string, detail?: string) => ({
    status,
    body: { type: "about:blank", title, status, detail },
  });
  const vendor = await startFakeVendor(({ method, path, headers, body }) => {
    if (headers["x-api-key"] !== setup.apiKey) return refuse(401, "Unauthorized");
    if (method !== "POST" || path !== `/v2/PipelineExecution/${setup.pipelineId}`) return refuse(404, "Not Found");
    const members = new Map(Object.entries((body ?? {}) as Record<string, unknown>));
    const unknown = [...members.keys()].filter((name) => !MEMBERS.has(name));
    const variables = Object.values((members.get("variables") ?? {}) as Record<string, unknown>);
    if (unknown.length > 0 || variables.some((value) => typeof value !== "string")) {
      return refuse(400, "One or more validation errors occurred.", unknown.join(", "));
    }
    const input = JSON.parse(String(members.get("userInput")));
    if (headers["x-correlation-id"] !== input.decisionId)
      return refuse(422, "Unprocessable Entity", "no correlation id");
    started.push(input.decisionId);
    const executionId = `7d4b8f0a-1c2d-4e3f-9a8b-${String(started.length).padStart(12, "0")}`;
    return {
      status: 200,
      body: {
        $type: "string",
        result: "ok",
        report: null,
        isBackupPipeline: false,
        isGuardrailBlock: false,
        executionId,
        ...answer,
      },
    };
  });
  return {
    ...vendor,
    started,
    behave: (result) => {
      answer = result;
    },
  };
}
