"use client";

import { SourceChip, sentence } from "@/app/_components/chips";
import { formatDuration, formatInstant } from "@/app/_components/format-time";
import { JsonBlock } from "@/app/_components/json-block";
import { LoadMore } from "@/app/_components/load-more.client";
import { type Begun, useMore } from "@/app/_components/use-more.client";
import type { Trace } from "@/lib/contract/evaluation";
import { describeCost, describeTokens } from "./describe-trace";
import styles from "./qa-lab.module.css";

/** The reasoning calls, and older ones on demand. */
export function TraceList({ begun, pageSize }: { begun: Begun<Trace>; pageSize: number }) {
  const list = useMore("/llm/reasoning", "traces", begun, pageSize);
  return (
    <>
      <ul className={styles.traces}>
        {list.items.map((trace) => (
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
      <LoadMore list={list} what="reasoning" />
    </>
  );
}
