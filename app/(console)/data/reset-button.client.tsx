"use client";

import { useState, useTransition } from "react";
import { ProblemNote } from "@/app/_components/problem-note";
import type { Problem } from "@/lib/contract/problem";
import type { DataActions } from "./data-actions";

/** Puts the demo back to its start, after a second click that says what goes. */
export function ResetButton({ reset, disabled }: { reset: DataActions["reset"]; disabled: boolean }) {
  const [asking, setAsking] = useState(false);
  const [said, setSaid] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [resetting, startTransition] = useTransition();
  const confirm = () =>
    startTransition(async () => {
      const result = await reset();
      setAsking(false);
      setProblem(result.ok ? null : result.problem);
      setSaid(result.ok ? "Reset." : "");
    });
  return (
    <div className="row">
      {asking ? (
        <>
          <span className="sm">Cases, verdicts, memory and actions of this data will be gone.</span>
          <button type="button" className="btn" onClick={confirm} disabled={resetting}>
            {resetting ? "Resetting" : "Yes, reset"}
          </button>
          <button type="button" className="btn" onClick={() => setAsking(false)} disabled={resetting}>
            Keep
          </button>
        </>
      ) : (
        <button type="button" className="btn" onClick={() => setAsking(true)} disabled={disabled}>
          Reset demo
        </button>
      )}
      <span role="status" className="xs faint">
        {said}
      </span>
      {problem && <ProblemNote problem={problem} />}
    </div>
  );
}
