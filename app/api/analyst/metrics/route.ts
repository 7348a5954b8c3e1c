import { getContext } from "@/agents/context";
import { readMetricCatalogue } from "@/agents/metric-catalogue";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const GET = route(OPERATIONS.getMetrics, async () => readMetricCatalogue(await getContext()));
