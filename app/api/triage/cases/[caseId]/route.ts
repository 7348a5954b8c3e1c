import { getContext } from "@/agents/context";
import { listCaseActions } from "@/db/actions";
import { getCase, listCaseEvents } from "@/db/cases";
import { listCaseFeedback } from "@/db/feedback";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const GET = route(OPERATIONS.getCase, async ({ params }) => {
  const { db, datasetId } = await getContext();
  const found = getCase(db, datasetId, params.caseId);
  return {
    case: found,
    events: listCaseEvents(db, found.id),
    actions: listCaseActions(db, found.id),
    feedback: listCaseFeedback(db, datasetId, found.fingerprint),
  };
});
