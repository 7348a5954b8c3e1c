"use client";

import Link from "next/link";
import { sentence } from "@/app/_components/chips";
import { formatInstant } from "@/app/_components/format-time";
import { LoadMore } from "@/app/_components/load-more.client";
import { ScrollArea } from "@/app/_components/scroll-area";
import { type Begun, useMore } from "@/app/_components/use-more.client";
import type { Feedback } from "@/lib/contract/feedback";

/** The verdicts, and older ones on demand. */
export function VerdictList({ begun, pageSize }: { begun: Begun<Feedback>; pageSize: number }) {
  const list = useMore("/feedback", "feedback", begun, pageSize);
  return (
    <>
      <ScrollArea label="Verdicts, table">
        <table>
          <thead>
            <tr>
              <th>Verdict</th>
              <th>Case</th>
              <th className="hide-small">Note</th>
              <th className="hide-small">By</th>
              <th>When</th>
            </tr>
          </thead>
          <tbody>
            {list.items.map((one) => (
              <tr key={one.id}>
                <td>
                  {sentence(one.verdict)}{" "}
                  {!one.live && <span className="chip">{one.retractedAt ? "taken back" : "replaced"}</span>}
                  {one.reason && <div className="xs faint">{one.reason.replaceAll("_", " ")}</div>}
                </td>
                <td>
                  <Link href={`/triage/${one.caseId}`}>{sentence(one.anomalyType)}</Link>
                  <span className="xs faint only-small">by {one.reviewer}</span>
                </td>
                <td className="muted hide-small">{one.note ?? ""}</td>
                <td className="muted hide-small">{one.reviewer}</td>
                <td className="faint">{formatInstant(one.at)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
      <LoadMore list={list} what="verdicts" />
    </>
  );
}
