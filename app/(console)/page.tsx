import { getContext } from "@/agents/context";
import { readRefundWeeks } from "@/agents/mission";
import { listWaitingActions } from "@/db/actions";
import { totalCases } from "@/db/case-totals";
import { totalRecovered } from "@/db/recoveries";
import { listRuns } from "@/db/runs";
import { listSignals } from "@/db/signals";
import type { CaseFilter } from "@/lib/contract/case";
import type { MoneyKind } from "@/lib/contract/money";
import { startRun } from "./actions";
import { MissionControlView, RUNS_SHOWN, SIGNALS_SHOWN } from "./view";

export const metadata = { title: "Mission Control" };

export default async function MissionControlPage() {
  const context = await getContext();
  const { db, datasetId, warehouse, store } = context;
  const totalsOf = (filter: CaseFilter) => totalCases(db, datasetId, filter);
  const atRisk = totalsOf({});
  const { runs, nextCursor } = listRuns(db, datasetId, { limit: RUNS_SHOWN });
  const signals = listSignals(db, datasetId, { limit: SIGNALS_SHOWN });
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
      recovered={totalRecovered(db, datasetId)}
      run={runs[0] ?? null}
      runs={{ items: runs, nextCursor }}
      waiting={listWaitingActions(db, datasetId)}
      signals={{ items: signals.signals, nextCursor: signals.nextCursor }}
      refundWeeks={warehouse ? await readRefundWeeks(context) : null}
      now={new Date().toISOString()}
      startRun={startRun}
    />
  );
}
