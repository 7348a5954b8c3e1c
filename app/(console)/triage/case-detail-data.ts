import type { Action } from "@/lib/contract/action";
import type { Case, CaseEvent } from "@/lib/contract/case";
import type { Feedback } from "@/lib/contract/feedback";

/** One case with all that its page shows: the answer of `GET /api/triage/cases/{caseId}`. */
export interface CaseDetailData {
  case: Case;
  events: CaseEvent[];
  actions: Action[];
  /** The verdicts that count. */
  feedback: Feedback[];
}
