import { changeCaseStatuses } from "@/agents/case-status";
import { getContext } from "@/agents/context";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const POST = route(OPERATIONS.setCaseStatuses, async ({ body }) => changeCaseStatuses(await getContext(), body));
