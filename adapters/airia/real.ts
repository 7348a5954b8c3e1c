import { createHttpClient, type HttpFault, pause } from "@/adapters/http";
import { type AdapterDeps, type IntegrationLog, secretsOf } from "@/adapters/integration";
import type { Airia, WorkflowReceipt } from "@/lib/ports";
import { PipelineResult, parseResult, runPipeline } from "./pipeline";
import { createTokenBucket } from "./token-bucket";

/** A pipeline may think for minutes; Airia's licences start at three executions a second. */
const TIMEOUT_MS = 120_000;
const PER_SECOND = 2;

/** Starts a pipeline once. Sent at most one time; every outcome comes back as a receipt, never as a throw. */
export function realExecute(
  deps: AdapterDeps & { timeoutMs?: number },
  log: IntegrationLog,
  baseUrl: string,
  pipelineId: string,
): Airia["execute"] {
  const { settings, clock, sleep = pause, timeoutMs = TIMEOUT_MS } = deps;
  const takeTurn = createTokenBucket(PER_SECOND, clock, sleep);
  const http = createHttpClient({
    ...deps,
    baseUrl,
    secrets: secretsOf(settings),
    redact: log.redact,
    timeoutMs,
    deadlineMs: timeoutMs,
  });
  return (workflow, signal) => {
    const request = runPipeline(baseUrl, pipelineId, workflow);
    return log.track("execute-workflow", request, async () => {
      const stopped = await takeTurn(signal).then(
        () => false,
        () => true,
      );
      if (stopped) return report({ status: "failed", externalId: null, error: "Stopped before it was sent" }, null);
      log.sent(request);
      const outcome = await http({ request, schema: PipelineResult, retry: "unsent", signal });
      if (!outcome.ok)
        return report(receiptOf(outcome.fault), { error: outcome.fault.message, body: outcome.fault.text });
      const { executionId, isGuardrailBlock, result } = outcome.value;
      const blocked = isGuardrailBlock === true;
      return report(
        {
          status: blocked ? "failed" : "sent",
          externalId: executionId ?? null,
          error: blocked ? "blocked by guardrail" : null,
        },
        { ...outcome.value, result: parseResult(result) },
      );
    });
  };
}

/**
 * A refusal (4xx, redirect) did not start the workflow, nor did a request that never left. Everything else may have:
 * a time-out, a broken connection, a 5xx or an unreadable answer is `unknown`.
 */
function receiptOf(fault: HttpFault): WorkflowReceipt {
  const refused = fault.status !== null && fault.status >= 300 && fault.status < 500 && fault.status !== 408;
  if (!fault.sent || refused) return { status: "failed", externalId: null, error: fault.message };
  return { status: "unknown", externalId: null, error: `${fault.message}; the workflow may have started` };
}

function report(receipt: WorkflowReceipt, response: unknown) {
  const summaries = {
    sent: `Workflow started${receipt.externalId ? ` as ${receipt.externalId}` : ""}`,
    failed: `Workflow not started: ${receipt.error}`,
    unknown: `Outcome unknown: ${receipt.error}`,
  };
  const status = receipt.status === "sent" ? ("ok" as const) : receipt.status;
  return { value: receipt, summary: summaries[receipt.status], response, status, error: receipt.error };
}
