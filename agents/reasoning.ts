import type { z } from "zod";
import { recordTrace } from "@/db/traces";
import type { Trace } from "@/lib/contract/evaluation";
import { messageOf } from "@/lib/errors";
import type { Context } from "./context";

/** A versioned prompt: data in, text out. Rows and notes go into `user` as delimited data, never as instructions. */
export interface Prompt {
  version: string;
  system: string;
  user: string;
}

export interface ReasoningCall<T> {
  agent: Trace["agent"];
  purpose: string;
  prompt: Prompt;
  schemaName: string;
  schema: z.ZodType<T>;
  /** What the call is about, as stored in the trace. */
  input: unknown;
  /** The deterministic way to the same kind of answer. */
  rules: () => T;
  runId?: string | undefined;
  signal?: AbortSignal | undefined;
}

export interface ReasoningResult<T> {
  value: T;
  source: "llm" | "rules";
  /** The model's name, or `rules`: what the page shows beside the text. */
  by: string;
  /** Why the model's answer was not used; null when it was, or when none is configured. */
  fallbackReason: string | null;
}

/** The part of a context that a reasoning call works with. */
export type ReasoningContext = Pick<Context, "db" | "datasetId" | "llm" | "clock" | "newId">;

/** Asks the model when one is configured, else (or when it fails) the rules; either way one trace is kept. */
export async function reason<T>(context: ReasoningContext, call: ReasoningCall<T>): Promise<ReasoningResult<T>> {
  const started = context.clock().getTime();
  const { llm } = context;
  const trace = (result: Pick<Trace, "output" | "source" | "model" | "fallbackReason"> & Partial<Trace>) =>
    recordTrace(context.db, context.datasetId, {
      id: context.newId("trace"),
      runId: call.runId ?? null,
      agent: call.agent,
      purpose: call.purpose,
      promptVersion: call.prompt.version,
      input: call.input,
      durationMs: context.clock().getTime() - started,
      promptTokens: null,
      completionTokens: null,
      costUsd: null,
      at: context.clock().toISOString(),
      ...result,
    });
  let fallbackReason: string | null = null;
  if (llm) {
    try {
      const answer = await llm.structured({
        purpose: call.purpose,
        promptVersion: call.prompt.version,
        system: call.prompt.system,
        user: call.prompt.user,
        schemaName: call.schemaName,
        schema: call.schema,
        ...(call.signal ? { signal: call.signal } : {}),
      });
      const { value, model, promptTokens, completionTokens, costUsd } = answer;
      trace({ output: value, source: "llm", model, fallbackReason: null, promptTokens, completionTokens, costUsd });
      return { value, source: "llm", by: model, fallbackReason: null };
    } catch (error) {
      fallbackReason = messageOf(error);
    }
  }
  const value = call.rules();
  trace({ output: value, source: "rules", model: llm?.model ?? null, fallbackReason });
  return { value, source: "rules", by: "rules", fallbackReason };
}
