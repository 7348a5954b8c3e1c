import { decideAction } from "@/agents/action";
import { getContext } from "@/agents/context";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const POST = route(OPERATIONS.decideAction, async ({ params, body }) =>
  decideAction(await getContext(), params.actionId, body),
);
