import { type AdapterDeps, createIntegrationLog } from "@/adapters/integration";
import type { Airia } from "@/lib/ports";
import { mockExecute } from "./mock";
import { runPipeline } from "./pipeline";
import { realExecute } from "./real";

/** Airia as OpsIQ uses it: it runs the governed workflow of an action. `timeoutMs` limits one run. */
export function createAiria(deps: AdapterDeps & { timeoutMs?: number }): Airia {
  const { settings } = deps;
  const baseUrl = settings.AIRIA_BASE_URL ?? "https://api.airia.ai";
  const pipelineId = settings.AIRIA_PIPELINE_ID ?? "<AIRIA_PIPELINE_ID>";
  const log = createIntegrationLog(
    {
      id: "airia",
      title: "Airia",
      role: "Workflows: cases, alerts and approvals",
      settings: [
        { name: "AIRIA_API_KEY", required: true },
        { name: "AIRIA_PIPELINE_ID", required: true },
        { name: "AIRIA_BASE_URL", required: false },
      ],
      request: runPipeline(baseUrl, pipelineId, {
        actionId: "act_example",
        kind: "workflow_case",
        title: "Case in the workflow system",
        payload: {},
      }),
    },
    deps,
  );
  return {
    id: "airia",
    status: log.status,
    execute: log.mode === "real" ? realExecute(deps, log, baseUrl, pipelineId) : mockExecute(baseUrl, pipelineId, log),
  };
}
