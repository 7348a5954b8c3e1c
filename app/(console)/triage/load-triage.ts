import { type Context, getContext } from "@/agents/context";
import { listCaseActions } from "@/db/actions";
import { getCase, listCaseEvents, listCases } from "@/db/cases";
import { latestRun } from "@/db/runs";
import type { CaseFilter, CaseList } from "@/lib/contract/case";
import { AppError } from "@/lib/errors";
import { parseFilters, type SearchParams } from "./parse-filters";
import type { CaseDetailData, TriageProps } from "./view";

type TriageData = Omit<TriageProps, "actions">;

const PAGE_SIZE = 50;

/** Everything the Triage pages show. Without a case id the first of the list is the one in detail. */
export async function loadTriage(params: SearchParams, caseId: string | null): Promise<TriageData> {
  const context = await getContext();
  const { db, datasetId, warehouse } = context;
  const { filter, cursor, ignored } = parseFilters(params);
  const listed = readList(context, filter, cursor);
  const run = latestRun(db, datasetId);
  const shownId = caseId ?? listed.list.cases[0]?.id ?? null;
  return {
    list: listed.list,
    filter,
    cursor: listed.cursorUsed ? cursor : undefined,
    ignored: cursor && !listed.cursorUsed ? [...ignored, "cursor"] : ignored,
    anomalyTypes: run?.detectors.map((detector) => detector.id) ?? [],
    detail: shownId ? readDetail(context, shownId) : null,
    isCasePage: caseId !== null,
    hasData: warehouse !== null,
    hasRun: run !== null,
    isRunning: run?.status === "running",
    now: new Date().toISOString(),
  };
}

/** A cursor that the list does not know is left out, and said so. */
function readList({ db, datasetId }: Context, filter: CaseFilter, cursor: string | undefined) {
  const read = (from?: string): CaseList => listCases(db, datasetId, { ...filter, limit: PAGE_SIZE, cursor: from });
  if (!cursor) return { list: read(), cursorUsed: false };
  try {
    return { list: read(cursor), cursorUsed: true };
  } catch (error) {
    if (error instanceof AppError && error.code === "validation") return { list: read(), cursorUsed: false };
    throw error;
  }
}

function readDetail({ db, datasetId }: Context, caseId: string): CaseDetailData {
  return {
    case: getCase(db, datasetId, caseId),
    events: listCaseEvents(db, caseId),
    actions: listCaseActions(db, caseId),
  };
}
