import { getContext } from "@/agents/context";
import { describeSponsors } from "@/agents/sponsors";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const GET = route(OPERATIONS.getSponsorsStatus, async () => describeSponsors(await getContext()));
