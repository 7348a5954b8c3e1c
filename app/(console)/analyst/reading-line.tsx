import Link from "next/link";
import type { Answer, SemanticQuery } from "@/lib/contract/analyst";
import type { QueryWords } from "@/lib/semantic/describe-query";
import { readingKey } from "@/lib/semantic/verified/replay";
import styles from "./answer.module.css";
import { queryHref } from "./question-href";
import { type EditorModel, ReadingEditor } from "./reading-editor.client";

export interface ReadingLineProps {
  question: string;
  answer: Answer;
  /** The query in words; null when nothing could be read. */
  reading: QueryWords | null;
  model: EditorModel;
}

/** How the question was read, what was assumed, the other readings as chips, and the reading as a form. */
export function ReadingLine({ question, answer, reading, model }: ReadingLineProps) {
  const { semanticQuery, clarification } = answer;
  // The reading itself says which metric and which windows were taken; an assumption that repeats it is left out.
  const assumptions = answer.assumptions.filter((text) => !/^(Read as|Compared with) /.test(text));
  const options = (clarification?.options ?? []).filter((option) => !isSame(option.semanticQuery, semanticQuery));
  return (
    <div className={styles.reading}>
      {reading && semanticQuery && (
        <details className="xs faint">
          <summary>
            Read as <b>{reading.operation}</b> {reading.metrics}, {reading.rest}.{" "}
            <span className={styles.ask}>Not what you meant?</span>
          </summary>
          <ReadingEditor key={JSON.stringify(semanticQuery)} question={question} query={semanticQuery} model={model} />
        </details>
      )}
      {assumptions.length > 0 && <p className="xs faint">{assumptions.join(". ")}.</p>}
      {options.length > 0 && (
        <nav className="row" aria-label="Other readings">
          <span className="xs faint">{semanticQuery ? "It could also mean" : "Did you mean"}</span>
          {options.map((option) => (
            <Link
              key={option.label}
              className="btn small wrap"
              href={queryHref(option.semanticQuery, question)}
              prefetch={false}
            >
              {option.label}
            </Link>
          ))}
        </nav>
      )}
    </div>
  );
}

function isSame(option: SemanticQuery, answered: SemanticQuery | null): boolean {
  return answered !== null && readingKey(option) === readingKey(answered);
}
