import { getContext } from "@/agents/context";
import { analyzeText } from "@/agents/sponsors";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const POST = route(OPERATIONS.analyzeSentiment, async ({ body }) => analyzeText(await getContext(), body.text));
