import Link from "next/link";
import type { ReactNode } from "react";
import { formatDay } from "@/app/_components/format-time";
import type { SavedQuestion } from "@/lib/contract/questions";
import type { AnalystActions } from "./analyst-actions";
import { questionHref } from "./question-href";
import { SavedRow } from "./saved-row.client";
import styles from "./view.module.css";

const STARTERS = [
  "Why is revenue down this month?",
  "Revenue by month, last 12 months",
  "Refunds by region, last 6 months",
  "Underbilled amount by tier",
  "Net revenue by region last quarter",
] as const;

export interface StartProps {
  saved: readonly SavedQuestion[];
  /** Where each saved question leads, by its id. */
  hrefs: Readonly<Record<string, string>>;
  /** The pinned ones, each run again. */
  pins: ReactNode;
  remove: AnalystActions["remove"];
}

/** What to start with: pinned answers as they are now, questions to ask, and those kept. */
export function Start({ saved, hrefs, pins, remove }: StartProps) {
  return (
    <div className={`stack ${styles.start}`}>
      <nav className="row" aria-label="Suggestions">
        <span className="xs faint">Start with</span>
        {STARTERS.map((text) => (
          <Link key={text} className="btn small wrap" href={questionHref(text)} prefetch={false}>
            {text}
          </Link>
        ))}
      </nav>
      {saved.some((one) => one.pinned) && (
        <section className="stack" style={{ gap: 8 }} aria-label="Pinned">
          <h2>Pinned</h2>
          <div className={styles.pins}>{pins}</div>
        </section>
      )}
      <section className="card" aria-label="Saved questions">
        <header>
          <h2>Saved questions</h2>
          <span className="grow" />
          <span className="xs faint">kept as exact queries; relative periods move with the data</span>
        </header>
        {saved.length === 0 ? (
          <div className="empty">
            <b>Nothing saved yet.</b>
            <p>Save or Pin stands below each answer.</p>
          </div>
        ) : (
          <ul className={styles.saved}>
            {saved.map((one) => (
              <SavedRow
                key={one.id}
                id={one.id}
                title={one.title}
                href={hrefs[one.id] ?? "/analyst"}
                note={`${one.pinned ? "pinned, " : ""}by ${one.by}, ${formatDay(one.at)}`}
                remove={remove}
              />
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}
