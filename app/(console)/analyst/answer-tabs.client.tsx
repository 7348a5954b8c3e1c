"use client";

import { type KeyboardEvent, type ReactNode, useId, useState } from "react";
import styles from "./answer.module.css";

export interface AnswerPanel {
  id: string;
  label: string;
  content: ReactNode;
}

/** One panel at a time. The open tab goes into the address without asking the question again. */
export function AnswerTabs({
  panels,
  initial,
  children,
}: {
  panels: readonly AnswerPanel[];
  initial: string;
  children: ReactNode;
}) {
  const prefix = useId();
  const [open, setOpen] = useState(initial);
  const current = panels.find((panel) => panel.id === open) ?? panels[0];
  const show = (id: string) => {
    setOpen(id);
    const address = new URL(window.location.href);
    address.searchParams.set("tab", id);
    window.history.replaceState(null, "", address);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0 || !current) return;
    const next = panels[(panels.indexOf(current) + step + panels.length) % panels.length];
    if (!next) return;
    show(next.id);
    document.getElementById(`${prefix}-${next.id}`)?.focus();
  };
  return (
    <>
      <div
        className="pad"
        role="tabpanel"
        id={`${prefix}-panel`}
        aria-labelledby={`${prefix}-${current?.id}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a tab panel without controls takes the focus itself
        tabIndex={0}
      >
        {current?.content}
      </div>
      <div className={styles.tabs}>
        <div role="tablist" aria-label="Ways to see the answer" className={styles.tablist} onKeyDown={onKeyDown}>
          {panels.map((panel) => (
            <button
              key={panel.id}
              type="button"
              role="tab"
              id={`${prefix}-${panel.id}`}
              aria-selected={panel === current}
              aria-controls={`${prefix}-panel`}
              tabIndex={panel === current ? 0 : -1}
              onClick={() => show(panel.id)}
            >
              {panel.label}
            </button>
          ))}
        </div>
        <span className="grow" />
        {children}
      </div>
    </>
  );
}
