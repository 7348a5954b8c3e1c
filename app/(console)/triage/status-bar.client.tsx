"use client";

import type { Case } from "@/lib/contract/case";
import { useTriage } from "./triage-state.client";

/** Closing, taking up and reopening the case, each with its key. */
export function StatusBar({ status }: Pick<Case, "status">) {
  const { moveTo, selection } = useTriage();
  if (selection.ids.length > 0) return <p className="xs faint">The keys C, I and O act on the chosen cases.</p>;
  return (
    <div className="row">
      {status !== "closed" && (
        <button type="button" className="btn small" onClick={() => moveTo("closed")}>
          Close <kbd>C</kbd>
        </button>
      )}
      {status === "open" && (
        <button type="button" className="btn small" onClick={() => moveTo("investigating")}>
          Investigate <kbd>I</kbd>
        </button>
      )}
      {(status === "closed" || status === "investigating") && (
        <button type="button" className="btn small" onClick={() => moveTo("open")}>
          Reopen <kbd>O</kbd>
        </button>
      )}
    </div>
  );
}
