"use client";

import type { MouseEvent, ReactNode } from "react";
import { AttentionChip, OutcomeChip } from "@/app/_components/chips";
import type { Case } from "@/lib/contract/case";
import styles from "./case-list.module.css";
import { useTriage } from "./triage-state.client";

/** A row of the list: chosen by its box, opened by its title, marked while it is the open one. */
export function CaseRow({
  id,
  title,
  critical,
  children,
}: {
  id: string;
  title: string;
  critical: boolean;
  children: ReactNode;
}) {
  const { currentId, selection } = useTriage();
  return (
    <tr data-selected={currentId === id || undefined} data-critical={critical || undefined}>
      <td className={styles.box}>
        <input
          type="checkbox"
          aria-label={`Choose ${title}`}
          checked={selection.has(id)}
          onChange={({ nativeEvent }) =>
            selection.toggle(id, "shiftKey" in nativeEvent && nativeEvent.shiftKey === true)
          }
        />
      </td>
      {children}
    </tr>
  );
}

/** Chooses every case of the page. */
export function ChooseAll() {
  const { cases, selection } = useTriage();
  const some = selection.ids.length > 0;
  const all = some && selection.ids.length === cases.length;
  return (
    <input
      type="checkbox"
      aria-label="Choose every case of this page"
      checked={all}
      ref={(box) => {
        if (box) box.indeterminate = some && !all;
      }}
      onChange={selection.toggleAll}
    />
  );
}

/** The title as a link: a plain click opens the case beside the list at once. */
export function CaseTitle({ id, href, children }: { id: string; href: string; children: ReactNode }) {
  const { cases, currentId, open } = useTriage();
  const onClick = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    // On a phone the case has a page of its own, and the list is not beside it.
    if (window.matchMedia?.("(max-width: 1000px)").matches) return;
    event.preventDefault();
    open(cases.find((one) => one.id === id));
  };
  return (
    <a className={styles.title} href={href} onClick={onClick} aria-current={currentId === id || undefined}>
      {children}
    </a>
  );
}

/** Outcome, attention and status as they are shown: what a person just did at once. */
export function RowState({ one }: { one: Pick<Case, "id" | "outcome" | "status" | "attention"> }) {
  const { outcome, status, attention } = useTriage().changes.shown(one);
  return (
    <>
      <OutcomeChip outcome={outcome} />
      {outcome === one.outcome && <AttentionChip attention={attention} />}
      {status !== "open" && <span className="xs faint">{status.replaceAll("_", " ")}</span>}
    </>
  );
}
