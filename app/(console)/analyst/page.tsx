import { Suspense } from "react";
import { ask } from "@/agents/ask";
import { getContext } from "@/agents/context";
import { ProblemNote } from "@/app/_components/problem-note";
import type { AnalystRequest } from "@/lib/contract/analyst";
import { runAction } from "@/lib/http/action";
import { AnswerView } from "./answer-view";
import { type AnswerTab, parseQuestion } from "./parse-question";
import { AnalystView } from "./view";

export const metadata = { title: "Analyst" };

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export default async function AnalystPage({ searchParams }: { searchParams: SearchParams }) {
  const { warehouse } = await getContext();
  const { request, question, tab, ignored } = parseQuestion(await searchParams);
  return (
    <AnalystView question={question} ignored={ignored} hasData={warehouse !== null}>
      {request && (
        <Suspense key={JSON.stringify(request)} fallback={<p role="status">Reading the data</p>}>
          <AnswerOf request={request} question={question} tab={tab} />
        </Suspense>
      )}
    </AnalystView>
  );
}

interface AnswerOfProps {
  request: AnalystRequest;
  question: string;
  tab: AnswerTab | null;
}

async function AnswerOf({ request, question, tab }: AnswerOfProps) {
  const context = await getContext();
  const result = await runAction(() => ask(context, request));
  if (!result.ok) return <ProblemNote problem={result.problem} />;
  return <AnswerView question={question} answer={result.data} tab={tab} />;
}
