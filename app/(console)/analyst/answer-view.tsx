import Link from "next/link";
import type { ReactNode } from "react";
import type { AnswerSurroundings } from "@/agents/answer-page";
import { Chart } from "@/app/_components/chart";
import { SourceChip } from "@/app/_components/chips";
import { ConfidenceBars, formatConfidence } from "@/app/_components/confidence";
import type { Measure } from "@/app/_components/format-value";
import type { Answer } from "@/lib/contract/analyst";
import type { AnalystActions } from "./analyst-actions";
import styles from "./answer.module.css";
import { type AnswerPanel, AnswerTabs } from "./answer-tabs.client";
import { AnswerTools } from "./answer-tools.client";
import type { AnswerTab } from "./parse-question";
import { queryHref, questionHref } from "./question-href";
import type { EditorModel } from "./reading-editor.client";
import { ReadingLine } from "./reading-line";
import { ResultTable } from "./result-table";
import type { Snapshot } from "./snapshot";
import { splitAnswer } from "./split-answer";
import { Thread } from "./thread.client";
import { VerdictLine } from "./verdict-line.client";
import { type PartLinks, WhyPanel } from "./why-panel";

export interface AnswerViewProps {
  question: string;
  answer: Answer;
  around: AnswerSurroundings;
  tab: AnswerTab | null;
  snapshot: Snapshot;
  /** Said when a link was made on other data. */
  snapshotNote: string | null;
  /** Whether the question continues the one before. */
  continues: boolean;
  /** Whether the address holds an exact query, so that the words may mean something else. */
  chosen: boolean;
  model: EditorModel;
  actions: AnalystActions;
}

const SOURCE_WORDS: Record<Answer["source"], string> = { parser: "rules", llm: "model", verified: "verified question" };
const MODEL_WORDS: Record<NonNullable<Answer["secondReading"]>, string> = {
  agrees: "model agrees",
  differs: "model reads it differently",
  offered: "model offers a reading",
};

/** Who read the question; "no LLM" where no model had a part in it, whatever the reason. */
function sourceWords({ source, secondReading }: Answer): string {
  if (source === "llm") return SOURCE_WORDS.llm;
  return `${SOURCE_WORDS[source]}, ${secondReading ? MODEL_WORDS[secondReading] : "no LLM"}`;
}

/** The unit a why report is in: that of the chart, else that of the first measured column. */
function whyMeasure({ chart, columns }: Answer): Measure {
  const column = columns.find((one) => one.unit === "cents") ?? columns.find((one) => one.unit === "pct");
  return chart ?? column ?? { unit: "cents", currency: null };
}

/** The sentence, how sure it is and why, then chart, table, SQL and definitions, each one click deeper. */
export function AnswerView(props: AnswerViewProps) {
  const { question, answer, around, tab, snapshot, actions, model } = props;
  const { semanticQuery } = answer;
  const link = semanticQuery ? queryHref(semanticQuery, question, snapshot) : null;
  const links = drillLinks(around);
  const panels = answerPanels(answer, links.drivers);
  const { lead, details } = splitAnswer(answer.answer);
  const names = Object.fromEntries([...model.metrics, ...model.dimensions].map((one) => [one.id, one.label]));
  return (
    <div className="stack">
      {semanticQuery && <input type="hidden" form="ask" name="prev" value={JSON.stringify(semanticQuery)} />}
      {link && <Thread entry={{ question: question || lead, href: link, lead }} continues={props.continues} />}
      <ReadingLine question={question} answer={answer} reading={around.reading} model={model} />
      {props.snapshotNote && (
        <p className="note caution" role="status">
          {props.snapshotNote}
        </p>
      )}
      <article className="card" aria-label="Answer">
        <div className={`pad ${styles.head}`}>
          <div className="stack" style={{ gap: 8 }}>
            {answer.refusal && (
              <p>
                <span className="chip warn">not answered: {answer.refusal.code.replaceAll("_", " ")}</span>
              </p>
            )}
            <p className={styles.lead}>{emphasizeMoney(lead)}</p>
            {details && <p className={`muted ${styles.details}`}>{details}</p>}
            <p className="xs faint">
              {answer.freshness.text} <SourceChip source={sourceWords(answer)} />
            </p>
          </div>
          {!answer.refusal && <ConfidenceBox confidence={answer.confidence} />}
        </div>
        {panels.length > 0 && (
          <AnswerTabs panels={panels} initial={tab ?? panels[0]?.id ?? "table"}>
            <AnswerTools
              key={link}
              question={props.chosen ? "" : question}
              semanticQuery={semanticQuery}
              columns={answer.columns}
              rows={answer.rows}
              chart={answer.chart}
              link={link}
              saved={around.saved && { id: around.saved.id, pinned: around.saved.pinned }}
              save={actions.save}
              remove={actions.remove}
            />
          </AnswerTabs>
        )}
        {semanticQuery && question !== "" && (
          <VerdictLine
            key={link}
            question={question}
            semanticQuery={semanticQuery}
            verified={around.verified}
            lessons={around.lessons}
            names={names}
            teach={actions.teach}
          />
        )}
      </article>
      {answer.why && <WhyPanel why={answer.why} measure={whyMeasure(answer)} links={links} names={names} />}
      <Chips title="Ask instead" questions={otherQuestions(answer)} answer={answer} />
      <Chips title="Go on with" questions={answer.refusal ? [] : answer.followUps} answer={answer} />
    </div>
  );
}

/** The questions a refusal offers, but for those that stand above as readings to choose from. */
function otherQuestions({ refusal, clarification }: Answer): string[] {
  const offered = new Set(clarification?.options.map((option) => option.label));
  return (refusal?.alternatives ?? []).filter((text) => !offered.has(text));
}

/** A part's own question has no words yet: the box stays empty, or they would be taken for this narrower reading. */
function drillLinks({ drill }: AnswerSurroundings) {
  const toLinks = (queries: Record<string, Parameters<typeof queryHref>[0]>): PartLinks =>
    Object.fromEntries(Object.entries(queries).map(([label, query]) => [label, queryHref(query, "")]));
  const segments = Object.entries(drill?.segments ?? {}).map(([dim, queries]) => [dim, toLinks(queries)] as const);
  return { drivers: toLinks(drill?.drivers ?? {}), segments: Object.fromEntries(segments) };
}

/** The sentence with its amounts in bold: money first, in words too. A number keeps its per cent sign on its line. */
function emphasizeMoney(sentence: string): ReactNode[] {
  const text = sentence.replaceAll(/(\d) %/g, "$1\u00a0%");
  const parts: ReactNode[] = [];
  let end = 0;
  for (const match of text.matchAll(/[-+]?[$€£¥]\d[\d,]*(?:\.\d+)?/g)) {
    parts.push(text.slice(end, match.index), <b key={match.index}>{match[0]}</b>);
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)];
}

function ConfidenceBox({ confidence }: { confidence: Answer["confidence"] }) {
  return (
    <aside className={styles.confidence} aria-label="Confidence">
      <h2 className={styles.small}>Confidence</h2>
      <div className={styles.big}>
        <ConfidenceBars band={confidence.band} /> {formatConfidence(confidence.value)}{" "}
        <span className="sm muted">{confidence.band}</span>
      </div>
      <ul className="xs muted">
        {confidence.reasons.slice(0, 3).map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </aside>
  );
}

function answerPanels(answer: Answer, links: PartLinks): AnswerPanel[] {
  const { chart } = answer;
  const hrefs = chart?.kind === "waterfall" ? chart.categories.map((label) => links[label] ?? null) : undefined;
  const panels: (AnswerPanel | null)[] = [
    chart && { id: "chart", label: "Chart", content: <Chart spec={chart} {...(hrefs ? { hrefs } : {})} /> },
    answer.columns.length > 0 ? { id: "table", label: "Table", content: <ResultTable {...answer} /> } : null,
    answer.sql === null ? null : { id: "sql", label: "SQL", content: <pre>{answer.sql}</pre> },
    answer.definitions.length > 0
      ? { id: "definitions", label: "Definitions", content: <Definitions answer={answer} /> }
      : null,
  ];
  return panels.filter((panel) => panel !== null);
}

/** Definitions stand in the order of the query's metrics; each leads to its place on the metrics page. */
function Definitions({ answer }: { answer: Answer }) {
  const ids = answer.semanticQuery?.metrics ?? [];
  return (
    <dl className="stack" style={{ gap: 8 }}>
      {answer.definitions.map((definition, at) => (
        <div key={definition.metric}>
          <dt>
            <Link href={`/analyst/metrics#${ids[at] ?? ""}`} prefetch={false}>
              <b>{definition.metric}</b>
            </Link>
          </dt>
          <dd className="muted">{definition.text}</dd>
        </div>
      ))}
    </dl>
  );
}

function Chips({ title, questions, answer }: { title: string; questions: readonly string[]; answer: Answer }) {
  if (questions.length === 0) return null;
  return (
    <nav className="row" aria-label={title}>
      <span className="xs faint">{title}</span>
      {questions.map((text) => (
        <Link key={text} className="btn small wrap" href={questionHref(text, answer.semanticQuery)} prefetch={false}>
          {text}
        </Link>
      ))}
    </nav>
  );
}
