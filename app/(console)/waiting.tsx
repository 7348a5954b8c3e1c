import Link from "next/link";
import { EmptyState } from "@/app/_components/empty-state";
import { formatAge } from "@/app/_components/format-time";
import type { Action } from "@/lib/contract/action";
import { ReviewKey } from "./review-key.client";
import styles from "./waiting.module.css";

/** Approvals that wait for a person, oldest question first as the server gives them. */
export function Waiting({ actions, now }: { actions: readonly Action[]; now: string }) {
  const first = actions[0];
  return (
    <section className="card" aria-label="Waiting for you">
      <header>
        <h2>Waiting for you</h2>
        <span className="grow" />
        {actions.length > 0 && (
          <span className="chip warn">
            {actions.length} {actions.length === 1 ? "approval" : "approvals"}
          </span>
        )}
      </header>
      {first && <ReviewKey href={`/triage/${first.caseId}`} />}
      {actions.length === 0 ? (
        <EmptyState title="Nothing waits.">
          <p className="sm">Whatever moves money comes here first.</p>
        </EmptyState>
      ) : (
        <ul className={styles.list}>
          {actions.slice(0, 5).map((action) => (
            <li key={action.id}>
              <b>{action.title}</b>
              <p className="sm muted">Asked by {action.requestedBy}; whoever asked cannot approve.</p>
              <div className="row">
                <Link className="btn small" href={`/triage/${action.caseId}`}>
                  Review {action === first && <kbd>A</kbd>}
                </Link>
                <span className="xs faint">{formatAge(action.createdAt, now)}</span>
              </div>
            </li>
          ))}
          {actions.length > 5 && <li className="faint sm">and {actions.length - 5} more</li>}
        </ul>
      )}
    </section>
  );
}
