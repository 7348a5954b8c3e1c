import { Suspense } from "react";
import { answerForPage, answerPinned } from "@/agents/answer-page";
import { type Context, getContext } from "@/agents/context";
import { describeModel, savedHrefQueries } from "@/agents/questions";
import { ProblemNote } from "@/app/_components/problem-note";
import { listSavedQuestions } from "@/db/questions";
import type { SavedQuestion } from "@/lib/contract/questions";
import { runAction } from "@/lib/http/action";
import { removeSaved, saveQuestion, teachAnalyst } from "./actions";
import { AnswerView } from "./answer-view";
import { type ParsedQuestion, parseQuestion } from "./parse-question";
import { PinCard } from "./pin-card";
import { queryHref } from "./question-href";
import { compareSnapshots, type Snapshot } from "./snapshot";
import { Start } from "./start";
import type { Suggestion } from "./suggest-questions";
import { AnalystView } from "./view";

export const metadata = { title: "Analyst" };

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

const ACTIONS = { save: saveQuestion, remove: removeSaved, teach: teachAnalyst };

export default async function AnalystPage({ searchParams }: { searchParams: SearchParams }) {
  const { warehouse, model } = await getContext();
  const asked = parseQuestion(await searchParams);
  const { metrics, dimensions } = describeModel(model, warehouse?.dataset.asOf ?? "");
  const suggestions: Suggestion[] = [
    ...metrics.flatMap((metric) => metric.examples.map((text) => ({ text, kind: "question" as const }))),
    ...metrics.map(({ label }) => ({ text: label, kind: "metric" as const })),
    ...dimensions.map(({ label }) => ({ text: label.toLowerCase(), kind: "dimension" as const })),
  ];
  return (
    <AnalystView
      question={asked.question}
      ignored={asked.ignored}
      hasData={warehouse !== null}
      suggestions={suggestions}
    >
      {asked.request ? (
        <Suspense key={JSON.stringify(asked.request)} fallback={<p role="status">Reading the data</p>}>
          <AnswerOf asked={asked} request={asked.request} />
        </Suspense>
      ) : (
        <StartOf />
      )}
    </AnalystView>
  );
}

type Request = NonNullable<ParsedQuestion["request"]>;

async function AnswerOf({ asked, request }: { asked: ParsedQuestion; request: Request }) {
  const context = await getContext();
  const { question, tab } = asked;
  const result = await runAction(() => answerForPage(context, request, question));
  if (!result.ok) return <ProblemNote problem={result.problem} />;
  const snapshot = snapshotOf(context);
  return (
    <AnswerView
      question={question}
      answer={result.data.answer}
      around={result.data.around}
      tab={tab}
      snapshot={snapshot}
      snapshotNote={asked.snapshot && compareSnapshots(asked.snapshot, snapshot)}
      chosen={request.semanticQuery !== undefined}
      continues={request.previous !== undefined || request.semanticQuery !== undefined}
      model={describeModel(context.model, snapshot.asOf)}
      actions={ACTIONS}
    />
  );
}

function snapshotOf({ warehouse, datasetId }: Context): Snapshot {
  return { datasetId, loadedAt: warehouse?.dataset.loadedAt ?? "", asOf: warehouse?.dataset.asOf ?? "" };
}

async function StartOf() {
  const context = await getContext();
  const saved = listSavedQuestions(context.db, context.datasetId);
  const queries = context.warehouse ? await savedHrefQueries(context, saved) : {};
  const hrefs = Object.fromEntries(
    saved.map((one) => [one.id, queryHref(queries[one.id] ?? one.semanticQuery, one.question ?? "")]),
  );
  const pins = saved
    .filter((one) => one.pinned)
    .map((one) => (
      <Suspense key={one.id} fallback={<p role="status">Reading the data</p>}>
        <Pin saved={one} href={hrefs[one.id] ?? "/analyst"} />
      </Suspense>
    ));
  return <Start saved={saved} hrefs={hrefs} pins={pins} remove={removeSaved} />;
}

async function Pin({ saved, href }: { saved: SavedQuestion; href: string }) {
  const context = await getContext();
  const result = await runAction(() => answerPinned(context, saved));
  const shown = result.ok ? { ok: true as const, answer: result.data } : result;
  return <PinCard title={saved.title} href={href} result={shown} />;
}
