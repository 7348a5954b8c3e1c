"use client";

import { EmptyState } from "./empty-state";

/** The number under which the server's log holds the error; its words stay on the server. */
function digestOf(error: unknown): string | null {
  return error instanceof Error && "digest" in error && typeof error.digest === "string" ? error.digest : null;
}

/** A page that could not be shown: what is safe to say, and a way to try again. */
export function ErrorPanel({ error, retry }: { error: unknown; retry: () => void }) {
  const digest = digestOf(error);
  return (
    <section className="card" role="alert">
      <EmptyState title="This page could not be shown.">
        <p>Nothing was changed. The server&apos;s log says why{digest ? ` under ${digest}` : ""}.</p>
        <button type="button" className="btn" onClick={() => retry()}>
          Try again
        </button>
      </EmptyState>
    </section>
  );
}
