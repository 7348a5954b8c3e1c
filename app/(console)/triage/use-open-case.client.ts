"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState, useTransition } from "react";

/** A case of the page's list, as far as its neighbours need to know it. */
export interface ListedCase {
  id: string;
  title: string;
  href: string;
}

export interface OpenCase {
  /** The case on the page; another takes its place in the moment it is asked for. */
  currentId: string | null;
  open(target: ListedCase | undefined): void;
  /** Opens the neighbour; past the end of the list, its next page. */
  move(step: 1 | -1): void;
  /** The address of the open case, for a page of its own. */
  enter(): void;
}

/** Which case is open. The address follows, and so does whoever changes the address. */
export function useOpenCase(shownId: string | null, cases: readonly ListedCase[], nextPage: string | null): OpenCase {
  const router = useRouter();
  const [currentId, setCurrentId] = useState(shownId);
  const [moving, startTransition] = useTransition();
  useEffect(() => {
    if (!moving) setCurrentId(shownId);
  }, [moving, shownId]);

  // A judged case may leave the list: its place is where its neighbours are found.
  const place = useRef(0);
  const found = cases.findIndex((one) => one.id === currentId);
  useEffect(() => {
    if (found >= 0) place.current = found;
  }, [found]);

  const open = (target: ListedCase | undefined) => {
    if (!target || target.id === currentId) return;
    setCurrentId(target.id);
    startTransition(() => router.replace(target.href, { scroll: false }));
  };
  return {
    currentId,
    open,
    move(step) {
      const at = found >= 0 ? found + step : place.current + (step > 0 ? 0 : -1);
      if (at >= cases.length && nextPage && step > 0) startTransition(() => router.push(nextPage));
      else open(cases[at]);
    },
    enter() {
      const target = cases[found];
      if (target) router.push(target.href);
    },
  };
}
