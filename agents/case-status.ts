import { listCaseActions } from "@/db/actions";
import { getCase, insertCaseEvent, readCaseStatus, setCaseStatus } from "@/db/cases";
import type { Db } from "@/db/client";
import type {
  BulkStatusRequest,
  BulkStatusResult,
  Case,
  CaseStatus,
  CaseStatusRequest,
  GivenStatus,
} from "@/lib/contract/case";
import { AppError } from "@/lib/errors";
import type { ReasoningContext } from "./reasoning";

type StatusContext = Pick<ReasoningContext, "db" | "datasetId" | "clock">;

const WORDS: Record<GivenStatus, string> = {
  open: "Open",
  investigating: "Under investigation",
  actioned: "Actioned",
  closed: "Closed",
};

/**
 * Moves one case by a person's word, with an entry in its history. A closed case stays closed through reruns unless its
 * money grew. Giving a case the status it has changes nothing.
 * @throws AppError `not_found`; `conflict` while an approval waits, and for `actioned` without an approved action.
 */
export function changeCaseStatus(context: StatusContext, caseId: string, request: CaseStatusRequest): Case {
  return context.db.transaction((tx) => {
    moveCase(context, tx, caseId, request);
    return getCase(tx, context.datasetId, caseId);
  });
}

/** Moves many cases in one transaction; a case that cannot be moved is named and does not stop the others. */
export function changeCaseStatuses(context: StatusContext, request: BulkStatusRequest): BulkStatusResult {
  const { status } = request;
  const changed: BulkStatusResult["changed"] = [];
  const refused: BulkStatusResult["refused"] = [];
  context.db.transaction((tx) => {
    for (const caseId of new Set(request.caseIds)) {
      try {
        const from = moveCase(context, tx, caseId, request);
        if (from !== status) changed.push({ caseId, from });
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        refused.push({ caseId, reason: error.message });
      }
    }
  });
  return { status, changed, refused };
}

/** Answers the status the case had. Checks first and writes last, so that a refusal has written nothing. */
function moveCase(
  { datasetId, clock }: StatusContext,
  tx: Db,
  caseId: string,
  { status, actor }: CaseStatusRequest,
): CaseStatus {
  const { status: from, title } = readCaseStatus(tx, datasetId, caseId);
  if (from === status) return from;
  const actions = listCaseActions(tx, caseId).filter((action) => action.kind === "recommended");
  if (actions.some((action) => action.status === "pending_approval")) {
    throw new AppError("conflict", `An approval waits on ${title}: decide it first`);
  }
  const approved = actions.some((action) => action.decidedBy !== null && action.status !== "denied");
  if (status === "actioned" && !approved) throw new AppError("conflict", `No action was approved on ${title}`);
  setCaseStatus(tx, caseId, status);
  const text = `${WORDS[status]}, was ${from.replaceAll("_", " ")}`;
  const at = clock().toISOString();
  insertCaseEvent(tx, { datasetId, caseId, kind: "status", text, actor, runId: null, at });
  return from;
}
