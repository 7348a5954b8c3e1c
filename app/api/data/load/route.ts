import { getContext } from "@/agents/context";
import { loadFolder, refuseFaults } from "@/agents/data";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const POST = route(OPERATIONS.loadData, async ({ body }) =>
  refuseFaults(await loadFolder(await getContext(), body)),
);
