import { getContext } from "@/agents/context";
import { undoDetector } from "@/agents/detector-change";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const POST = route(OPERATIONS.undoDetector, async ({ params, body }) =>
  undoDetector(await getContext(), params.detectorId, body),
);
