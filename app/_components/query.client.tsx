"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Refusal } from "./refusal";

/** How long what was read counts as current, ms: the server's own pages bring news anyway. */
const FRESH_MS = 5_000;

/** A refusal is an answer: only a call that got none is made again. */
function retryOnce(failures: number, error: Error): boolean {
  return failures < 1 && !(error instanceof Refusal);
}

/** One cache a browser tab for what leaves read and change by themselves. */
export function QueryProvider({ children }: { children: ReactNode }) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          queries: { staleTime: FRESH_MS, retry: retryOnce, refetchOnWindowFocus: false },
          // Offline, a change is refused at once instead of waiting unseen.
          mutations: { retry: false, networkMode: "always" },
        },
      }),
  );
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
