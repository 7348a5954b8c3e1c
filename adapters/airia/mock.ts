import type { IntegrationLog } from "@/adapters/integration";
import type { Airia } from "@/lib/ports";
import { mockExecutionId, runPipeline } from "./pipeline";

/** Accepts every workflow under an id derived from the action, so a repeat shows the same id. Its trail is the activity. */
export function mockExecute(baseUrl: string, pipelineId: string, log: IntegrationLog): Airia["execute"] {
  return (workflow) => {
    const request = runPipeline(baseUrl, pipelineId, workflow);
    return log.track("execute-workflow", request, async () => {
      log.sent(request);
      const executionId = mockExecutionId(workflow.actionId);
      return {
        value: { status: "sent" as const, externalId: executionId, error: null },
        summary: `Workflow started as ${executionId}: ${workflow.title}`,
        response: { $type: "string", result: "accepted", isGuardrailBlock: false, executionId },
      };
    });
  };
}
