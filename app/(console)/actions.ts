"use server";

import { revalidatePath } from "next/cache";
import { getContext } from "@/agents/context";
import { startInvestigation } from "@/agents/orchestrator";
import { type ActionResult, runAction } from "@/lib/http/action";

/** Starts an investigation and answers its run; conflict while one runs. */
export async function startRun(): Promise<ActionResult<{ runId: string }>> {
  return runAction(async () => {
    const { runId } = startInvestigation(await getContext());
    revalidatePath("/", "layout");
    return { runId };
  });
}
