import type { SemanticQuery } from "@/lib/contract/analyst";
import type { Trace } from "@/lib/contract/evaluation";
import { messageOf } from "@/lib/errors";
import type { Llm } from "@/lib/ports";
import type { ParseContext } from "@/lib/semantic/parse-types";
import { settleReading } from "@/lib/semantic/settle-reading";
import { analystPrompt, modelReadingSchema } from "./prompts/analyst";

/** All that a model may cost one question, ms, whatever it is asked: then the answer of the rules goes out. */
export const MODEL_LIMIT_MS = 8000;
/** How often a reading that does not fit goes back with what is wrong with it. */
const REPAIRS = 2;

/** What asking a model takes: the model, where its calls are recorded, and the caller's time limit. */
export interface ModelContext {
  llm: Llm | null;
  recordTrace(trace: Omit<Trace, "id" | "at">): void;
  /** Ends what is spent on a model for one question. */
  modelSignal?: AbortSignal;
  signal?: AbortSignal;
}

/**
 * The model's readings of a question, each checked against the metric model and the data: one, or several to choose
 * from. Empty when it has none and on any failure, with the reason traced. They are offered, never answered with.
 */
export async function readWithModel(
  context: ModelContext,
  parse: ParseContext,
  question: string,
  known: readonly SemanticQuery[],
): Promise<SemanticQuery[]> {
  const { llm } = context;
  if (!llm) return [];
  const prompt = analystPrompt(parse, question, known);
  const trace = {
    runId: null,
    agent: "analyst" as const,
    purpose: "read the question",
    promptVersion: prompt.version,
    input: { question: question.slice(0, 600) },
    model: llm.model,
  };
  const limit = context.modelSignal ?? AbortSignal.timeout(MODEL_LIMIT_MS);
  try {
    const { value, durationMs, promptTokens, completionTokens, costUsd } = await llm.structured({
      purpose: "read the question",
      promptVersion: prompt.version,
      system: prompt.system,
      user: prompt.user,
      schemaName: "semantic_reading",
      schema: modelReadingSchema(parse),
      repairs: REPAIRS,
      signal: context.signal ? AbortSignal.any([limit, context.signal]) : limit,
    });
    const found = value.reading === "query" ? (value.query ? [value.query] : []) : value.options;
    const fallbackReason = value.reading === "none" ? "the model found no reading" : null;
    context.recordTrace({
      ...trace,
      output: value,
      source: "llm",
      fallbackReason,
      durationMs,
      promptTokens,
      completionTokens,
      costUsd,
    });
    return value.reading === "none" ? [] : found.map((bare) => settleReading(parse, bare));
  } catch (error) {
    context.recordTrace({
      ...trace,
      output: null,
      source: "rules",
      fallbackReason: messageOf(error),
      durationMs: 0,
      promptTokens: null,
      completionTokens: null,
      costUsd: null,
    });
    return [];
  }
}
