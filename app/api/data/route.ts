import { getContext } from "@/agents/context";
import { describeData } from "@/agents/data";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const GET = route(OPERATIONS.getData, async () => describeData(await getContext()));
