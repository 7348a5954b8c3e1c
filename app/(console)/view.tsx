import Link from "next/link";
import { EmptyState } from "@/app/_components/empty-state";
import { formatDuration, formatInstant } from "@/app/_components/format-time";
import { PageHead } from "@/app/_components/page-head";
import type { Begun } from "@/app/_components/use-more.client";
import type { Action } from "@/lib/contract/action";
import type { Dataset, LoadReport } from "@/lib/contract/dataset";
import type { Signal } from "@/lib/contract/integration";
import type { MoneyKind, Totals } from "@/lib/contract/money";
import type { Run } from "@/lib/contract/run";
import { Changes } from "./changes";
import { FirstRun } from "./first-run";
import { LiveRunProvider, RunButton, RunTrouble, type StartRun } from "./live-run.client";
import { MoneySummary } from "./money-summary";
import { RefundBand, type RefundWeeks } from "./refund-band";
import { Runs } from "./runs";
import { Signals } from "./signals";
import { Timeline } from "./timeline.client";
import styles from "./view.module.css";
import { Waiting } from "./waiting";

/** Rows of a list on the page, and of each page that is read on demand. */
export const SIGNALS_SHOWN = 8;
export const RUNS_SHOWN = 5;

export interface MissionControlProps {
  dataset: Dataset | null;
  lastLoad: LoadReport | null;
  /** Totals over the cases that are not closed. */
  atRisk: Totals;
  kindCounts: Record<MoneyKind, number>;
  /** Totals over the cases that people confirmed; some of them may still be open. */
  confirmed: Totals;
  recovered: Totals;
  run: Run | null;
  waiting: Action[];
  signals: Begun<Signal>;
  runs: Begun<Run>;
  refundWeeks: RefundWeeks | null;
  now: string;
  startRun: StartRun;
}

/** Mission Control: what is at risk, what the last run did, what waits for a person. */
export function MissionControlView(props: MissionControlProps) {
  const { dataset, run } = props;
  if (!dataset) return <NoData lastLoad={props.lastLoad} />;
  return (
    <LiveRunProvider initialRun={run} startRun={props.startRun}>
      <PageHead title="Mission Control" lead="Money found in the billing data, ranked by what is worth doing first.">
        <LastRun run={run} />
        {run && <RunButton />}
      </PageHead>
      <div className="stack">
        <RunTrouble />
        <div>
          {run ? (
            <MoneySummary
              atRisk={props.atRisk}
              kindCounts={props.kindCounts}
              confirmed={props.confirmed}
              recovered={props.recovered}
              dataset={dataset}
            />
          ) : (
            <FirstRun dataset={dataset} />
          )}
          <div className={styles.columns}>
            <Timeline />
            <aside className="stack">
              <Waiting actions={props.waiting} now={props.now} />
              <Changes run={run} />
            </aside>
          </div>
        </div>
        {run && <BandCard data={props.refundWeeks} dataset={dataset} />}
        <Signals begun={props.signals} pageSize={SIGNALS_SHOWN} />
        <Runs begun={props.runs} pageSize={RUNS_SHOWN} />
      </div>
    </LiveRunProvider>
  );
}

function LastRun({ run }: { run: Run | null }) {
  if (!run?.finishedAt) return null;
  return (
    <span className="sm faint num hide-small">
      Last run {formatInstant(run.finishedAt)}, {formatDuration(run.durationMs)}
    </span>
  );
}

function BandCard({ data, dataset }: { data: RefundWeeks | null; dataset: Dataset }) {
  return (
    <section className="card" aria-label="Signals and cases">
      <header>
        <h2>Signals and cases</h2>
        <span className="grow" />
        <span className="xs faint">
          weekly refunds{data ? ` in ${data.region}` : ""}, band = median and 3 MAD of 8 weeks
        </span>
      </header>
      {data && data.weeks.length > 0 ? (
        <RefundBand data={data} currency={dataset.reportingCurrency} asOf={dataset.asOf} />
      ) : (
        <EmptyState title="Not enough refunds for a band.">
          <p className="sm">It needs eight weeks of refunds in one region.</p>
        </EmptyState>
      )}
    </section>
  );
}

function NoData({ lastLoad }: { lastLoad: LoadReport | null }) {
  return (
    <>
      <PageHead title="Mission Control" />
      <section className="card">
        <EmptyState title="No data loaded.">
          <p>
            {lastLoad?.status === "refused"
              ? `The last load was refused with ${lastLoad.faultCount} ${lastLoad.faultCount === 1 ? "fault" : "faults"}.`
              : "Load a folder of billing tables to begin."}
          </p>
          <Link className="btn pri" href="/data">
            Go to Data
          </Link>
        </EmptyState>
      </section>
    </>
  );
}
