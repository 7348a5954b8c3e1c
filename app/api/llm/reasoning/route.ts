import { getContext } from "@/agents/context";
import { listTraces } from "@/db/traces";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const GET = route(OPERATIONS.listReasoning, async ({ query }) => {
  const { db, datasetId } = await getContext();
  return listTraces(db, datasetId, query);
});
