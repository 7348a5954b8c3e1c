"use client";

import { useRouter } from "next/navigation";
import { createContext, type ReactNode, useContext, useEffect, useState, useTransition } from "react";
import { ProblemNote } from "@/app/_components/problem-note";
import { useShortcuts } from "@/app/_components/shortcuts.client";
import type { Problem } from "@/lib/contract/problem";
import type { Run, RunEvent } from "@/lib/contract/run";
import type { ActionResult } from "@/lib/http/action";

export type StartRun = () => Promise<ActionResult<{ runId: string }>>;

interface LiveRun {
  run: Run | null;
  busy: boolean;
  problem: Problem | null;
  /** The stream broke before the run ended. */
  disconnected: boolean;
  start(): void;
}

const LiveRunContext = createContext<LiveRun | null>(null);

export function useLiveRun(): LiveRun {
  const live = useContext(LiveRunContext);
  if (!live) throw new Error("useLiveRun needs a LiveRunProvider above it");
  return live;
}

/** Follows the running run from the server's events; a reload in mid-run takes up the same run. */
export function LiveRunProvider({
  initialRun,
  startRun,
  children,
}: {
  initialRun: Run | null;
  startRun: StartRun;
  children: ReactNode;
}) {
  const router = useRouter();
  const [followed, setFollowed] = useState<string | null>(initialRun?.status === "running" ? initialRun.id : null);
  const [streamed, setStreamed] = useState<Run | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [disconnected, setDisconnected] = useState(false);
  const [starting, startTransition] = useTransition();

  useEffect(() => {
    if (!followed) return;
    const source = new EventSource(`/api/runs/${encodeURIComponent(followed)}/events`);
    const finish = () => {
      source.close();
      setFollowed(null);
      router.refresh();
    };
    source.addEventListener("run", (message) => {
      const event: unknown = JSON.parse(message.data);
      if (!isRunEvent(event)) return;
      setStreamed(event.run);
      if (event.type === "run-end") finish();
    });
    source.addEventListener("run-end", finish);
    source.addEventListener("error", () => {
      if (source.readyState !== EventSource.CLOSED) return;
      setDisconnected(true);
      setFollowed(null);
    });
    return () => source.close();
  }, [followed, router]);

  const start = () => {
    if (followed || starting) return;
    startTransition(async () => {
      const result = await startRun();
      setDisconnected(false);
      setProblem(result.ok ? null : result.problem);
      if (result.ok) setFollowed(result.data.runId);
    });
  };
  const run = newerRun(initialRun, streamed);
  return (
    <LiveRunContext value={{ run, busy: starting || followed !== null, problem, disconnected, start }}>
      {children}
    </LiveRunContext>
  );
}

/** Our own server wrote it; the shape alone is checked, so that the schemas stay out of the page's script. */
function isRunEvent(value: unknown): value is RunEvent {
  return typeof value === "object" && value !== null && "run" in value && "type" in value;
}

/** The page's run once the server has re-rendered past the streamed one, the streamed one before. */
function newerRun(initial: Run | null, streamed: Run | null): Run | null {
  if (!streamed || !initial) return streamed ?? initial;
  if (initial.id === streamed.id) return initial.finishedAt ? initial : streamed;
  return initial.startedAt > streamed.startedAt ? initial : streamed;
}

/** Starts an investigation; the page's one primary button. */
export function RunButton() {
  const { busy, start } = useLiveRun();
  useShortcuts({ r: start });
  return (
    <button type="button" className="btn pri" onClick={start} disabled={busy}>
      {busy ? "Running" : "Run investigation"} <kbd>R</kbd>
    </button>
  );
}

/** What stands in the way of a run, or of seeing it live. */
export function RunTrouble() {
  const { problem, disconnected } = useLiveRun();
  if (problem) return <ProblemNote problem={problem} />;
  if (!disconnected) return null;
  return (
    <p className="note caution" role="status">
      The live view lost its connection. The run goes on; reload to see where it is.
    </p>
  );
}
