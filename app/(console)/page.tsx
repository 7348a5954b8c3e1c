import { getContext } from "@/agents/context";
import { readRefundWeeks } from "@/agents/mission";
import { listWaitingActions } from "@/db/actions";
import { totalCases } from "@/db/case-totals";
import { latestRun } from "@/db/runs";
import { listSignals } from "@/db/signals";
import type { CaseFilter } from "@/lib/contract/case";
import type { MoneyKind } from "@/lib/contract/money";
import { startRun } from "./actions";
import { MissionControlView } from "./view";

export const metadata = { title: "Mission Control" };

export default async function MissionControlPage() {
  const context = await getContext();
  const { db, datasetId, warehouse, store } = context;
  const totalsOf = (filter: CaseFilter) => totalCases(db, datasetId, filter);
  const atRisk = totalsOf({});
  const countOf = (moneyKind: MoneyKind) => totalsOf({ moneyKind, currency: atRisk.currency }).count;
  return (
    <MissionControlView
      dataset={warehouse?.dataset ?? null}
      lastLoad={store.lastLoad()}
      atRisk={atRisk}
      kindCounts={{
        recoverable: countOf("recoverable"),
        cash_out: countOf("cash_out"),
        owed_to_customer: countOf("owed_to_customer"),
        timing: countOf("timing"),
      }}
      confirmed={totalsOf({ outcome: "confirmed" })}
      run={latestRun(db, datasetId)}
      waiting={listWaitingActions(db, datasetId)}
      signals={listSignals(db, datasetId, { limit: 8 }).signals}
      refundWeeks={warehouse ? await readRefundWeeks(context) : null}
      now={new Date().toISOString()}
      startRun={startRun}
    />
  );
}
