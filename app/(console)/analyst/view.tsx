import Link from "next/link";
import type { ReactNode } from "react";
import { EmptyState, IgnoredNotice } from "@/app/_components/empty-state";
import { PageHead } from "@/app/_components/page-head";
import { AskBox } from "./ask-box.client";
import { questionHref } from "./parse-question";
import styles from "./view.module.css";

const SUGGESTIONS = [
  "Why is revenue down this month?",
  "Revenue by month, last 12 months",
  "Refunds by region, last 6 months",
  "Underbilled amount by tier",
  "Net revenue by region last quarter",
] as const;

export interface AnalystProps {
  question: string;
  ignored: string[];
  hasData: boolean;
  /** The answer, or null when nothing was asked. */
  children: ReactNode;
}

/** The question box, and below it the answer or what could be asked. */
export function AnalystView({ question, ignored, hasData, children }: AnalystProps) {
  return (
    <>
      <PageHead title="Analyst" lead="Plain questions, true numbers, the rows and the SQL behind them." />
      <IgnoredNotice names={ignored} />
      <AskBox question={question} />
      <div className={styles.below}>
        {!hasData && (
          <section className="card">
            <EmptyState title="No data loaded.">
              <Link href="/data">Load data</Link>
            </EmptyState>
          </section>
        )}
        {hasData && children}
        {hasData && !children && (
          <nav className="row" aria-label="Suggestions">
            <span className="xs faint">Start with</span>
            {SUGGESTIONS.map((text) => (
              <Link key={text} className="btn small wrap" href={questionHref(text)} prefetch={false}>
                {text}
              </Link>
            ))}
          </nav>
        )}
      </div>
    </>
  );
}
