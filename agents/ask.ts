import { recordGap } from "@/db/questions";
import { recordTrace } from "@/db/traces";
import type { AnalystRequest, Answer } from "@/lib/contract/analyst";
import { normalise } from "@/lib/semantic/normalise";
import { answerQuestion } from "./analyst";
import { readLanguageState } from "./analyst-language";
import { MODEL_LIMIT_MS } from "./analyst-model";
import type { Context } from "./context";
import { answerByRawSql } from "./raw-sql";

/** What the analyst's verbs need of the house. */
export type AskContext = Pick<
  Context,
  "warehouse" | "llm" | "model" | "db" | "datasetId" | "clock" | "newId" | "settings" | "openSandbox"
>;

/**
 * Answers a question about the running dataset with what people taught the analyst; each call of a model leaves a
 * trace, each refused question a coverage gap. When the metric layer has no metric and the second path is switched
 * on, a model's guarded SQL answers instead. Throws as `answerQuestion`.
 */
export async function ask(context: AskContext, request: AnalystRequest): Promise<Answer> {
  const { warehouse, llm, model, db, datasetId, clock, newId } = context;
  const modelSignal = AbortSignal.timeout(MODEL_LIMIT_MS);
  const answer = await answerQuestion(
    {
      warehouse,
      llm,
      model,
      modelSignal,
      language: readLanguageState(context),
      recordTrace: (trace) => recordTrace(db, datasetId, { ...trace, id: newId("trace"), at: clock().toISOString() }),
    },
    request,
  );
  if (!answer.refusal || request.question === undefined) return answer;
  noteGap(context, request.question, answer.refusal.code);
  return (await answerByRawSql(context, request.question, answer, modelSignal)) ?? answer;
}

const KEPT_LETTERS = 200;

function noteGap(context: AskContext, asked: string, code: NonNullable<Answer["refusal"]>["code"]): void {
  const question = asked
    .replaceAll(/[\p{C}\s]+/gu, " ")
    .trim()
    .slice(0, KEPT_LETTERS);
  const questionKey = normalise(question).text || question;
  const at = context.clock().toISOString();
  recordGap(context.db, context.datasetId, { questionKey, question, code, at });
}
