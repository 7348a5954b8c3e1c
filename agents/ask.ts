import { recordTrace } from "@/db/traces";
import type { AnalystRequest, Answer } from "@/lib/contract/analyst";
import { answerQuestion } from "./analyst";
import type { Context } from "./context";

/** Answers a question about the running dataset; each answer leaves a trace. Throws as `answerQuestion`. */
export function ask(context: Context, request: AnalystRequest): Promise<Answer> {
  const { warehouse, llm, model, db, datasetId, clock, newId } = context;
  return answerQuestion(
    {
      warehouse,
      llm,
      model,
      recordTrace: (trace) => recordTrace(db, datasetId, { ...trace, id: newId("trace"), at: clock().toISOString() }),
    },
    request,
  );
}
