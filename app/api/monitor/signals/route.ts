import { getContext } from "@/agents/context";
import { listSignals } from "@/db/signals";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const GET = route(OPERATIONS.listSignals, async ({ query }) => {
  const { db, datasetId } = await getContext();
  return listSignals(db, datasetId, query);
});
