import Link from "next/link";
import type { ReactNode } from "react";
import { Chart } from "@/app/_components/chart";
import { SourceChip } from "@/app/_components/chips";
import { ConfidenceBars, formatConfidence } from "@/app/_components/confidence";
import { CopyButton } from "@/app/_components/copy-button.client";
import type { Measure } from "@/app/_components/format-value";
import type { Answer } from "@/lib/contract/analyst";
import styles from "./answer.module.css";
import { type AnswerPanel, AnswerTabs } from "./answer-tabs.client";
import { CsvButton } from "./csv-button.client";
import { type AnswerTab, queryHref, questionHref } from "./parse-question";
import { ResultTable } from "./result-table";
import { WhyPanel, WhyWaterfall } from "./why-panel";

export interface AnswerViewProps {
  question: string;
  answer: Answer;
  tab: AnswerTab | null;
}

const SOURCE_WORDS: Record<Answer["source"], string> = { parser: "rules", llm: "model", verified: "verified question" };

/** The unit a why report is in: that of the chart, else that of the first measured column. */
function whyMeasure({ chart, columns }: Answer): Measure {
  const column = columns.find((one) => one.unit === "cents") ?? columns.find((one) => one.unit === "pct");
  return chart ?? column ?? { unit: "cents", currency: null };
}

/** The sentence, how sure it is and why, then chart, table, SQL and definitions, each one click deeper. */
export function AnswerView({ question, answer, tab }: AnswerViewProps) {
  const panels = answerPanels(answer);
  const { lead, rest } = splitLead(answer.answer);
  return (
    <div className="stack">
      {answer.semanticQuery && (
        <input type="hidden" form="ask" name="prev" value={JSON.stringify(answer.semanticQuery)} />
      )}
      {answer.assumptions.length > 0 && <p className="xs faint">{answer.assumptions.join("; ")}.</p>}
      <article className="card" aria-label="Answer">
        <div className={`pad ${styles.head}`}>
          <div className="stack" style={{ gap: 8 }}>
            <p className={styles.lead}>{emphasizeMoney(lead)}</p>
            {rest && <p className="muted prose">{emphasizeMoney(rest)}</p>}
            {answer.refusal && (
              <p className="note">
                <b>Not answered</b> {answer.refusal.message}
              </p>
            )}
            <p className="xs faint">
              {answer.freshness.text} <SourceChip source={SOURCE_WORDS[answer.source]} />
            </p>
          </div>
          {!answer.refusal && <ConfidenceBox confidence={answer.confidence} />}
        </div>
        {panels.length > 0 && (
          <AnswerTabs panels={panels} initial={tab ?? panels[0]?.id ?? "table"}>
            {answer.rows.length > 0 && <CsvButton columns={answer.columns} rows={answer.rows} />}
            <CopyButton label="Link" />
          </AnswerTabs>
        )}
      </article>
      {answer.clarification && (
        <section className="row" aria-label="Which one is meant?">
          <span className="sm">{answer.clarification.question}</span>
          {answer.clarification.options.map((option) => (
            <Link
              key={option.label}
              className="btn small wrap"
              href={queryHref(option.semanticQuery, question)}
              prefetch={false}
            >
              {option.label}
            </Link>
          ))}
        </section>
      )}
      {answer.why && <WhyPanel why={answer.why} measure={whyMeasure(answer)} />}
      <Chips title="Ask instead" questions={answer.refusal?.alternatives ?? []} answer={answer} />
      <Chips title="Go on with" questions={answer.followUps} answer={answer} />
    </div>
  );
}

/** The first sentence, which answers, and the others, which explain. */
function splitLead(text: string): { lead: string; rest: string } {
  const end = text.search(/(?<=[.!?])\s+(?=\p{Lu})/u);
  return end < 0 ? { lead: text, rest: "" } : { lead: text.slice(0, end), rest: text.slice(end).trim() };
}

/** The sentence with its amounts in bold: money first, in words too. */
function emphasizeMoney(text: string): ReactNode[] {
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
        <ConfidenceBars band={confidence.band} /> {formatConfidence(confidence.value)}
      </div>
      <ul className="xs muted">
        {confidence.reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </aside>
  );
}

function answerPanels(answer: Answer): AnswerPanel[] {
  const panels: (AnswerPanel | null)[] = [
    answer.why
      ? { id: "chart", label: "Chart", content: <WhyWaterfall why={answer.why} measure={whyMeasure(answer)} /> }
      : answer.chart && { id: "chart", label: "Chart", content: <Chart spec={answer.chart} /> },
    answer.columns.length > 0 ? { id: "table", label: "Table", content: <ResultTable {...answer} /> } : null,
    answer.sql === null ? null : { id: "sql", label: "SQL", content: <pre>{answer.sql}</pre> },
    answer.definitions.length > 0
      ? { id: "definitions", label: "Definitions", content: <Definitions definitions={answer.definitions} /> }
      : null,
  ];
  return panels.filter((panel) => panel !== null);
}

function Definitions({ definitions }: { definitions: Answer["definitions"] }) {
  return (
    <dl className="stack" style={{ gap: 8 }}>
      {definitions.map((definition) => (
        <div key={definition.metric}>
          <dt>
            <b>{definition.metric}</b>
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
