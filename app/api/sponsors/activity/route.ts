import { getContext } from "@/agents/context";
import { listActivity } from "@/db/activity";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const GET = route(OPERATIONS.listSponsorsActivity, async ({ query }) =>
  listActivity((await getContext()).db, query),
);
