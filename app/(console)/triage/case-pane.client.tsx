"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { EmptyState } from "@/app/_components/empty-state";
import { ProblemNote } from "@/app/_components/problem-note";
import { readApi } from "@/app/_components/read-api.client";
import { problemOf } from "@/app/_components/refusal";
import { CaseDetail } from "./case-detail";
import type { CaseDetailData } from "./case-detail-data";
import type { TriageActions } from "./triage-actions";
import { useTriage } from "./triage-state.client";
import { caseKey } from "./use-triage-changes.client";
import { VerdictBar } from "./verdict-bar.client";

/** Neighbours read ahead, so that the next case is there when its key is pressed. */
const AHEAD = [1, 2, -1];

const caseQuery = (caseId: string | null) => ({
  queryKey: caseKey(caseId),
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    readApi<CaseDetailData>(`/triage/cases/${encodeURIComponent(caseId ?? "")}`, signal),
});

/** The open case: the server's own rendering of it first, then whatever the keys bring. */
export function CasePane({ detail, actions, now }: { detail: CaseDetailData; actions: TriageActions; now: string }) {
  const { currentId, cases, changes } = useTriage();
  const queries = useQueryClient();
  const initialData = detail.case.id === currentId ? detail : undefined;
  const { data, error } = useQuery({ ...caseQuery(currentId), initialData, enabled: currentId !== null });
  useEffect(() => {
    queries.setQueryData(caseKey(detail.case.id), detail);
  }, [queries, detail]);
  useEffect(() => {
    const at = cases.findIndex((one) => one.id === currentId);
    if (at < 0) return;
    for (const step of AHEAD) {
      const neighbour = cases[at + step];
      if (neighbour) void queries.prefetchQuery(caseQuery(neighbour.id));
    }
  }, [queries, cases, currentId]);
  if (data) {
    return (
      <CaseDetail
        one={changes.shown(data.case)}
        events={data.events}
        caseActions={data.actions}
        feedback={data.feedback}
        actions={actions}
        now={now}
      />
    );
  }
  const title = cases.find((one) => one.id === currentId)?.title ?? "Case";
  return (
    <article className="card" aria-label={title}>
      <EmptyState title={title}>
        {error ? <ProblemNote problem={problemOf(error)} /> : <p role="status">Opening its rows</p>}
      </EmptyState>
      {currentId && !error && (
        <div className="pad">
          <VerdictBar
            key={`verdict ${currentId}`}
            caseId={currentId}
            currency={detail.case.currency}
            feedback={[]}
            rerunTriage={actions.rerunTriage}
          />
        </div>
      )}
    </article>
  );
}
