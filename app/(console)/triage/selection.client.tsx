"use client";

import { useRouter } from "next/navigation";
import { createContext, type ReactNode, useContext, useState, useTransition } from "react";
import { useShortcuts } from "@/app/_components/shortcuts.client";

interface Selection {
  /** The case the list marks: the one in detail, or the one being opened. */
  markedId: string | null;
  /** The case whose detail is on the page; null while another is being opened, so that no key acts on the wrong one. */
  settledId: string | null;
}

const SelectionContext = createContext<Selection>({ markedId: null, settledId: null });

export function useSelection(): Selection {
  return useContext(SelectionContext);
}

export interface SelectionProviderProps {
  shownId: string | null;
  cases: { id: string; href: string }[];
  children: ReactNode;
}

/** J and K open the next and the previous case of the list, Enter the marked one. */
export function SelectionProvider({ shownId, cases, children }: SelectionProviderProps) {
  const router = useRouter();
  const [wantedId, setWantedId] = useState<string | null>(null);
  const [moving, startTransition] = useTransition();
  const markedId = moving && wantedId ? wantedId : shownId;
  const at = cases.findIndex((one) => one.id === markedId);

  const open = (target: { id: string; href: string } | undefined) => {
    if (!target) return;
    setWantedId(target.id);
    startTransition(() => router.replace(target.href, { scroll: false }));
  };
  useShortcuts({
    j: () => open(cases[at + 1]),
    k: () => open(at > 0 ? cases[at - 1] : undefined),
    enter: () => {
      const target = cases[at];
      if (target) router.push(target.href);
    },
  });
  return <SelectionContext value={{ markedId, settledId: moving ? null : shownId }}>{children}</SelectionContext>;
}

/** A row of the list, marked while it is the selected one. */
export function CaseRow({ id, critical, children }: { id: string; critical: boolean; children: ReactNode }) {
  const { markedId } = useSelection();
  return (
    <tr data-selected={markedId === id || undefined} data-critical={critical || undefined}>
      {children}
    </tr>
  );
}
