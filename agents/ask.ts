import { recordTrace } from "@/db/traces";
import type { AnalystRequest, Answer } from "@/lib/contract/analyst";
import { answerQuestion } from "./analyst";
import type { Context } from "./context";
import { answerByRawSql } from "./raw-sql";

/**
 * Answers a question about the running dataset; each answer leaves a trace. When the metric layer has no metric and
 * the second path is switched on, a model's guarded SQL answers instead. Throws as `answerQuestion`.
 */
export async function ask(context: Context, request: AnalystRequest): Promise<Answer> {
  const { warehouse, llm, model, db, datasetId, clock, newId } = context;
  const answer = await answerQuestion(
    {
      warehouse,
      llm,
      model,
      recordTrace: (trace) => recordTrace(db, datasetId, { ...trace, id: newId("trace"), at: clock().toISOString() }),
    },
    request,
  );
  return (request.question && (await answerByRawSql(context, request.question, answer))) || answer;
}
