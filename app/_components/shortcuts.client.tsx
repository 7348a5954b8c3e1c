"use client";

import { useEffect, useRef, useSyncExternalStore } from "react";

const STORAGE_KEY = "opsiq.single-keys";
const CHANGED = "opsiq-single-keys";

function readEnabled(): boolean {
  return localStorage.getItem(STORAGE_KEY) !== "off";
}

function subscribe(listener: () => void): () => void {
  window.addEventListener("storage", listener);
  window.addEventListener(CHANGED, listener);
  return () => {
    window.removeEventListener("storage", listener);
    window.removeEventListener(CHANGED, listener);
  };
}

/** Whether single keys act. They do until a person turns them off (WCAG 2.1.4). */
export function useSingleKeys(): boolean {
  return useSyncExternalStore(subscribe, readEnabled, () => true);
}

function typesInto(target: EventTarget | null): boolean {
  const fields = "input:not([type='checkbox']), textarea, select, [contenteditable], dialog";
  return target instanceof HTMLElement && target.closest(fields) !== null;
}

/** Runs a handler for a single key (named in lower case), unless a person is typing, holds a modifier, or turned single keys off. */
export function useShortcuts(handlers: Record<string, (event: KeyboardEvent) => void>): void {
  const enabled = useSingleKeys();
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    if (!enabled) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
      if (typesInto(event.target)) return;
      const key = event.key.toLowerCase();
      const isActivation = key === "enter" && event.target instanceof HTMLElement;
      if (isActivation && event.target.closest("a, button, summary")) return;
      const handler = latest.current[key];
      if (!handler) return;
      event.preventDefault();
      handler(event);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [enabled]);
}

/** The off switch of single keys, kept in this browser. */
export function SingleKeysSwitch() {
  const enabled = useSingleKeys();
  const toggle = () => {
    localStorage.setItem(STORAGE_KEY, enabled ? "off" : "on");
    window.dispatchEvent(new Event(CHANGED));
  };
  return (
    <label className="row xs muted">
      <input type="checkbox" checked={enabled} onChange={toggle} />
      Single keys
    </label>
  );
}
