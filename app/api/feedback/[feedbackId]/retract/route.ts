import { getContext } from "@/agents/context";
import { retractFeedback } from "@/agents/retract";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const POST = route(OPERATIONS.retractFeedback, async ({ params, body }) =>
  retractFeedback(await getContext(), params.feedbackId, body),
);
