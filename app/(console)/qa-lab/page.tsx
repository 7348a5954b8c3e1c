import { readCalibration } from "@/agents/analyst-calibration";
import { getContext } from "@/agents/context";
import { summarizeImprovement } from "@/agents/memory";
import { latestEvaluation } from "@/db/evals";
import { listFeedback } from "@/db/feedback";
import { listLearningUpdates, readMemory } from "@/db/memory";
import { listGaps } from "@/db/questions";
import { listTraces } from "@/db/traces";
import { readPage } from "../read-page";
import { rerunTriage } from "../triage/actions";
import { parseLab } from "./parse-tab";
import { QaLabView } from "./view";

export const metadata = { title: "QA Lab" };

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

const PAGE_SIZE = 50;
const SHOWN_GAPS = 10;
/** A list that its tab alone reads. */
const NOTHING = { items: [], nextCursor: null };

export default async function QaLabPage({ searchParams }: { searchParams: SearchParams }) {
  const context = await getContext();
  const { db, datasetId, warehouse } = context;
  const { tab, cursor, ignored } = parseLab(await searchParams);
  const cursorOf = (list: typeof tab) => (tab === list ? cursor : undefined);
  const feedback = readPage(
    (from) => listFeedback(db, datasetId, { limit: PAGE_SIZE, cursor: from }),
    cursorOf("feedback"),
  );
  const traces = readPage(
    (from) => listTraces(db, datasetId, { limit: PAGE_SIZE, cursor: from }),
    cursorOf("reasoning"),
  );
  return (
    <QaLabView
      tab={tab}
      ignored={[...ignored, ...feedback.ignored, ...traces.ignored]}
      currency={warehouse?.dataset.reportingCurrency ?? "USD"}
      memory={readMemory(db, datasetId)}
      updates={listLearningUpdates(db, datasetId)}
      improvement={summarizeImprovement(context)}
      calibration={readCalibration()}
      evaluation={latestEvaluation(db, datasetId)}
      feedback={{ items: feedback.page.feedback, nextCursor: feedback.page.nextCursor }}
      traces={tab === "reasoning" ? { items: traces.page.traces, nextCursor: traces.page.nextCursor } : NOTHING}
      pageSize={PAGE_SIZE}
      gaps={listGaps(db, datasetId, SHOWN_GAPS)}
      rerunTriage={rerunTriage}
    />
  );
}
