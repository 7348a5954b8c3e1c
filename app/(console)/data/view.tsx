import { EmptyState } from "@/app/_components/empty-state";
import { formatDay, formatInstant } from "@/app/_components/format-time";
import { PageHead } from "@/app/_components/page-head";
import type { Dataset, KnownDataset, LoadReport } from "@/lib/contract/dataset";
import type { DataActions } from "./data-actions";
import { LoadForm } from "./load-form.client";
import { LoadReportNote } from "./load-report";
import { MappingUseNote } from "./mapping-use";
import { Quarantine } from "./quarantine";
import { ResetButton } from "./reset-button.client";
import { Tables } from "./tables";

export interface DataProps {
  dataset: Dataset | null;
  lastLoad: LoadReport | null;
  /** What was loaded so far, to go on with. */
  datasets: readonly KnownDataset[];
  actions: DataActions;
}

/** Data: what is loaded, what was refused or set apart, and how to load something else. */
export function DataPageView({ dataset, lastLoad, datasets, actions }: DataProps) {
  return (
    <>
      <PageHead title="Data" lead={dataset ? <Lead dataset={dataset} /> : "No data loaded."}>
        <ResetButton reset={actions.reset} disabled={!dataset} />
      </PageHead>
      <div className="stack">
        {lastLoad?.status === "refused" && <LoadReportNote report={lastLoad} />}
        <section className="card" aria-label="Load data">
          <header>
            <h2>Load data</h2>
            <span className="grow" />
            <span className="xs faint">one CSV or Parquet file a table; a faulty load is refused whole</span>
          </header>
          <div className="pad stack">
            <LoadForm actions={actions} folder={dataset?.folder ?? lastLoad?.folder ?? ""} datasets={datasets} />
          </div>
        </section>
        {dataset ? (
          <>
            {dataset.mapping && <MappingUseNote use={dataset.mapping} />}
            <Tables tables={dataset.tables} />
            <Quarantine rows={dataset.quarantine} total={dataset.quarantinedRows} />
          </>
        ) : (
          <section className="card">
            <EmptyState title="No table yet.">
              <p>
                OpsIQ reads customers, subscriptions, invoices, payments, refunds, usage_events and signal_events from
                one folder.
              </p>
            </EmptyState>
          </section>
        )}
      </div>
    </>
  );
}

function Lead({ dataset }: { dataset: Dataset }) {
  return (
    <>
      {dataset.label}, {dataset.asOf ? `as of ${formatDay(dataset.asOf)}` : "no dated row, so as-of day unknown"},
      amounts in {dataset.reportingCurrency}, loaded {formatInstant(dataset.loadedAt)}
    </>
  );
}
