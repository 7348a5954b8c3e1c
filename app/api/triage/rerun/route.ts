import { getContext } from "@/agents/context";
import { startTriageRerun } from "@/agents/orchestrator";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";
import { replyWithRun } from "../../run-reply";

export const POST = route(OPERATIONS.rerunTriage, async ({ request }) =>
  replyWithRun(request, startTriageRerun(await getContext())),
);
