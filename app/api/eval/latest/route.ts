import { getContext } from "@/agents/context";
import { latestEvaluation } from "@/db/evals";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const GET = route(OPERATIONS.getLatestEvaluation, async () => {
  const { db, datasetId } = await getContext();
  return { evaluation: latestEvaluation(db, datasetId) };
});
