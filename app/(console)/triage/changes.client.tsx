"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { TriageActions } from "./triage-actions";
import { type TriageChanges, useTriageChanges } from "./use-triage-changes.client";

const ChangesContext = createContext<TriageChanges | null>(null);

export function useChanges(): TriageChanges {
  const changes = useContext(ChangesContext);
  if (!changes) throw new Error("useChanges needs a ChangesProvider above it");
  return changes;
}

export interface ChangesProviderProps {
  actions: Pick<TriageActions, "giveVerdict" | "retract" | "setStatus">;
  children: ReactNode;
}

/** Holds what is being changed, and how to undo it, while the pages of Triage come and go. */
export function ChangesProvider({ actions, children }: ChangesProviderProps) {
  return <ChangesContext value={useTriageChanges(actions)}>{children}</ChangesContext>;
}
