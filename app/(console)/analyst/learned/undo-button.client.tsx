"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import type { AnalystActions } from "../analyst-actions";

export interface UndoButtonProps {
  eventId: string;
  what: string;
  teach: AnalystActions["teach"];
}

/** Takes one lesson back: a new entry in the log, nothing is erased. */
export function UndoButton({ eventId, what, teach }: UndoButtonProps) {
  const router = useRouter();
  const [fault, setFault] = useState("");
  const [sending, startTransition] = useTransition();
  const undo = () =>
    startTransition(async () => {
      const result = await teach({ kind: "undo", eventId, why: "taken back on the page" });
      if (result.ok) router.refresh();
      else setFault(result.problem.detail);
    });
  return (
    <>
      <span role="status" className="xs hot">
        {fault}
      </span>
      <button type="button" className="btn small" disabled={sending} onClick={undo} aria-label={`Undo: ${what}`}>
        Undo
      </button>
    </>
  );
}
