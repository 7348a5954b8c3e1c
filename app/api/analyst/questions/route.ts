import { getContext } from "@/agents/context";
import { keepQuestion } from "@/agents/questions";
import { listSavedQuestions } from "@/db/questions";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const GET = route(OPERATIONS.listQuestions, async () => {
  const { db, datasetId } = await getContext();
  return { questions: listSavedQuestions(db, datasetId) };
});

export const POST = route(OPERATIONS.saveQuestion, async ({ body }) => keepQuestion(await getContext(), body));
