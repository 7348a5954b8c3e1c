import { getContext } from "@/agents/context";
import { changeDetector } from "@/agents/detector-change";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const POST = route(OPERATIONS.changeDetector, async ({ params, body }) =>
  changeDetector(await getContext(), params.detectorId, body),
);
