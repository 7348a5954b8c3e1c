import { getContext } from "@/agents/context";
import { resetDemo } from "@/agents/data";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const POST = route(OPERATIONS.resetDemo, async () => resetDemo(await getContext()));
