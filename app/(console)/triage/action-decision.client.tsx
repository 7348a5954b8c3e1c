"use client";

import { type FormEvent, useState, useTransition } from "react";
import { ProblemNote } from "@/app/_components/problem-note";
import type { Problem } from "@/lib/contract/problem";
import styles from "./case-detail.module.css";
import type { TriageActions } from "./triage-actions";

/** Approve or deny with a name; the server refuses whoever asked for the action. */
export function ActionDecision({ actionId, decide }: { actionId: string; decide: TriageActions["decide"] }) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [deciding, startTransition] = useTransition();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const decidedBy = String(new FormData(event.currentTarget).get("decidedBy") ?? "").trim();
    const { submitter } = event.nativeEvent as SubmitEvent;
    const decision = submitter?.getAttribute("value") === "deny" ? "deny" : "approve";
    startTransition(async () => {
      const result = await decide(actionId, { decision, decidedBy });
      setProblem(result.ok ? null : result.problem);
    });
  };
  return (
    <form className={styles.decision} onSubmit={submit}>
      <label className="label">
        Your name
        <input className="field" name="decidedBy" required maxLength={80} autoComplete="name" />
      </label>
      <button className="btn" type="submit" value="approve" disabled={deciding}>
        Approve
      </button>
      <button className="btn" type="submit" value="deny" disabled={deciding}>
        Deny
      </button>
      {problem && <ProblemNote problem={problem} />}
    </form>
  );
}
