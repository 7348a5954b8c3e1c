import { getContext } from "@/agents/context";
import { listActions } from "@/db/actions";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const GET = route(OPERATIONS.listActions, async ({ query }) => {
  const { db, datasetId } = await getContext();
  return listActions(db, datasetId, query);
});
