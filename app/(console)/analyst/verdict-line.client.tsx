"use client";

import { useState, useTransition } from "react";
import { formatDay } from "@/app/_components/format-time";
import { ProblemNote } from "@/app/_components/problem-note";
import type { SemanticQuery } from "@/lib/contract/analyst";
import type { Problem } from "@/lib/contract/problem";
import type { Correction } from "@/lib/semantic/verified/propose";
import type { AnalystActions } from "./analyst-actions";
import styles from "./answer.module.css";

export interface VerdictLineProps {
  question: string;
  semanticQuery: SemanticQuery;
  verified: { eventId: string; by: string; at: string } | null;
  lessons: readonly Correction[];
  /** Names of metrics and dimensions, by id. */
  names: Readonly<Record<string, string>>;
  teach: AnalystActions["teach"];
}

/** A person's word on the reading: right, or right and worth learning; and the way back. */
export function VerdictLine(props: VerdictLineProps) {
  const { question, semanticQuery, lessons, names, teach } = props;
  const [verified, setVerified] = useState(props.verified);
  const [said, setSaid] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [sending, startTransition] = useTransition();
  const send = (lesson: Parameters<typeof teach>[0], done: (result: { version: string; eventId: string }) => string) =>
    startTransition(async () => {
      const result = await teach(lesson);
      setProblem(result.ok ? null : result.problem);
      setSaid(result.ok ? done(result.data) : "");
    });
  const verify = () =>
    send({ kind: "verify", question, semanticQuery, why: "marked as right on the page" }, ({ eventId, version }) => {
      setVerified({ eventId, by: "local", at: "" });
      return `Verified as ${version}: the same question is answered this way from now on.`;
    });
  const undo = (eventId: string) =>
    send({ kind: "undo", eventId, why: "taken back on the page" }, ({ version }) => {
      setVerified(null);
      return `Taken back as ${version}.`;
    });
  return (
    <section className={styles.verdict} aria-label="Is the reading right?">
      <div className="row">
        {verified ? (
          <>
            <span className="chip good">verified</span>
            <span className="xs muted">
              by {verified.by}
              {verified.at && `, ${formatDay(verified.at)}`}
            </span>
            <button type="button" className="btn small" disabled={sending} onClick={() => undo(verified.eventId)}>
              Undo
            </button>
          </>
        ) : (
          <button type="button" className="btn small" disabled={sending} onClick={verify}>
            Mark as right
          </button>
        )}
        {lessons.map((lesson) => (
          <button
            key={JSON.stringify(lesson)}
            type="button"
            className="btn small wrap"
            disabled={sending}
            onClick={() =>
              send(
                { ...lesson, why: `picked for "${question.slice(0, 200)}"` },
                ({ version }) => `Learned as ${version}; every verified question still reads as it did.`,
              )
            }
          >
            Always read “{lesson.phrase}” as {meaningWords(lesson, names)}
          </button>
        ))}
        <span role="status" className="xs muted">
          {said}
        </span>
      </div>
      {problem && <ProblemNote problem={problem} />}
    </section>
  );
}

function meaningWords(lesson: Correction, names: Readonly<Record<string, string>>): string {
  if (lesson.kind === "default") return names[lesson.metric] ?? lesson.metric;
  const { means } = lesson;
  if (means.kind === "metric") return names[means.metric] ?? means.metric;
  const dimension = names[means.dimension] ?? means.dimension;
  return means.kind === "dimension" ? dimension.toLowerCase() : `${dimension.toLowerCase()} ${means.value}`;
}
