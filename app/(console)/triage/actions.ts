"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { decideAction, requestAction } from "@/agents/action";
import { changeCaseStatuses } from "@/agents/case-status";
import { getContext } from "@/agents/context";
import { recordFeedback } from "@/agents/memory";
import { startTriageRerun } from "@/agents/orchestrator";
import { retractFeedback } from "@/agents/retract";
import { type Action, ActionDecision, ActionRequest } from "@/lib/contract/action";
import { BulkStatusRequest, type BulkStatusResult } from "@/lib/contract/case";
import { FeedbackRequest, type FeedbackResponse, RetractRequest } from "@/lib/contract/feedback";
import { AppError } from "@/lib/errors";
import { type ActionResult, runAction } from "@/lib/http/action";

const Id = z.string().min(1).max(100);

function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.map((issue) => ({ pointer: `/${issue.path.join("/")}`, detail: issue.message }));
  throw new AppError("validation", "The input is not what was expected.", { details });
}

/** Records a verdict; answers what it changed. The shown numbers move at the next rerun. */
export async function giveVerdict(input: z.input<typeof FeedbackRequest>): Promise<ActionResult<FeedbackResponse>> {
  return runAction(async () => {
    const request = parse(FeedbackRequest, input);
    const response = await recordFeedback(await getContext(), request);
    revalidatePath("/", "layout");
    return response;
  });
}

/** Takes one's own verdict back; the shown numbers move at the next rerun. */
export async function retract(feedbackId: string): Promise<ActionResult<FeedbackResponse>> {
  return runAction(async () => {
    const response = retractFeedback(await getContext(), parse(Id, feedbackId), parse(RetractRequest, {}));
    revalidatePath("/", "layout");
    return response;
  });
}

/** Closes, reopens or takes up cases; says of each what it was, or why not. */
export async function setStatus(input: z.input<typeof BulkStatusRequest>): Promise<ActionResult<BulkStatusResult>> {
  return runAction(async () => {
    const result = changeCaseStatuses(await getContext(), parse(BulkStatusRequest, input));
    revalidatePath("/", "layout");
    return result;
  });
}

/** Detects again with the current memory; conflict while a run is under way. */
export async function rerunTriage(): Promise<ActionResult<{ runId: string }>> {
  return runAction(async () => {
    const { runId } = startTriageRerun(await getContext());
    revalidatePath("/", "layout");
    return { runId };
  });
}

/** Asks for a case's recommended action; a second person has to approve it. */
export async function askForAction(
  caseId: string,
  input: z.input<typeof ActionRequest>,
): Promise<ActionResult<Action>> {
  return runAction(async () => {
    const action = await requestAction(await getContext(), parse(Id, caseId), parse(ActionRequest, input));
    revalidatePath("/", "layout");
    return action;
  });
}

/** Approves or denies an action; forbidden to whoever asked for it. */
export async function decide(actionId: string, input: z.input<typeof ActionDecision>): Promise<ActionResult<Action>> {
  return runAction(async () => {
    const action = await decideAction(await getContext(), parse(Id, actionId), parse(ActionDecision, input));
    revalidatePath("/", "layout");
    return action;
  });
}
