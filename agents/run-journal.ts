import { EventEmitter } from "node:events";
import { createRun, finishRun, getRun, listRunEvents, updateStep } from "@/db/runs";
import type { Degradation, Run, RunEvent, RunKind, StepKey } from "@/lib/contract/run";
import { summarizeChanges } from "@/lib/detection/summarize-changes";
import { messageOf } from "@/lib/errors";
import type { Context } from "./context";

const LABELS: Record<StepKey, string> = {
  monitor: "Monitor",
  plan: "Plan",
  detect: "Detect",
  triage: "Triage",
  act: "Act",
  evaluate: "Evaluate",
  learn: "Learn",
};

const STEPS: Record<RunKind, readonly StepKey[]> = {
  investigation: ["monitor", "plan", "detect", "triage", "act", "evaluate", "learn"],
  triage: ["detect", "triage", "act", "evaluate", "learn"],
};

/** What a step answers: its sentence for the timeline, and what it could not do as asked. */
export interface StepResult<T> {
  value: T;
  summary: string;
  degraded?: Degradation[];
}

export interface RunJournal {
  runId: string;
  /** Runs one step, journals its start and end, and passes its value on. A throw fails the step and the run. */
  step<T>(key: StepKey, work: () => Promise<StepResult<T>>): Promise<T>;
  end(
    outcome: Pick<Run, "reasoning" | "changes" | "detectors"> & { degraded: Degradation[]; error: string | null },
  ): Run;
}

/** Opens a run in the journal. Steps that a run's kind does not have cannot be taken. */
export function openRun(context: Context, kind: RunKind, memoryVersion: string): RunJournal {
  const { db, clock, datasetId } = context;
  const runId = context.newId("run");
  const startedAt = clock();
  createRun(
    db,
    datasetId,
    { id: runId, kind, startedAt: startedAt.toISOString(), memoryVersion },
    STEPS[kind].map((key) => ({ key, label: LABELS[key] })),
  );
  const publish = (id: number, type: RunEvent["type"]) => bus().emit(runId, { id, type, run: getRun(db, runId) });
  const move = (key: StepKey, change: Parameters<typeof updateStep>[3], type: "step-start" | "step-end") =>
    publish(updateStep(db, runId, key, change, { type, at: clock().toISOString() }), type);
  return {
    runId,
    async step(key, work) {
      const started = clock();
      const elapsed = () => clock().getTime() - started.getTime();
      move(key, { status: "running", startedAt: started.toISOString() }, "step-start");
      try {
        const { value, summary, degraded = [] } = await work();
        move(key, { status: degraded.length > 0 ? "degraded" : "ok", summary, durationMs: elapsed() }, "step-end");
        return value;
      } catch (error) {
        move(key, { status: "failed", summary: messageOf(error), durationMs: elapsed() }, "step-end");
        throw error;
      }
    },
    end({ degraded, error, changes: all, ...found }) {
      const finished = clock();
      const status = error ? "failed" : degraded.length > 0 ? "degraded" : "ok";
      const durationMs = finished.getTime() - startedAt.getTime();
      const end = {
        ...found,
        ...summarizeChanges(all),
        degraded,
        error,
        status,
        finishedAt: finished.toISOString(),
        durationMs,
      } as const;
      publish(finishRun(db, runId, end, finished.toISOString()), "run-end");
      return getRun(db, runId);
    },
  };
}

/** Journaled events after `afterId`, each with the run as it is now, then live ones until the run ends or `stop`. */
export function followRun(
  context: Context,
  runId: string,
  afterId: number,
  listener: (event: RunEvent) => void,
): () => void {
  let last = afterId;
  const pass = (event: RunEvent) => {
    if (event.id <= last) return;
    last = event.id;
    listener(event);
  };
  bus().on(runId, pass);
  const run = getRun(context.db, runId);
  for (const { id, type } of listRunEvents(context.db, runId, afterId)) pass({ id, type, run });
  return () => bus().off(runId, pass);
}

const BUS = Symbol.for("opsiq.runs");
const holder = globalThis as typeof globalThis & { [BUS]?: EventEmitter };

/** One bus a process, shared by every module graph that Next makes. */
function bus(): EventEmitter {
  holder[BUS] ??= new EventEmitter().setMaxListeners(0);
  return holder[BUS];
}
