"use server";

import { revalidatePath } from "next/cache";
import { getContext } from "@/agents/context";
import { loadFolder, proposeMapping, resetDemo } from "@/agents/data";
import type { LoadReport } from "@/lib/contract/dataset";
import { LoadRequest, type MappingProposal, ProposeRequest } from "@/lib/contract/mapping";
import { AppError } from "@/lib/errors";
import { type ActionResult, runAction } from "@/lib/http/action";

/** Loads a folder the server may read; a refused load leaves the running data as it was. */
export async function load(input: LoadRequest): Promise<ActionResult<LoadReport>> {
  return runAction(async () => {
    const request = LoadRequest.safeParse(input);
    if (!request.success)
      throw new AppError("validation", "Name a folder, at most 1,000 letters, and a mapping that is one.");
    const report = await loadFolder(await getContext(), request.data);
    revalidatePath("/", "layout");
    return report;
  });
}

/** Proposes how to read a folder; loads nothing. */
export async function propose(input: ProposeRequest): Promise<ActionResult<MappingProposal>> {
  return runAction(async () => {
    const request = ProposeRequest.safeParse(input);
    if (!request.success) throw new AppError("validation", "Name a folder, at most 1,000 letters.");
    return proposeMapping(await getContext(), request.data);
  });
}

/** Clears cases, verdicts, memory and actions of the running data. */
export async function reset(): Promise<ActionResult<null>> {
  return runAction(async () => {
    await resetDemo(await getContext());
    revalidatePath("/", "layout");
    return null;
  });
}
