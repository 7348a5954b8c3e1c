import Link from "next/link";
import { EmptyState, IgnoredNotice } from "@/app/_components/empty-state";
import { Money } from "@/app/_components/money";
import { PageHead } from "@/app/_components/page-head";
import { RerunButton } from "@/app/_components/rerun-button.client";
import type { CaseFilter, CaseList as Cases } from "@/lib/contract/case";
import type { CaseDetailData } from "./case-detail-data";
import { CaseList } from "./case-list";
import { CasePane } from "./case-pane.client";
import { Filters } from "./filters.client";
import { filterQuery } from "./parse-filters";
import type { CaseActions } from "./triage-actions";
import { TriageProvider } from "./triage-state.client";
import styles from "./view.module.css";

export interface TriageProps {
  list: Cases;
  filter: CaseFilter;
  cursor: string | undefined;
  ignored: string[];
  anomalyTypes: string[];
  detail: CaseDetailData | null;
  /** The address names the case, so a phone shows it instead of the list. */
  isCasePage: boolean;
  hasData: boolean;
  hasRun: boolean;
  isRunning: boolean;
  now: string;
  actions: CaseActions;
}

/** The ranked list at the left, the case at the right; a phone shows one of the two. */
export function TriageView(props: TriageProps) {
  const { list, filter, cursor, detail, isCasePage, actions, now } = props;
  const query = filterQuery(filter, { cursor });
  const shownId = detail?.case.id ?? null;
  return (
    <TriageProvider
      shownId={shownId}
      cases={list.cases.map(({ id, title }) => ({
        id,
        title,
        beside: `/triage${filterQuery(filter, { cursor, case: id })}`,
        href: `/triage/${id}${query}`,
      }))}
      nextPage={list.nextCursor ? `/triage${filterQuery(filter, { cursor: list.nextCursor })}` : null}
    >
      <PageHead title="Triage" lead={<Lead list={list} />}>
        <Filters
          filter={filter}
          anomalyTypes={props.anomalyTypes}
          currencies={list.totals.byCurrency.map((total) => total.currency)}
        />
        <RerunButton rerunTriage={actions.rerunTriage} />
      </PageHead>
      <IgnoredNotice names={props.ignored} />
      {props.isRunning && (
        <p className={`note ${styles.running}`} role="status">
          A run is under way; its cases appear when it ends. <Link href="/">Watch it</Link>
        </p>
      )}
      <div className={styles.split} data-page={isCasePage ? "case" : "list"}>
        <div className={styles.list}>
          <CaseList list={list} filter={filter} cursor={cursor} hasRun={props.hasRun} now={now} />
        </div>
        <div className={styles.detail}>
          {isCasePage && (
            <Link className={`sm muted ${styles.back}`} href={`/triage${query}`}>
              All cases
            </Link>
          )}
          {detail ? (
            <CasePane detail={detail} actions={actions} now={now} />
          ) : (
            <section className="card">
              <EmptyState title={props.hasData ? "No case to show." : "No data loaded."}>
                {!props.hasData && <Link href="/data">Load data</Link>}
              </EmptyState>
            </section>
          )}
        </div>
      </div>
    </TriageProvider>
  );
}

/** The total with its denominator: how many cases it adds up, per currency. */
function Lead({ list }: { list: Cases }) {
  const { totals } = list;
  const others = totals.byCurrency.filter((total) => total.currency !== totals.currency);
  return (
    <>
      {totals.count} {totals.count === 1 ? "case" : "cases"},{" "}
      <Money cents={totals.impactCents} currency={totals.currency} />
      {others.map((total) => (
        <span key={total.currency}>
          {" "}
          and <Money cents={total.impactCents} currency={total.currency} />
        </span>
      ))}
      . Ranked by confidence x impact{others.length > 0 ? ", across currencies in dollars at dated rates" : ""}.
    </>
  );
}
