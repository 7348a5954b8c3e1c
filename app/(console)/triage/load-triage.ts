import { type Context, getContext } from "@/agents/context";
import { listCaseActions } from "@/db/actions";
import { getCase, listCaseEvents, listCases } from "@/db/cases";
import { listCaseFeedback } from "@/db/feedback";
import { latestRun } from "@/db/runs";
import { readPage } from "../read-page";
import type { CaseDetailData } from "./case-detail-data";
import { parseFilters, type SearchParams } from "./parse-filters";
import type { TriageProps } from "./view";

type TriageData = Omit<TriageProps, "actions">;

const PAGE_SIZE = 50;

/**
 * Everything the Triage pages show. Without a case id the first of the list is the one in detail.
 * @throws AppError `not_found` for a case the running data does not have.
 */
export async function loadTriage(params: SearchParams, caseId: string | null): Promise<TriageData> {
  const context = await getContext();
  const { db, datasetId, warehouse } = context;
  const { filter, cursor, ignored } = parseFilters(params);
  const list = readPage((from) => listCases(db, datasetId, { ...filter, limit: PAGE_SIZE, cursor: from }), cursor);
  const run = latestRun(db, datasetId);
  const shownId = caseId ?? list.page.cases[0]?.id ?? null;
  return {
    list: list.page,
    filter,
    cursor: list.cursor,
    ignored: [...ignored, ...list.ignored],
    anomalyTypes: run?.detectors.map((detector) => detector.id) ?? [],
    detail: shownId ? readDetail(context, shownId) : null,
    isCasePage: caseId !== null,
    hasData: warehouse !== null,
    hasRun: run !== null,
    isRunning: run?.status === "running",
    now: new Date().toISOString(),
  };
}

function readDetail({ db, datasetId }: Context, caseId: string): CaseDetailData {
  const found = getCase(db, datasetId, caseId);
  return {
    case: found,
    events: listCaseEvents(db, caseId),
    actions: listCaseActions(db, caseId),
    feedback: listCaseFeedback(db, datasetId, found.fingerprint),
  };
}
