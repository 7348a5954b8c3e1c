import { SourceChip, sentence } from "@/app/_components/chips";
import { EmptyState } from "@/app/_components/empty-state";
import { formatDuration, formatInstant } from "@/app/_components/format-time";
import { JsonBlock } from "@/app/_components/json-block";
import type { Trace } from "@/lib/contract/evaluation";
import styles from "./qa-lab.module.css";

/** Tokens of a call, in and out; `unknown` where the server did not say. */
export function describeTokens({ source, promptTokens, completionTokens }: Trace): string {
  if (source === "rules") return "no tokens";
  if (promptTokens === null || completionTokens === null) return "tokens unknown";
  return `${promptTokens.toLocaleString("en-US")} in, ${completionTokens.toLocaleString("en-US")} out`;
}

/** Cost of a call in US dollars; `unknown` where no price is known. */
export function describeCost({ source, costUsd }: Trace): string {
  if (source === "rules") return "no cost";
  return costUsd === null ? "cost unknown" : `$${costUsd.toFixed(4)}`;
}

/** Every reasoning call, newest first: who, why, from what, to what. */
export function ReasoningTab({ traces }: { traces: readonly Trace[] }) {
  return (
    <section className="card" aria-label="Reasoning log">
      <header>
        <h2>Reasoning log</h2>
        <span className="grow" />
        <span className="xs faint">newest first</span>
      </header>
      {traces.length === 0 ? (
        <EmptyState title="No reasoning recorded yet.">
          <p>Every run and every question leaves a trace here, by a model or by the rules.</p>
        </EmptyState>
      ) : (
        <ul className={styles.traces}>
          {traces.map((trace) => (
            <li key={trace.id}>
              <details>
                <summary>
                  <span className={styles.trace}>
                    <b>{sentence(trace.agent)}</b>
                    <span>{trace.purpose}</span>
                    <SourceChip source={trace.source === "rules" ? "rules" : (trace.model ?? "model unknown")} />
                    <span className="xs faint num">
                      {formatDuration(trace.durationMs)}, {describeTokens(trace)}, {describeCost(trace)}
                    </span>
                  </span>
                </summary>
                <div className={styles.opened}>
                  <p className="xs faint">
                    {formatInstant(trace.at)}, prompt {trace.promptVersion}
                    {trace.runId && `, ${trace.runId}`}
                  </p>
                  {trace.fallbackReason && <p className="note caution">Model not used: {trace.fallbackReason}</p>}
                  <h3>Input</h3>
                  <JsonBlock value={trace.input} label={`Input of ${trace.purpose}`} />
                  <h3>Output</h3>
                  <JsonBlock value={trace.output} label={`Output of ${trace.purpose}`} />
                </div>
              </details>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
