import { getContext } from "@/agents/context";
import { recordFeedback } from "@/agents/memory";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const POST = route(OPERATIONS.sendFeedback, async ({ body }) => recordFeedback(await getContext(), body));
