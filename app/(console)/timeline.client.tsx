"use client";

import Link from "next/link";
import { SourceChip, sentence } from "@/app/_components/chips";
import { EmptyState } from "@/app/_components/empty-state";
import { formatDuration } from "@/app/_components/format-time";
import { Mark, type MarkName } from "@/app/_components/marks";
import type { Reasoning, Run, RunStatus, RunStep } from "@/lib/contract/run";
import { useLiveRun } from "./live-run.client";
import { RUN_STATUS } from "./run-status";
import styles from "./timeline.module.css";

const STEP_MARK: Record<RunStep["status"], MarkName> = {
  pending: "dot",
  running: "dot",
  ok: "check",
  degraded: "caution",
  failed: "cross",
};

/** The seven steps of the latest run, live while it runs, and why it looked where it looked. */
export function Timeline() {
  const { run } = useLiveRun();
  return (
    <section className={`card ${styles.card}`} aria-label="Investigation">
      <header>
        <h2>Investigation</h2>
        {run && <RunChip status={run.status} />}
        {run?.kind === "triage" && <span className="chip">triage rerun</span>}
        <span className="grow" />
        {run && (
          <Link className="sm muted" href="/qa-lab?tab=reasoning">
            Trace
          </Link>
        )}
      </header>
      {run ? (
        <RunBody run={run} />
      ) : (
        <EmptyState title="No run yet.">
          <p>An investigation reads the signals, looks for lost money, and shows each case with its rows.</p>
        </EmptyState>
      )}
    </section>
  );
}

function RunChip({ status }: { status: RunStatus }) {
  const { word, tone, mark } = RUN_STATUS[status];
  return (
    <span className={`chip ${tone}`} role="status">
      <Mark name={mark} />
      {word}
    </span>
  );
}

function RunBody({ run }: { run: Run }) {
  const troubled = run.detectors.filter((detector) => detector.status !== "ok");
  return (
    <>
      <ol className={styles.flow}>
        {run.steps.map((step) => (
          <li key={step.key} data-status={step.status}>
            <span className={styles.dot}>
              <Mark name={STEP_MARK[step.status]} />
            </span>
            <b>{step.label}</b>
            <span className="muted">
              {step.summary || sentence(step.status)}
              {step.status !== "ok" && <span className="visually-hidden"> ({step.status})</span>}
            </span>
            <span className="num faint xs">{step.durationMs === null ? "" : formatDuration(step.durationMs)}</span>
          </li>
        ))}
      </ol>
      {run.error && <p className={`note bad ${styles.note}`}>{run.error}</p>}
      {run.degraded.map((part) => (
        <p key={`${part.part} ${part.reason}`} className={`note caution ${styles.note}`}>
          <b>{part.part === "llm" ? "Model" : sentence(part.part)}</b> {part.reason}
        </p>
      ))}
      {troubled.map((detector) => (
        <p key={detector.id} className={`note ${styles.note}`}>
          <b>{detector.title}</b> {detector.status}: {detector.reason ?? "reason unknown"}
        </p>
      ))}
      <Thoughts reasoning={run.reasoning} />
    </>
  );
}

/** The plan first (a rerun has none, so its summary), under its own heading; the others one click deeper. */
function Thoughts({ reasoning }: { reasoning: readonly Reasoning[] }) {
  const first = reasoning.find((thought) => thought.step === "plan") ?? reasoning[0];
  if (!first) return null;
  const others = reasoning.filter((thought) => thought !== first);
  return (
    <div className={styles.why}>
      <h3>{first.step === "plan" ? "Why this order" : "What it adds up to"}</h3>
      <p>
        {first.text} <SourceChip source={first.source} />
      </p>
      {others.length > 0 && (
        <details>
          <summary className="sm muted">{others.length} more from this run</summary>
          {others.map((thought) => (
            <p key={`${thought.agent} ${thought.step} ${thought.text}`} className="sm">
              <b>
                {sentence(thought.agent)}, {thought.step}
              </b>{" "}
              {thought.text} <SourceChip source={thought.source} />
            </p>
          ))}
        </details>
      )}
    </div>
  );
}
