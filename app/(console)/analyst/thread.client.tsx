"use client";

import Link from "next/link";
import { useEffect, useSyncExternalStore } from "react";
import styles from "./view.module.css";

/** One asked question of a thread: its words, its exact address and the sentence it got. */
export interface ThreadEntry {
  question: string;
  href: string;
  lead: string;
}

const STORAGE_KEY = "opsiq.analyst.thread";
const CHANGED = "opsiq-analyst-thread";
const MAX_ENTRIES = 12;
const NOTHING = "[]";

const readText = () => sessionStorage.getItem(STORAGE_KEY) ?? NOTHING;

function subscribe(listener: () => void): () => void {
  window.addEventListener(CHANGED, listener);
  return () => window.removeEventListener(CHANGED, listener);
}

function isEntry(value: unknown): value is ThreadEntry {
  if (typeof value !== "object" || value === null) return false;
  const { question, href, lead } = value as Partial<Record<keyof ThreadEntry, unknown>>;
  return (
    typeof question === "string" && typeof lead === "string" && typeof href === "string" && href.startsWith("/analyst?")
  );
}

/** The entries of a stored thread; what this tab did not write is no thread. */
export function parseThread(text: string): ThreadEntry[] {
  try {
    const stored: unknown = JSON.parse(text);
    return Array.isArray(stored) ? stored.filter(isEntry).slice(-MAX_ENTRIES) : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function write(entries: readonly ThreadEntry[]): void {
  sessionStorage.setItem(STORAGE_KEY, JSON.stringify(entries.slice(-MAX_ENTRIES)));
  window.dispatchEvent(new Event(CHANGED));
}

/**
 * The questions before this one, oldest first, each with its answer's sentence; kept in this tab alone. A question
 * that continues nothing starts a thread of its own.
 */
export function Thread({ entry, continues }: { entry: ThreadEntry; continues: boolean }) {
  const text = useSyncExternalStore(subscribe, readText, () => NOTHING);
  const entries = parseThread(text);
  useEffect(() => {
    const known = parseThread(readText());
    if (known.some((one) => one.href === entry.href)) return;
    write(continues ? [...known, entry] : [entry]);
  }, [entry, continues]);
  const place = entries.findIndex((one) => one.href === entry.href);
  const earlier = place < 0 ? [] : entries.filter((_, at) => at !== place);
  if (earlier.length === 0) return null;
  return (
    <nav className={styles.thread} aria-label="Thread">
      <ol>
        {earlier.map((one) => (
          <li key={one.href}>
            <Link href={one.href} prefetch={false}>
              {one.question}
            </Link>{" "}
            <span className="faint">{one.lead}</span>
          </li>
        ))}
      </ol>
      <Link className="xs faint" href="/analyst" onClick={() => write([])}>
        New thread
      </Link>
    </nav>
  );
}
