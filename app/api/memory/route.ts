import { getContext } from "@/agents/context";
import { readMemory } from "@/db/memory";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const GET = route(OPERATIONS.getMemory, async () => {
  const { db, datasetId } = await getContext();
  return readMemory(db, datasetId);
});
