"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { formatAge } from "@/app/_components/format-time";
import { ProblemNote } from "@/app/_components/problem-note";
import { dataOf, problemOf } from "@/app/_components/refusal";
import { useShortcuts } from "@/app/_components/shortcuts.client";
import type { Action, ActionStatus } from "@/lib/contract/action";
import { ActionDecision } from "./action-decision.client";
import styles from "./case-detail.module.css";
import type { TriageActions } from "./triage-actions";
import { caseKey } from "./use-triage-changes.client";

const STATUS_WORDS: Record<ActionStatus, string> = {
  sending: "being sent",
  sent: "sent",
  failed: "failed",
  unknown: "outcome unknown, not sent again",
  pending_approval: "waits for approval",
  denied: "denied",
};

export interface ActionPanelProps {
  caseId: string;
  recommendedAction: string;
  caseActions: Action[];
  askForAction: TriageActions["askForAction"];
  decide: TriageActions["decide"];
  now: string;
}

/** The recommended action, the way to ask for it, and what became of every action asked so far. */
export function ActionPanel({ caseId, recommendedAction, caseActions, askForAction, decide, now }: ActionPanelProps) {
  const queries = useQueryClient();
  const asking = useMutation({
    mutationFn: async () => dataOf(await askForAction(caseId, {})),
    onSuccess: () => queries.invalidateQueries({ queryKey: caseKey(caseId) }),
  });
  const isWaiting =
    asking.isPending ||
    asking.isSuccess ||
    caseActions.some(
      (action) => action.kind === "recommended" && ["pending_approval", "sending", "sent"].includes(action.status),
    );
  const ask = () => {
    if (!isWaiting) asking.mutate();
  };
  useShortcuts({ a: ask });
  return (
    <div className={styles.panel}>
      <div className={styles.ask}>
        <div>
          <b>{recommendedAction}</b>
          <p className="sm muted">Nothing is sent before a second person approves it.</p>
        </div>
        <button type="button" className="btn pri" onClick={ask} disabled={isWaiting}>
          {isWaiting ? "Asked" : "Ask for approval"} <kbd>A</kbd>
        </button>
      </div>
      {asking.error && <ProblemNote problem={problemOf(asking.error)} />}
      {caseActions.map((action) => (
        <div key={action.id} className={styles.asked}>
          <div className="row">
            <b>{action.title}</b>
            <span className="chip">{STATUS_WORDS[action.status]}</span>
            <span className="chip">{action.mode}</span>
          </div>
          <p className="xs muted">
            {action.kind.replaceAll("_", " ")}, asked by {action.requestedBy} ({action.policy}),{" "}
            {formatAge(action.createdAt, now)}
            {action.decidedBy && `, decided by ${action.decidedBy}`}
            {action.externalId && `, ${action.externalId}`}
            {action.error && `. ${action.error}`}
          </p>
          {action.status === "pending_approval" && (
            <ActionDecision actionId={action.id} caseId={caseId} decide={decide} />
          )}
        </div>
      ))}
    </div>
  );
}
