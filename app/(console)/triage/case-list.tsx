import Link from "next/link";
import { ConfidenceBars, formatConfidence } from "@/app/_components/confidence";
import { EmptyState } from "@/app/_components/empty-state";
import { formatAge } from "@/app/_components/format-time";
import { KindChip } from "@/app/_components/marks";
import { Impact } from "@/app/_components/money";
import type { Case, CaseFilter, CaseList as Cases } from "@/lib/contract/case";
import { BulkBar } from "./bulk-bar.client";
import styles from "./case-list.module.css";
import { CaseRow, CaseTitle, ChooseAll, RowState } from "./case-row.client";
import { KeysHelp } from "./keys-help.client";
import { filterQuery } from "./parse-filters";

export interface CaseListProps {
  list: Cases;
  filter: CaseFilter;
  cursor: string | undefined;
  hasRun: boolean;
  now: string;
}

/** The ranked cases: one line each, the amount first among the figures. */
export function CaseList({ list, filter, cursor, hasRun, now }: CaseListProps) {
  const query = filterQuery(filter, { cursor });
  return (
    <section className={`card ${styles.list}`} aria-label="Cases">
      <BulkBar />
      {list.cases.length === 0 ? (
        <NoCases hasRun={hasRun} isFiltered={query !== ""} />
      ) : (
        <table>
          <thead>
            <tr>
              <th className={styles.box}>
                <ChooseAll />
              </th>
              <th>Case</th>
              <th className="n">At risk</th>
              <th className="hide-small">Conf.</th>
              <th className="n hide-small">Sentiment</th>
            </tr>
          </thead>
          <tbody>
            {list.cases.map((one) => (
              <CaseRow key={one.id} id={one.id} title={one.title} critical={one.severity === "critical"}>
                <CaseCells one={one} href={`/triage/${one.id}${query}`} now={now} />
              </CaseRow>
            ))}
          </tbody>
        </table>
      )}
      <footer className={styles.footer}>
        {(cursor || list.nextCursor) && (
          <nav className="row" aria-label="Pages">
            {cursor && (
              <Link className="btn small" href={`/triage${filterQuery(filter)}`}>
                First page
              </Link>
            )}
            {list.nextCursor && (
              <Link className="btn small" href={`/triage${filterQuery(filter, { cursor: list.nextCursor })}`}>
                Next page
              </Link>
            )}
          </nav>
        )}
        <KeysHelp />
      </footer>
    </section>
  );
}

function CaseCells({ one, href, now }: { one: Case; href: string; now: string }) {
  const { id, outcome, status, attention } = one;
  return (
    <>
      <td>
        <CaseTitle id={id} href={href}>
          {one.title}
        </CaseTitle>
        {one.severity === "critical" && <span className="visually-hidden"> critical</span>}
        <div className={styles.meta}>
          <KindChip kind={one.moneyKind} />
          <RowState one={{ id, outcome, status, attention }} />
          <span className="xs faint">{formatAge(one.firstSeenAt, now)}</span>
        </div>
      </td>
      <td className="n">
        <b>
          <Impact cents={one.impactCents} currency={one.currency} isKnown={one.impactKnown} />
        </b>
      </td>
      <td className="hide-small" title={formatConfidence(one.confidence)}>
        <ConfidenceBars band={one.confidenceBand} />
      </td>
      <td className={`n hide-small ${one.sentiment.label === "high" ? "hot" : "faint"}`}>
        {one.sentiment.score === null ? "unknown" : one.sentiment.score.toFixed(2)}
      </td>
    </>
  );
}

function NoCases({ hasRun, isFiltered }: { hasRun: boolean; isFiltered: boolean }) {
  if (isFiltered) {
    return (
      <EmptyState title="No case matches.">
        <Link className="btn small" href="/triage">
          Show all cases
        </Link>
      </EmptyState>
    );
  }
  return hasRun ? (
    <EmptyState title="No case found.">
      <p>The detectors ran and found no money at risk in this data.</p>
    </EmptyState>
  ) : (
    <EmptyState title="No run yet.">
      <p>Cases come from an investigation.</p>
      <Link className="btn small" href="/">
        Mission Control
      </Link>
    </EmptyState>
  );
}
