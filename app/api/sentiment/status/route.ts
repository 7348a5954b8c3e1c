import { getContext } from "@/agents/context";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const GET = route(OPERATIONS.getSentimentStatus, async () => (await getContext()).sponsors.modulate.status());
