import { getContext } from "@/agents/context";
import { listRuns } from "@/db/runs";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const GET = route(OPERATIONS.listRuns, async ({ query }) => {
  const { db, datasetId } = await getContext();
  return listRuns(db, datasetId, query);
});
