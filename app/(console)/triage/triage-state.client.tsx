"use client";

import { createContext, type ReactNode, useContext } from "react";
import { useShortcuts } from "@/app/_components/shortcuts.client";
import type { GivenStatus } from "@/lib/contract/case";
import type { TriageActions } from "./triage-actions";
import { type ListedCase, type OpenCase, useOpenCase } from "./use-open-case.client";
import { type Selection, useSelection } from "./use-selection.client";
import { type TriageChanges, useTriageChanges } from "./use-triage-changes.client";

interface TriageState extends OpenCase {
  cases: readonly ListedCase[];
  selection: Selection;
  changes: TriageChanges;
  /** Moves the chosen cases, or the open one when none is chosen. */
  moveTo(status: GivenStatus): void;
}

const TriageContext = createContext<TriageState | null>(null);

export function useTriage(): TriageState {
  const state = useContext(TriageContext);
  if (!state) throw new Error("useTriage needs a TriageProvider above it");
  return state;
}

export interface TriageProviderProps {
  /** The case the server put into detail. */
  shownId: string | null;
  cases: ListedCase[];
  nextPage: string | null;
  actions: TriageActions;
  children: ReactNode;
}

/**
 * What the parts of the Triage page share: the open case, the chosen ones, and what is being changed. Every key acts
 * on the case that is on the page when it is pressed, whatever the server is still busy with.
 */
export function TriageProvider({ shownId, cases, nextPage, actions, children }: TriageProviderProps) {
  const opened = useOpenCase(shownId, cases, nextPage);
  const selection = useSelection(cases.map((one) => one.id));
  const changes = useTriageChanges(actions, cases);
  const { currentId } = opened;

  const moveTo = (status: GivenStatus) => {
    const caseIds = selection.ids.length > 0 ? selection.ids : currentId ? [currentId] : [];
    if (caseIds.length === 0) return;
    changes.move({ caseIds, status });
    if (selection.ids.length > 0) selection.clear();
    else if (status === "closed") opened.move(1);
  };
  const step = (by: 1 | -1) => (event: KeyboardEvent) => {
    if (event.shiftKey && currentId) {
      selection.toggle(currentId, true);
      const neighbour = cases[cases.findIndex((one) => one.id === currentId) + by];
      if (neighbour && !selection.has(neighbour.id)) selection.toggle(neighbour.id, true);
    }
    opened.move(by);
  };
  useShortcuts({
    j: step(1),
    k: step(-1),
    enter: opened.enter,
    s: () => currentId && selection.toggle(currentId, false),
    escape: selection.clear,
    c: () => moveTo("closed"),
    i: () => moveTo("investigating"),
    o: () => moveTo("open"),
    u: changes.undo,
  });
  return <TriageContext value={{ ...opened, cases, selection, changes, moveTo }}>{children}</TriageContext>;
}
