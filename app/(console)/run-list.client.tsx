"use client";

import { formatDuration, formatInstant } from "@/app/_components/format-time";
import { LoadMore } from "@/app/_components/load-more.client";
import { Mark } from "@/app/_components/marks";
import { ScrollArea } from "@/app/_components/scroll-area";
import { type Begun, useMore } from "@/app/_components/use-more.client";
import type { ChangeTotal, Run } from "@/lib/contract/run";
import { RUN_STATUS } from "./run-status";

/** The runs, and older ones on demand. */
export function RunList({ begun, pageSize }: { begun: Begun<Run>; pageSize: number }) {
  const list = useMore("/runs", "runs", begun, pageSize);
  return (
    <>
      <ScrollArea label="Runs, table">
        <table className="tight">
          <thead>
            <tr>
              <th>Run</th>
              <th>Ended</th>
              <th>Cases</th>
              <th className="hide-small">Memory</th>
              <th className="n hide-small">Took</th>
            </tr>
          </thead>
          <tbody>
            {list.items.map((run) => (
              <tr key={run.id}>
                <td>
                  {run.kind === "triage" ? "Triage rerun" : "Investigation"}
                  <div className="xs faint num">{formatInstant(run.startedAt)}</div>
                </td>
                <td>
                  <span className={`chip ${RUN_STATUS[run.status].tone}`}>
                    <Mark name={RUN_STATUS[run.status].mark} />
                    {RUN_STATUS[run.status].word}
                  </span>
                </td>
                <td className="muted">{describeChanges(run.changeTotals)}</td>
                <td className="mono hide-small">{run.memoryVersion}</td>
                <td className="n faint hide-small">{run.finishedAt ? formatDuration(run.durationMs) : "running"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
      <LoadMore list={list} what="runs" />
    </>
  );
}

const ORDER: readonly ChangeTotal["change"][] = ["new", "changed", "reopened", "healed", "same"];

/** `6 new, 1 healed`: counts over every currency. */
function describeChanges(totals: readonly ChangeTotal[]): string {
  const parts = ORDER.map((change) => {
    const own = totals.filter((total) => total.change === change);
    return { change, count: own.reduce((sum, total) => sum + total.count, 0) };
  }).filter((part) => part.count > 0);
  return parts.length === 0 ? "none" : parts.map((part) => `${part.count} ${part.change}`).join(", ");
}
