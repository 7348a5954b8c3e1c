import { getContext } from "@/agents/context";
import { latestRun } from "@/db/runs";
import { listRunTraces } from "@/db/traces";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const GET = route(OPERATIONS.getLatestTrace, async () => {
  const { db, datasetId } = await getContext();
  const run = latestRun(db, datasetId);
  return { run, traces: run ? listRunTraces(db, run.id) : [] };
});
