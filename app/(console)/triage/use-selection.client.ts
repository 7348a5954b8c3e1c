"use client";

import { useState } from "react";

export interface Selection {
  /** The chosen cases that the list still has, in its order. */
  ids: string[];
  has(id: string): boolean;
  /** Chooses or drops one case; with `range`, chooses all from the last one touched up to it. */
  toggle(id: string, range: boolean): void;
  /** Chooses all of the page, or none when all are chosen. */
  toggleAll(): void;
  clear(): void;
}

/** The cases of the page that a bulk change is for. */
export function useSelection(listed: readonly string[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [anchor, setAnchor] = useState<string | null>(null);
  const ids = listed.filter((id) => chosen.has(id));
  return {
    ids,
    has: (id) => chosen.has(id),
    toggle(id, range) {
      setAnchor(id);
      setChosen((before) => {
        const next = new Set(before);
        const [from, to] = [listed.indexOf(anchor ?? ""), listed.indexOf(id)];
        if (range && from >= 0 && to >= 0) {
          for (const between of listed.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(between);
        } else if (!next.delete(id)) next.add(id);
        return next;
      });
    },
    toggleAll: () => setChosen(new Set(ids.length === listed.length ? [] : listed)),
    clear: () => setChosen(new Set()),
  };
}
