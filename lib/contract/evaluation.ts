import { z } from "zod";

/**
 * A figure that may not be known yet. `value` null means "not enough evidence" and `reason` says what is missing.
 * `low` and `high` bound a 90 % interval where one can be given.
 */
export const Figure = z.object({
  id: z.string(),
  label: z.string(),
  value: z.number().nullable(),
  unit: z.enum(["share", "count", "cents", "seconds", "score"]),
  low: z.number().nullable(),
  high: z.number().nullable(),
  n: z.number().int(),
  reason: z.string().nullable(),
});
export type Figure = z.infer<typeof Figure>;

export const Evaluation = z.object({
  id: z.string(),
  runId: z.string(),
  at: z.string(),
  figures: z.array(Figure),
  /** Plain sentences: what the run shows and what would make it better. */
  assessment: z.string(),
  suggestions: z.array(z.string()),
  source: z.string(),
  /** Reliability bins over live verdicts; empty below the evidence floor. */
  reliability: z.array(z.object({ stated: z.number(), confirmed: z.number(), n: z.number().int() })),
});
export type Evaluation = z.infer<typeof Evaluation>;

/** The record of one reasoning call, by a model or by the rules. Unknown tokens and cost are null, never 0. */
export const Trace = z.object({
  id: z.string(),
  runId: z.string().nullable(),
  agent: z.enum(["orchestrator", "evaluator", "memory", "analyst", "triage", "monitor", "action"]),
  purpose: z.string(),
  promptVersion: z.string(),
  input: z.unknown(),
  output: z.unknown(),
  source: z.enum(["llm", "rules"]),
  model: z.string().nullable(),
  /** Why the model's answer was not used, when one was asked. */
  fallbackReason: z.string().nullable(),
  durationMs: z.number(),
  promptTokens: z.number().int().nullable(),
  completionTokens: z.number().int().nullable(),
  costUsd: z.number().nullable(),
  at: z.string(),
});
export type Trace = z.infer<typeof Trace>;
