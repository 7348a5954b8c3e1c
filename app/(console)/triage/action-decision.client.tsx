"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { ProblemNote } from "@/app/_components/problem-note";
import { dataOf, problemOf } from "@/app/_components/refusal";
import type { ActionDecision as Decision } from "@/lib/contract/action";
import styles from "./case-detail.module.css";
import type { TriageActions } from "./triage-actions";
import { caseKey } from "./use-triage-changes.client";

export interface ActionDecisionProps {
  actionId: string;
  caseId: string;
  decide: TriageActions["decide"];
}

/** Approve or deny with a name; the server refuses whoever asked for the action, and the form comes back with why. */
export function ActionDecision({ actionId, caseId, decide }: ActionDecisionProps) {
  const queries = useQueryClient();
  const deciding = useMutation({
    mutationFn: async (decision: Decision) => dataOf(await decide(actionId, decision)),
    onSuccess: () => queries.invalidateQueries({ queryKey: caseKey(caseId) }),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const decidedBy = String(new FormData(event.currentTarget).get("decidedBy") ?? "").trim();
    const { submitter } = event.nativeEvent as SubmitEvent;
    const decision = submitter?.getAttribute("value") === "deny" ? "deny" : "approve";
    deciding.mutate({ decision, decidedBy });
  };
  const { variables, isPending, isSuccess, error } = deciding;
  const said = variables?.decision === "deny" ? "Denied" : "Approved";
  return (
    <form className={styles.decision} onSubmit={submit}>
      {(isPending || isSuccess) && (
        <p className="sm" role="status">
          {said} by {variables?.decidedBy}
          {isPending && <span className="faint"> (recording)</span>}
        </p>
      )}
      <div className={styles.decision} hidden={isPending || isSuccess}>
        <label className="label">
          Your name
          <input className="field" name="decidedBy" required maxLength={80} autoComplete="name" />
        </label>
        <button className="btn" type="submit" value="approve">
          Approve
        </button>
        <button className="btn" type="submit" value="deny">
          Deny
        </button>
      </div>
      {error && <ProblemNote problem={problemOf(error)} />}
    </form>
  );
}
