import { getContext } from "@/agents/context";
import { tryDetector } from "@/agents/detector-trial";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const POST = route(OPERATIONS.tryDetector, async ({ params, body }) =>
  tryDetector(await getContext(), params.detectorId, body),
);
