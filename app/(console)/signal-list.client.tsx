"use client";

import Link from "next/link";
import { formatDay } from "@/app/_components/format-time";
import { LoadMore } from "@/app/_components/load-more.client";
import { ScrollArea } from "@/app/_components/scroll-area";
import { type Begun, useMore } from "@/app/_components/use-more.client";
import type { Signal, SignalSeverity } from "@/lib/contract/integration";
import { queryHref } from "./analyst/question-href";

const TONE: Record<SignalSeverity, string> = { critical: "crit", high: "warn", medium: "", low: "", info: "" };

/** The signals, and older ones on demand. */
export function SignalList({ begun, pageSize }: { begun: Begun<Signal>; pageSize: number }) {
  const list = useMore("/monitor/signals", "signals", begun, pageSize);
  return (
    <>
      <ScrollArea label="Signals, table">
        <table className="tight">
          <thead>
            <tr>
              <th>Severity</th>
              <th>Signal</th>
              <th className="hide-small">Region</th>
              <th className="n">Seen / usual</th>
              <th className="n hide-small">When</th>
            </tr>
          </thead>
          <tbody>
            {list.items.map((signal) => (
              <tr key={signal.id}>
                <td>
                  <span className={`chip ${signal.settled ? "" : TONE[signal.severity]}`}>{signal.severity}</span>
                </td>
                <td>
                  {signal.title}
                  <div className="xs faint">{signal.source}</div>
                  {signal.settled && <div className="xs muted">Settled. {signal.settled.reason}</div>}
                  {signal.why && (
                    <div className="xs">
                      {signal.why.text}{" "}
                      <Link href={queryHref(signal.why.semanticQuery, signal.why.question)} prefetch={false}>
                        {signal.why.question}
                      </Link>
                    </div>
                  )}
                </td>
                <td className="hide-small muted">{signal.region ?? ""}</td>
                <td className="n">
                  {signal.value === null ? <span className="faint">unknown</span> : formatPlain(signal.value)}
                  {signal.baseline !== null && <span className="faint"> / {formatPlain(signal.baseline)}</span>}
                </td>
                <td className="n faint hide-small">{formatDay(signal.occurredAt)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
      <LoadMore list={list} what="signals" />
    </>
  );
}

/** Signal values come without a unit, so they are shown as plain numbers. */
function formatPlain(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 2 });
}
