"use client";

import { EmptyState } from "@/app/_components/empty-state";
import { formatDuration, formatInstant } from "@/app/_components/format-time";
import { JsonBlock } from "@/app/_components/json-block";
import { LoadMore } from "@/app/_components/load-more.client";
import { type Begun, useMore } from "@/app/_components/use-more.client";
import type { IntegrationActivity, IntegrationId } from "@/lib/contract/integration";
import styles from "./sponsors.module.css";

export interface ActivityListProps {
  integration: IntegrationId;
  begun: Begun<IntegrationActivity>;
  pageSize: number;
}

/** What one integration did, and older calls on demand. */
export function ActivityList({ integration, begun, pageSize }: ActivityListProps) {
  const list = useMore(`/sponsors/activity?integration=${integration}`, "activity", begun, pageSize);
  if (list.items.length === 0) return <EmptyState title="No call yet." />;
  return (
    <>
      <ul className={styles.log}>
        {list.items.map((entry) => (
          <li key={entry.id}>
            <details>
              <summary>
                <b className="sm">{entry.operation}</b>{" "}
                {entry.status !== "ok" && <span className="chip crit">{entry.status}</span>}{" "}
                <span className="sm muted">{entry.summary}</span>
                <span className="xs faint">
                  {" "}
                  {formatInstant(entry.at)}, {formatDuration(entry.durationMs)}, {entry.mode}
                </span>
              </summary>
              <JsonBlock
                value={{ request: entry.request, response: entry.response }}
                label={`Data of ${entry.operation}`}
              />
            </details>
          </li>
        ))}
      </ul>
      <LoadMore list={list} what="calls" />
    </>
  );
}
