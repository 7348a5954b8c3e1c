import { changeCaseStatus } from "@/agents/case-status";
import { getContext } from "@/agents/context";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const POST = route(OPERATIONS.setCaseStatus, async ({ params, body }) =>
  changeCaseStatus(await getContext(), params.caseId, body),
);
