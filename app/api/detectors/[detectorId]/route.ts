import { getContext } from "@/agents/context";
import { readDetector } from "@/agents/detectors";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const GET = route(OPERATIONS.getDetector, async ({ params }) =>
  readDetector(await getContext(), params.detectorId),
);
