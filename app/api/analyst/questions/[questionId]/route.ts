import { getContext } from "@/agents/context";
import { removeQuestion } from "@/agents/questions";
import { OPERATIONS } from "@/lib/contract/operations";
import { route } from "@/lib/http/route";

export const DELETE = route(OPERATIONS.deleteQuestion, async ({ params }) =>
  removeQuestion(await getContext(), params.questionId),
);
