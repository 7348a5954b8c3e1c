import Link from "next/link";
import { AttentionChip, OutcomeChip, SeverityChip, StatusChip, sentence } from "@/app/_components/chips";
import { formatInstant } from "@/app/_components/format-time";
import { KindChip } from "@/app/_components/marks";
import { Impact } from "@/app/_components/money";
import type { Action } from "@/lib/contract/action";
import type { Case, CaseEvent } from "@/lib/contract/case";
import type { Feedback } from "@/lib/contract/feedback";
import { formatMoney } from "@/lib/money";
import { ActionPanel } from "./action-panel.client";
import styles from "./case-detail.module.css";
import { CaseFacts } from "./case-facts";
import { Evidence } from "./evidence";
import { More } from "./more";
import { StatusBar } from "./status-bar.client";
import type { CaseActions } from "./triage-actions";
import { VerdictBar } from "./verdict-bar.client";

export interface CaseDetailProps {
  one: Case;
  events: CaseEvent[];
  caseActions: Action[];
  /** The verdicts that count. */
  feedback: Feedback[];
  actions: CaseActions;
  now: string;
}

/** Rows of one case on the page; the API has them all. */
const SHOWN_CLAIMS = 25;
const SHOWN_EVENTS = 15;

/** One case from the amount to the rows, with what can be done about it. */
export function CaseDetail({ one, events, caseActions, feedback, actions, now }: CaseDetailProps) {
  return (
    <article className="card" aria-label={one.title}>
      <header>
        <KindChip kind={one.moneyKind} />
        <SeverityChip severity={one.severity} />
        <StatusChip status={one.status} />
        <OutcomeChip outcome={one.outcome} />
        <AttentionChip attention={one.attention} />
        <span className="grow" />
        <span className={`xs faint mono ${styles.id}`}>{one.id}</span>
      </header>
      <div className={`pad ${styles.body}`}>
        <h2 className={styles.title}>{one.title}</h2>
        <p className="muted prose">{one.summary}</p>
        <CaseFacts one={one} />
        <h3>The rows that prove it</h3>
        <Evidence one={one} />
        <Claims one={one} />
        <h3>What to do</h3>
        <ActionPanel
          key={`actions ${one.id}`}
          caseId={one.id}
          recommendedAction={one.recommendedAction}
          caseActions={caseActions}
          askForAction={actions.askForAction}
          decide={actions.decide}
          now={now}
        />
        <VerdictBar
          key={`verdict ${one.id}`}
          caseId={one.id}
          currency={one.currency}
          feedback={feedback}
          rerunTriage={actions.rerunTriage}
        />
        <StatusBar status={one.status} />
        <h3>History</h3>
        <History events={events} caseId={one.id} />
      </div>
    </article>
  );
}

function Claims({ one }: { one: Case }) {
  const sum = one.claims.reduce((total, claim) => total + claim.cents, 0);
  return (
    <div className="sm muted">
      <p>
        Claims <Impact cents={sum} currency={one.currency} isKnown={one.impactKnown} /> of {one.claims.length}{" "}
        {one.claims.length === 1 ? "row" : "rows"}; no other case claims them. Found by{" "}
        <Link href={`/detectors/${one.anomalyType}`} prefetch={false}>
          {sentence(one.anomalyType)}
        </Link>
        .{one.alsoSeenBy.length > 0 && ` Also seen by ${one.alsoSeenBy.map(sentence).join(", ")}.`}
      </p>
      {one.claims.length > 0 && (
        <details>
          <summary>Money claimed, row by row</summary>
          <table className="tight">
            <tbody>
              {one.claims.slice(0, SHOWN_CLAIMS).map((claim) => (
                <tr key={`${claim.table} ${claim.key}`}>
                  <td>{claim.table}</td>
                  <td className="mono">{claim.key}</td>
                  <td className="n">{one.impactKnown ? formatMoney(claim.cents, one.currency) : "unknown"}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <More count={one.claims.length - SHOWN_CLAIMS} what="claims" caseId={one.id} />
        </details>
      )}
    </div>
  );
}

function History({ events, caseId }: { events: CaseEvent[]; caseId: string }) {
  if (events.length === 0) return <p className="muted">Nothing recorded yet.</p>;
  return (
    <>
      <More count={events.length - SHOWN_EVENTS} what="earlier entries" caseId={caseId} />
      <ul className={styles.history}>
        {events.slice(-SHOWN_EVENTS).map((event) => (
          <li key={event.id}>
            <time className="xs faint num" dateTime={event.at}>
              {formatInstant(event.at)}
            </time>
            <span>
              {event.text} <span className="xs faint">{event.actor}</span>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
