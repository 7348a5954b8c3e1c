import { getContext } from "@/agents/context";
import { listCases } from "@/db/cases";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const GET = route(OPERATIONS.listCases, async ({ query }) => {
  const { db, datasetId } = await getContext();
  return listCases(db, datasetId, query);
});
