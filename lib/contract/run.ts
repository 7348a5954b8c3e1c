import { z } from "zod";
import { Action } from "./action";
import { Case } from "./case";
import { Totals } from "./money";

export const RunStatus = z.enum(["running", "ok", "degraded", "failed"]);
export type RunStatus = z.infer<typeof RunStatus>;

export const RunKind = z.enum(["investigation", "triage"]);
export type RunKind = z.infer<typeof RunKind>;

export const StepKey = z.enum(["monitor", "plan", "detect", "triage", "act", "evaluate", "learn"]);
export type StepKey = z.infer<typeof StepKey>;

/** One named stage of a run. `summary` is the sentence the timeline shows. */
export const RunStep = z.object({
  key: StepKey,
  label: z.string(),
  status: z.enum(["pending", "running", "ok", "degraded", "failed"]),
  summary: z.string(),
  startedAt: z.string().nullable(),
  durationMs: z.number().nullable(),
});
export type RunStep = z.infer<typeof RunStep>;

/** Something a run could not do as asked, in words: which part, and why. */
export const Degradation = z.object({ part: z.string(), reason: z.string() });
export type Degradation = z.infer<typeof Degradation>;

/** One thought of an agent: its source is `rules` or the model's name. */
export const Reasoning = z.object({
  agent: z.enum(["orchestrator", "evaluator", "memory", "analyst"]),
  step: z.string(),
  text: z.string(),
  source: z.string(),
});
export type Reasoning = z.infer<typeof Reasoning>;

/** How a run moved one case. */
export const CaseChange = z.object({
  caseId: z.string(),
  change: z.enum(["new", "changed", "same", "reopened", "healed"]),
  title: z.string(),
  impactCents: z.number().int(),
  /** Absent or true: the cents are the case's impact. False: it is unknown. */
  impactKnown: z.boolean().optional(),
  currency: z.string(),
});
export type CaseChange = z.infer<typeof CaseChange>;

/** How many cases a run moved in one way, and their money in one currency. */
export const ChangeTotal = z.object({
  change: CaseChange.shape.change,
  currency: z.string(),
  count: z.number().int(),
  impactCents: z.number().int(),
});
export type ChangeTotal = z.infer<typeof ChangeTotal>;

export const DetectorReport = z.object({
  id: z.string(),
  title: z.string(),
  status: z.enum(["ok", "skipped", "failed"]),
  /** Why it was skipped or failed: `needs refunds.approved_by`. */
  reason: z.string().nullable(),
  cases: z.number().int(),
  durationMs: z.number(),
});
export type DetectorReport = z.infer<typeof DetectorReport>;

export const Run = z.object({
  id: z.string(),
  kind: RunKind,
  status: RunStatus,
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  durationMs: z.number().nullable(),
  /** The memory version the run used, `v0` before anything was learned. */
  memoryVersion: z.string(),
  steps: z.array(RunStep),
  degraded: z.array(Degradation),
  reasoning: z.array(Reasoning),
  /** What moved, most money first, then what stayed: at most 200 of them. */
  changes: z.array(CaseChange),
  /** All changes added up, those that `changes` leaves out too. */
  changeTotals: z.array(ChangeTotal),
  detectors: z.array(DetectorReport),
  error: z.string().nullable(),
});
export type Run = z.infer<typeof Run>;

/** The answer of `POST /api/monitor/run` and `POST /api/triage/rerun`. */
export const RunResult = z.object({
  runId: z.string(),
  status: RunStatus,
  cases: z.array(Case),
  totals: Totals,
  actions: z.array(Action),
  degraded: z.array(Degradation),
  reasoning: z.array(Reasoning),
});
export type RunResult = z.infer<typeof RunResult>;

/** What the live timeline receives: the whole run, each time something moved. */
export const RunEvent = z.object({
  id: z.number().int(),
  type: z.enum(["step-start", "step-end", "run-end"]),
  run: Run,
});
export type RunEvent = z.infer<typeof RunEvent>;
