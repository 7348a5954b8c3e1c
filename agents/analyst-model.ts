import type { SemanticQuery } from "@/lib/contract/analyst";
import type { Trace } from "@/lib/contract/evaluation";
import { messageOf } from "@/lib/errors";
import type { Llm } from "@/lib/ports";
import type { ParseContext } from "@/lib/semantic/parse-types";
import { queryFault } from "@/lib/semantic/query-fault";
import { ANALYST_PROMPT_VERSION, analystPrompt, ModelReading } from "./prompts/analyst";

const TIME_LIMIT_MS = 8000;

/** What asking a model takes: the model, where its calls are recorded, and the caller's time limit. */
export interface ModelContext {
  llm: Llm | null;
  recordTrace(trace: Omit<Trace, "id" | "at">): void;
  signal?: AbortSignal;
}

/** The model's reading of a question, checked against the metric model; null on any failure, with the reason traced. */
export async function readWithModel(
  context: ModelContext,
  parse: ParseContext,
  question: string,
): Promise<SemanticQuery | null> {
  const { llm } = context;
  if (!llm) return null;
  const prompt = analystPrompt(parse.model, parse.asOf, parse.firstDay, question);
  const trace = {
    runId: null,
    agent: "analyst" as const,
    purpose: "read-question",
    promptVersion: ANALYST_PROMPT_VERSION,
    input: { question: question.slice(0, 600) },
    model: llm.model,
  };
  try {
    const signals = [AbortSignal.timeout(TIME_LIMIT_MS), ...(context.signal ? [context.signal] : [])];
    const result = await llm.structured({
      purpose: "read-question",
      promptVersion: ANALYST_PROMPT_VERSION,
      ...prompt,
      schemaName: "semantic_reading",
      schema: ModelReading,
      maxTokens: 600,
      signal: AbortSignal.any(signals),
    });
    const { query } = result.value;
    const fault = query ? (queryFault(parse.model, query) ?? outside(query, parse)) : "the model found no reading";
    context.recordTrace({
      ...trace,
      output: result.value,
      source: "llm",
      fallbackReason: fault,
      durationMs: result.durationMs,
      promptTokens: result.promptTokens,
      completionTokens: result.completionTokens,
      costUsd: result.costUsd,
    });
    return fault === null ? query : null;
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
    return null;
  }
}

/** Values the data does not have and windows outside it are no readings. */
function outside(query: SemanticQuery, parse: ParseContext): string | null {
  if (query.time.from > parse.asOf || query.time.to <= parse.firstDay) return "the window lies outside the data";
  for (const { dim, values } of query.filters) {
    const known = new Set((parse.lexicon.values.get(dim) ?? []).map((one) => one.value));
    const unknown = values.find((value) => !known.has(value));
    if (unknown !== undefined) return `the data has no ${dim} ${unknown.slice(0, 40)}`;
  }
  return null;
}
