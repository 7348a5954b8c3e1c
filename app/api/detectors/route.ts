import { getContext } from "@/agents/context";
import { readDetectors } from "@/agents/detectors";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const GET = route(OPERATIONS.listDetectors, async () => readDetectors(await getContext()));
