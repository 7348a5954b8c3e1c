"use client";

import { useState } from "react";
import { RerunButton } from "@/app/_components/rerun-button.client";
import { useShortcuts } from "@/app/_components/shortcuts.client";
import type { Feedback } from "@/lib/contract/feedback";
import { describeVerdict, outcomeOf } from "@/lib/learning/fold-memory";
import styles from "./case-detail.module.css";
import { NoticeNote } from "./notice.client";
import type { TriageActions } from "./triage-actions";
import { useTriage } from "./triage-state.client";
import { CHOICES, type Choice } from "./verdict-choices";

/** Whose verdicts a person without a name of their own gives and may take back. */
const OWN = "local";

export interface VerdictBarProps {
  caseId: string;
  currency: string;
  /** The verdicts on this case that count. */
  feedback: readonly Feedback[];
  rerunTriage: TriageActions["rerunTriage"];
}

/** The verdicts on a case, with an optional note; those that count, each with its undo; what the last one changed. */
export function VerdictBar({ caseId, currency, feedback, rerunTriage }: VerdictBarProps) {
  const { changes, move } = useTriage();
  const { notice } = changes;
  const [note, setNote] = useState("");
  const give = (choice: Choice) => changes.judge({ caseId, choice, note: note.trim() });
  // A key is for the case on the page at that moment, and brings the next one.
  const byKey = (choice: Choice) => () => {
    give(choice);
    move(1);
  };
  useShortcuts(Object.fromEntries(CHOICES.map((choice) => [choice.key, byKey(choice)])));
  return (
    <section className={styles.outcome} aria-label="Verdict">
      <div className={styles.verdicts}>
        {CHOICES.map((choice) => (
          <button
            key={choice.label}
            type="button"
            className={`btn ${choice.small ? "small" : ""}`}
            onClick={() => give(choice)}
          >
            {choice.label} <kbd>{choice.key.toUpperCase()}</kbd>
          </button>
        ))}
      </div>
      <input
        className="field"
        aria-label="Note to the verdict"
        placeholder="Note, optional"
        value={note}
        maxLength={2000}
        onChange={(event) => setNote(event.target.value)}
      />
      <Given caseId={caseId} feedback={feedback} />
      <div role="status" className={styles.outcome}>
        {notice && notice.caseId !== null && <NoticeNote notice={notice} currency={currency} />}
      </div>
      {notice?.response && <RerunButton rerunTriage={rerunTriage} small />}
    </section>
  );
}

function Given({ caseId, feedback }: Pick<VerdictBarProps, "caseId" | "feedback">) {
  const { changes } = useTriage();
  if (feedback.length === 0) return null;
  return (
    <ul className={`plain-list ${styles.given}`} aria-label="Verdicts that count">
      {feedback.map((one) => (
        <li key={one.id} className="row sm">
          <span>
            {describeVerdict(one)} <span className="faint">by {one.reviewer}</span>
          </span>
          {one.reviewer === OWN && (
            <button
              type="button"
              className="link-btn"
              onClick={() => changes.retract({ caseId, feedback: one, outcome: outcomeWithout(one, feedback) })}
            >
              Undo
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

/** What the other verdicts make of the case. */
function outcomeWithout(gone: Feedback, feedback: readonly Feedback[]) {
  const left = feedback.filter((one) => one.id !== gone.id).map(outcomeOf);
  return left.findLast((outcome) => outcome !== null) ?? "unset";
}
