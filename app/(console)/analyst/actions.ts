"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { getContext } from "@/agents/context";
import { keepQuestion, removeQuestion, teach } from "@/agents/questions";
import { LanguageRequest, type SavedQuestion, SaveQuestionRequest } from "@/lib/contract/questions";
import { AppError } from "@/lib/errors";
import { type ActionResult, runAction } from "@/lib/http/action";

function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.map((issue) => ({ pointer: `/${issue.path.join("/")}`, detail: issue.message }));
  throw new AppError("validation", "The input is not what was expected.", { details });
}

/** Keeps a question; saving it again with `pinned` changes pins or unpins it. */
export async function saveQuestion(input: z.input<typeof SaveQuestionRequest>): Promise<ActionResult<SavedQuestion>> {
  return runAction(async () => {
    const saved = await keepQuestion(await getContext(), parse(SaveQuestionRequest, input));
    revalidatePath("/analyst", "layout");
    return saved;
  });
}

/** Removes a saved question. */
export async function removeSaved(id: string): Promise<ActionResult<{ id: string }>> {
  return runAction(async () => {
    const removed = removeQuestion(await getContext(), parse(z.string().min(1).max(100), id));
    revalidatePath("/analyst", "layout");
    return removed;
  });
}

/** Verifies a reading, teaches a word or takes a lesson back; conflict when a verified question would break. */
export async function teachAnalyst(
  input: z.input<typeof LanguageRequest>,
): Promise<ActionResult<{ version: string; eventId: string; replayed: number }>> {
  return runAction(async () => {
    const { event, version, replayed } = await teach(await getContext(), parse(LanguageRequest, input));
    revalidatePath("/analyst", "layout");
    return { version, eventId: event.id, replayed };
  });
}
