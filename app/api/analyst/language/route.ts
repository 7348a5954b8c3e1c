import { getContext } from "@/agents/context";
import { readLanguage, teach } from "@/agents/questions";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const GET = route(OPERATIONS.getLanguage, async () => readLanguage(await getContext()));

export const POST = route(OPERATIONS.teachAnalyst, async ({ body }) => teach(await getContext(), body));
