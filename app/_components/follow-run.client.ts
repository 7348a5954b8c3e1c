"use client";

import type { Run, RunEvent } from "@/lib/contract/run";

export interface RunFollower {
  onRun?(run: Run): void;
  onEnd(): void;
  /** The stream closed before the run ended. */
  onLost(): void;
}

/** Follows a run's event stream until it ends; the answer stops it. */
export function followRun(runId: string, follower: RunFollower): () => void {
  const source = new EventSource(`/api/runs/${encodeURIComponent(runId)}/events`);
  let ended = false;
  const finish = () => {
    if (ended) return;
    ended = true;
    source.close();
    follower.onEnd();
  };
  source.addEventListener("run", (message) => {
    const event: unknown = JSON.parse(message.data);
    if (!isRunEvent(event)) return;
    follower.onRun?.(event.run);
    if (event.type === "run-end") finish();
  });
  source.addEventListener("run-end", finish);
  source.addEventListener("error", () => {
    if (!ended && source.readyState === EventSource.CLOSED) follower.onLost();
  });
  return () => source.close();
}

/** Our own server wrote it; the shape alone is checked, so that the schemas stay out of the page's script. */
function isRunEvent(value: unknown): value is RunEvent {
  return typeof value === "object" && value !== null && "run" in value && "type" in value;
}
