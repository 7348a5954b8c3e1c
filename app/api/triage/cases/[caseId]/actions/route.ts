import { requestAction } from "@/agents/action";
import { getContext } from "@/agents/context";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const POST = route(OPERATIONS.requestAction, async ({ params, body }) =>
  requestAction(await getContext(), params.caseId, body),
);
