import { getContext } from "@/agents/context";
import { proposeMapping } from "@/agents/data";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const POST = route(OPERATIONS.proposeMapping, async ({ body }) => proposeMapping(await getContext(), body));
