import { getContext } from "@/agents/context";
import { listGaps } from "@/db/questions";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const GET = route(OPERATIONS.listGaps, async ({ query }) => {
  const { db, datasetId } = await getContext();
  return { gaps: listGaps(db, datasetId, query.limit) };
});
