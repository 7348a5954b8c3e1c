import { getContext } from "@/agents/context";
import { describeHealth } from "@/agents/data";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const GET = route(OPERATIONS.getHealth, async () => describeHealth(await getContext()));
