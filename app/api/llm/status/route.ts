import { getContext } from "@/agents/context";
import { describeLlm } from "@/agents/sponsors";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const GET = route(OPERATIONS.getLlmStatus, async () => describeLlm(await getContext()));
