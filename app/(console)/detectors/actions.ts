"use server";

import { revalidatePath } from "next/cache";
import type { z } from "zod";
import { getContext } from "@/agents/context";
import { changeDetector, undoDetector } from "@/agents/detector-change";
import { tryDetector } from "@/agents/detector-trial";
import {
  ChangeRequest,
  type DetectorChange,
  DetectorId,
  type DetectorTrial,
  TrialRequest,
  UndoRequest,
} from "@/lib/contract/detector";
import { AppError } from "@/lib/errors";
import { type ActionResult, runAction } from "@/lib/http/action";
import { faultsOf, toJsonPointer } from "@/lib/http/parse";

function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new AppError("validation", "The input is not what was expected.", {
    details: faultsOf(parsed.error, toJsonPointer),
  });
}

/** Previews a setting or backtests a custom detector; changes nothing. */
export async function tryOut(id: string, input: z.input<typeof TrialRequest>): Promise<ActionResult<DetectorTrial>> {
  return runAction(async () => {
    const request = parse(TrialRequest, input);
    return tryDetector(await getContext(), parse(DetectorId, id), request);
  });
}

/** Applies what the trial on the same settings showed. */
export async function change(id: string, input: z.input<typeof ChangeRequest>): Promise<ActionResult<DetectorChange>> {
  return runAction(async () => {
    const request = parse(ChangeRequest, input);
    const changed = await changeDetector(await getContext(), parse(DetectorId, id), request);
    revalidatePath("/", "layout");
    return changed;
  });
}

/** Takes a detector's latest change back. */
export async function undo(id: string, input: z.input<typeof UndoRequest>): Promise<ActionResult<DetectorChange>> {
  return runAction(async () => {
    const request = parse(UndoRequest, input);
    const changed = await undoDetector(await getContext(), parse(DetectorId, id), request);
    revalidatePath("/", "layout");
    return changed;
  });
}
