import { ask } from "@/agents/ask";
import { getContext } from "@/agents/context";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const POST = route(OPERATIONS.askAnalyst, async ({ body }) => ask(await getContext(), body));
