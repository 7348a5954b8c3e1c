import { createHash } from "node:crypto";
import { z } from "zod";
import { joinUrl } from "@/adapters/http";
import type { HttpExample } from "@/lib/contract/integration";
import type { WorkflowRequest } from "@/lib/ports";

/** Runs one pipeline and waits. Airia knows no idempotency: the decision id travels in the input and the variables. */
export function runPipeline(baseUrl: string, pipelineId: string, workflow: WorkflowRequest): HttpExample {
  const { actionId, kind, title, payload } = workflow;
  const pipeline = pipelineId.startsWith("<") ? pipelineId : encodeURIComponent(pipelineId);
  return {
    method: "POST",
    url: joinUrl(baseUrl, `/v2/PipelineExecution/${pipeline}`),
    headers: {
      "Content-Type": "application/json",
      Accept: "application/json",
      "X-API-Key": "<AIRIA_API_KEY>",
      "x-correlation-id": actionId.replace(/[^\w.-]/g, "_").slice(0, 128),
    },
    body: {
      userInput: JSON.stringify({ decisionId: actionId, kind, title, payload }),
      asyncOutput: false,
      debug: false,
      saveHistory: false,
      externalUserId: "opsiq",
      variables: { decision_id: actionId, action_kind: kind, title },
    },
  };
}

/** What a finished run answers; older tenants leave `executionId` out. Unknown members are kept. */
export const PipelineResult = z.looseObject({
  $type: z.string().nullish(),
  result: z.unknown().optional(),
  isGuardrailBlock: z.boolean().nullish(),
  executionId: z.string().min(1).nullish(),
});
export type PipelineResult = z.infer<typeof PipelineResult>;

/** The result text as JSON where it is JSON, fenced or not; else as it came. Data only: nothing acts on it. */
export function parseResult(result: unknown): unknown {
  if (typeof result !== "string") return result ?? null;
  const fenced = /```(?:json)?\s*([\s\S]*?)```/.exec(result)?.[1];
  try {
    return JSON.parse((fenced ?? result).trim());
  } catch {
    return result;
  }
}

/** An execution id that is the same for the same action, in the shape of Airia's own. */
export function mockExecutionId(actionId: string): string {
  const hex = createHash("sha256").update(actionId).digest("hex");
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}
