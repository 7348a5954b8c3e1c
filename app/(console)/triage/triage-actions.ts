import type { Action } from "@/lib/contract/action";
import type { BulkStatusResult, GivenStatus } from "@/lib/contract/case";
import type { FeedbackResponse, Verdict, VerdictReason } from "@/lib/contract/feedback";
import type { ActionResult } from "@/lib/http/action";

/** What a person can do on the Triage pages; the pages pass the server actions, tests pass their own. */
export interface TriageActions {
  giveVerdict(input: {
    caseId: string;
    verdict: Verdict;
    reason?: VerdictReason;
    note?: string;
    reviewer?: string;
  }): Promise<ActionResult<FeedbackResponse>>;
  /** Takes back one's own verdict. */
  retract(feedbackId: string): Promise<ActionResult<FeedbackResponse>>;
  setStatus(input: { caseIds: string[]; status: GivenStatus }): Promise<ActionResult<BulkStatusResult>>;
  rerunTriage(): Promise<ActionResult<{ runId: string }>>;
  askForAction(caseId: string, input: { requestedBy?: string }): Promise<ActionResult<Action>>;
  decide(actionId: string, input: { decision: "approve" | "deny"; decidedBy: string }): Promise<ActionResult<Action>>;
}
