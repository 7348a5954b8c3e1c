import { getContext } from "@/agents/context";
import { recordFeedback } from "@/agents/memory";
import { listFeedback } from "@/db/feedback";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const POST = route(OPERATIONS.sendFeedback, async ({ body }) => recordFeedback(await getContext(), body));

export const GET = route(OPERATIONS.listFeedback, async ({ query }) => {
  const { db, datasetId } = await getContext();
  return listFeedback(db, datasetId, query);
});
