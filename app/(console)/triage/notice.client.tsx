"use client";

import { LearningChange } from "@/app/_components/learning-change";
import { ProblemNote } from "@/app/_components/problem-note";
import type { FeedbackResponse } from "@/lib/contract/feedback";
import { useTriage } from "./triage-state.client";
import type { Notice } from "./use-triage-changes.client";

/** What became of the last thing a person did, what it changed, and the way back. */
export function NoticeNote({ notice, currency = "USD" }: { notice: Notice; currency?: string }) {
  const { changes, cases, currentId } = useTriage();
  const { text, problem, response, refused = [], caseId } = notice;
  const elsewhere = caseId !== null && caseId !== currentId;
  if (problem) {
    return (
      <>
        <p className="sm">{text}</p>
        <ProblemNote problem={problem} />
      </>
    );
  }
  return (
    <div className={`note ${refused.length > 0 ? "caution" : "done"}`}>
      <div>
        <div className="row">
          <b>{text}</b>
          {elsewhere && response && <span>{cases.find((one) => one.id === caseId)?.title}</span>}
          {changes.canUndo && (
            <button type="button" className="link-btn" onClick={changes.undo}>
              Undo <kbd>U</kbd>
            </button>
          )}
        </div>
        {response && <Learned response={response} currency={currency} />}
        {refused.map((one) => (
          <p key={one.caseId}>Not moved: {one.reason}</p>
        ))}
      </div>
    </div>
  );
}

function Learned({ response, currency }: { response: FeedbackResponse; currency: string }) {
  return (
    <>
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
    </>
  );
}
