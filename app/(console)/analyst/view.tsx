import Link from "next/link";
import type { ReactNode } from "react";
import { EmptyState, IgnoredNotice } from "@/app/_components/empty-state";
import { PageHead } from "@/app/_components/page-head";
import { AskBox } from "./ask-box.client";
import type { Suggestion } from "./suggest-questions";
import styles from "./view.module.css";

export interface AnalystProps {
  question: string;
  ignored: string[];
  hasData: boolean;
  suggestions: readonly Suggestion[];
  /** The answer, or what to start with when nothing was asked. */
  children: ReactNode;
}

/** The question box, and below it the answer or what could be asked. */
export function AnalystView({ question, ignored, hasData, suggestions, children }: AnalystProps) {
  return (
    <>
      <PageHead title="Analyst">
        <nav className="row" aria-label="Analyst">
          <Link className="btn" href="/analyst/metrics" prefetch={false}>
            Metrics
          </Link>
          <Link className="btn" href="/analyst/learned" prefetch={false}>
            Learned
          </Link>
          <Link className="btn" href="/analyst" prefetch={false}>
            Saved questions
          </Link>
        </nav>
      </PageHead>
      <IgnoredNotice names={ignored} />
      <AskBox key={question} question={question} suggestions={suggestions} />
      <div className={styles.below}>
        {hasData ? (
          children
        ) : (
          <section className="card">
            <EmptyState title="No data loaded.">
              <Link href="/data">Load data</Link>
            </EmptyState>
          </section>
        )}
      </div>
    </>
  );
}
