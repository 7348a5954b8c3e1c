import { getContext } from "@/agents/context";
import { summarizeImprovement } from "@/agents/memory";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const GET = route(OPERATIONS.getImprovement, async () => summarizeImprovement(await getContext()));
