"use client";

import { useState, useTransition } from "react";
import { LearningChange } from "@/app/_components/learning-change";
import { ProblemNote } from "@/app/_components/problem-note";
import { RerunButton } from "@/app/_components/rerun-button.client";
import { useShortcuts } from "@/app/_components/shortcuts.client";
import type { FeedbackResponse, Verdict, VerdictReason } from "@/lib/contract/feedback";
import type { Problem } from "@/lib/contract/problem";
import styles from "./case-detail.module.css";
import { useSelection } from "./selection.client";
import type { TriageActions } from "./triage-actions";

export interface VerdictBarProps {
  caseId: string;
  currency: string;
  giveVerdict: TriageActions["giveVerdict"];
  rerunTriage: TriageActions["rerunTriage"];
}

interface Choice {
  label: string;
  verdict: Verdict;
  reason?: VerdictReason;
  key?: string;
  small?: boolean;
}

const CHOICES: readonly Choice[] = [
  { label: "Confirm", verdict: "approve", key: "e" },
  { label: "False positive", verdict: "false_positive", key: "x" },
  { label: "Expected here", verdict: "false_positive", reason: "expected_here" },
  { label: "Reject action", verdict: "reject" },
  { label: "Useful", verdict: "useful", small: true },
  { label: "Not useful", verdict: "not_useful", small: true },
];

/** The verdicts on a case, with an optional note, and what the last one changed. */
export function VerdictBar({ caseId, currency, giveVerdict, rerunTriage }: VerdictBarProps) {
  const { settledId } = useSelection();
  const [note, setNote] = useState("");
  const [given, setGiven] = useState<{ label: string; response: FeedbackResponse } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [sending, startTransition] = useTransition();
  const give = ({ label, verdict, reason }: Choice) => {
    if (sending) return;
    startTransition(async () => {
      const result = await giveVerdict({ caseId, verdict, reason, note: note.trim() || undefined });
      setProblem(result.ok ? null : result.problem);
      if (result.ok) setGiven({ label, response: result.data });
    });
  };
  const byKey = (key: string) => () => {
    const choice = CHOICES.find((candidate) => candidate.key === key);
    if (choice && settledId === caseId) give(choice);
  };
  useShortcuts({ e: byKey("e"), x: byKey("x") });
  return (
    <section className={styles.outcome} aria-label="Verdict">
      <div className={styles.verdicts}>
        {CHOICES.map((choice) => (
          <button
            key={choice.label}
            type="button"
            className={`btn ${choice.small ? "small" : ""}`}
            disabled={sending}
            onClick={() => give(choice)}
          >
            {choice.label} {choice.key && <kbd>{choice.key.toUpperCase()}</kbd>}
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
      <div role="status" className={styles.outcome}>
        {sending && <p className="sm muted">Recording</p>}
        {!sending && given && <Given label={given.label} response={given.response} currency={currency} />}
      </div>
      {!sending && given && <RerunButton rerunTriage={rerunTriage} small />}
      {problem && <ProblemNote problem={problem} />}
    </section>
  );
}

function Given({ label, response, currency }: { label: string; response: FeedbackResponse; currency: string }) {
  return (
    <div className="note done">
      <div>
        <b>{label} recorded.</b>{" "}
        {response.learning.length === 0
          ? "It moves no figure. A later verdict of yours replaces it."
          : "Numbers change at the next rerun; a later verdict of yours replaces this one."}
        <ul className="plain-list">
          {response.learning.map((update) => (
            <li key={update.id}>
              <b>{update.title}</b> ({update.status}): <LearningChange update={update} currency={currency} />.{" "}
              {update.why}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
