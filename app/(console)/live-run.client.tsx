"use client";

import { useRouter } from "next/navigation";
import { createContext, type ReactNode, useContext, useEffect, useState, useTransition } from "react";
import { followRun } from "@/app/_components/follow-run.client";
import { ProblemNote } from "@/app/_components/problem-note";
import { useShortcuts } from "@/app/_components/shortcuts.client";
import type { Problem } from "@/lib/contract/problem";
import type { Run } from "@/lib/contract/run";
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

const EARLY_REFRESH_MS = 1000;

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
    let early: ReturnType<typeof setTimeout> | undefined;
    const stop = followRun(followed, {
      onRun: (run) => {
        setStreamed(run);
        // Cases and actions stand from here on: when the rest takes its time, the page shows them before the end.
        const hasActed = run.steps.some((step) => step.key === "act" && step.durationMs !== null);
        if (hasActed) early ??= setTimeout(() => router.refresh(), EARLY_REFRESH_MS);
      },
      onEnd: () => {
        clearTimeout(early);
        setFollowed(null);
        router.refresh();
      },
      onLost: () => {
        setDisconnected(true);
        setFollowed(null);
      },
    });
    return () => {
      clearTimeout(early);
      stop();
    };
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
