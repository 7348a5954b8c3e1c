"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState, useTransition } from "react";
import type { Problem } from "@/lib/contract/problem";
import type { ActionResult } from "@/lib/http/action";
import { followRun } from "./follow-run.client";
import { ProblemNote } from "./problem-note";

export interface RerunButtonProps {
  rerunTriage: () => Promise<ActionResult<{ runId: string }>>;
  small?: boolean;
}

/** Detects again with the current memory, and shows the new numbers when the run has ended. */
export function RerunButton({ rerunTriage, small = false }: RerunButtonProps) {
  const router = useRouter();
  const [followed, setFollowed] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [outcome, setOutcome] = useState("");
  const [starting, startTransition] = useTransition();
  useEffect(() => {
    if (!followed) return;
    const settle = (text: string) => {
      setFollowed(null);
      setOutcome(text);
      router.refresh();
    };
    return followRun(followed, {
      onEnd: () => settle("Rerun finished."),
      onLost: () => settle("The live view lost its connection; the rerun goes on."),
    });
  }, [followed, router]);
  const start = () =>
    startTransition(async () => {
      setOutcome("");
      const result = await rerunTriage();
      setProblem(result.ok ? null : result.problem);
      if (result.ok) setFollowed(result.data.runId);
    });
  const busy = starting || followed !== null;
  return (
    <span className="row">
      <button type="button" className={`btn ${small ? "small" : ""}`} onClick={start} disabled={busy}>
        {busy ? "Rerunning" : "Rerun triage"}
      </button>
      <span className="xs faint" role="status">
        {busy ? "" : outcome}
      </span>
      {problem && <ProblemNote problem={problem} />}
    </span>
  );
}
