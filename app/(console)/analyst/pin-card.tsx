import Link from "next/link";
import { ConfidenceBars } from "@/app/_components/confidence";
import { formatValue } from "@/app/_components/format-value";
import type { Answer } from "@/lib/contract/analyst";
import type { Problem } from "@/lib/contract/problem";
import { splitAnswer } from "./split-answer";
import styles from "./view.module.css";

export interface PinCardProps {
  title: string;
  href: string;
  result: { ok: true; answer: Answer } | { ok: false; problem: Problem };
}

/** A pinned question's answer as it is now: its figure where it has one, else its sentence. */
export function PinCard({ title, href, result }: PinCardProps) {
  return (
    <article className={`card ${styles.pin}`} aria-label={title}>
      <h3>
        <Link href={href} prefetch={false}>
          {title}
        </Link>
      </h3>
      {result.ok ? <PinAnswer answer={result.answer} /> : <p className="xs hot">{result.problem.detail}</p>}
    </article>
  );
}

function PinAnswer({ answer }: { answer: Answer }) {
  const { chart } = answer;
  const figure = chart?.kind === "indicator" ? formatValue(chart.series[0]?.values[0] ?? null, chart) : null;
  return (
    <>
      {figure && <p className={`num ${styles.pinFigure}`}>{figure}</p>}
      <p className={figure ? "xs muted" : "sm"}>{splitAnswer(answer.answer).lead}</p>
      <p className="row xs faint">
        <ConfidenceBars band={answer.confidence.band} /> {answer.freshness.text}
      </p>
    </>
  );
}
