import { getContext } from "@/agents/context";
import { getRun } from "@/db/runs";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const GET = route(OPERATIONS.getRun, async ({ params }) => getRun((await getContext()).db, params.runId));
