"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { ProblemNote } from "@/app/_components/problem-note";
import type { Problem } from "@/lib/contract/problem";
import type { DetectorActions } from "../detector-actions";

export interface UndoButtonProps {
  detectorId: string;
  eventId: string;
  what: string;
  undo: DetectorActions["undo"];
}

/** Takes one change back; the next run applies it. */
export function UndoButton({ detectorId, eventId, what, undo }: UndoButtonProps) {
  const router = useRouter();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [sending, startTransition] = useTransition();
  const send = () =>
    startTransition(async () => {
      const result = await undo(detectorId, { eventId });
      setProblem(result.ok ? null : result.problem);
      if (result.ok) router.refresh();
    });
  return (
    <div className="row">
      <button type="button" className="btn small" disabled={sending} onClick={send} aria-label={`Undo: ${what}`}>
        Undo
      </button>
      {problem && <ProblemNote problem={problem} />}
    </div>
  );
}
