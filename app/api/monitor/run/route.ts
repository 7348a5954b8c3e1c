import { getContext } from "@/agents/context";
import { startInvestigation } from "@/agents/orchestrator";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";
import { replyWithRun } from "../../run-reply";

export const POST = route(OPERATIONS.runInvestigation, async ({ request }) =>
  replyWithRun(request, startInvestigation(await getContext())),
);
