import type { StartedRun } from "@/agents/orchestrator";
import type { RunResult } from "@/lib/contract/run";
import { Reply } from "@/lib/http/reply";

/** Waits for a run's answer, or answers 202 with its address when the caller prefers `respond-async` (RFC 7240). */
export async function replyWithRun(request: Request, run: StartedRun): Promise<Reply<RunResult>> {
  const asynchronous = /(^|[,;\s])respond-async($|[,;\s])/i.test(request.headers.get("prefer") ?? "");
  if (!asynchronous) return new Reply(await run.done, 200, {});
  const headers = { location: `/api/runs/${run.runId}`, "preference-applied": "respond-async" };
  return new Reply(run.answerNow(), 202, headers);
}
