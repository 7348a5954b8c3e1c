import Link from "next/link";
import { formatDay } from "@/app/_components/format-time";
import { ScrollArea } from "@/app/_components/scroll-area";
import type { CoverageGap } from "@/lib/contract/questions";

/** Questions that were refused, the most asked first: what the metric model or its words lack. */
export function CoverageGaps({ gaps }: { gaps: readonly CoverageGap[] }) {
  if (gaps.length === 0) return null;
  return (
    <section className="card" aria-label="Questions it could not answer">
      <header>
        <h2>Questions it could not answer</h2>
        <span className="grow" />
        <span className="xs faint">refused with a reason, never guessed</span>
      </header>
      <ScrollArea label="Questions it could not answer, table">
        <table className="tight">
          <thead>
            <tr>
              <th>Question</th>
              <th>Reason</th>
              <th className="n">Asked</th>
              <th className="n">Last</th>
            </tr>
          </thead>
          <tbody>
            {gaps.map((gap) => (
              <tr key={`${gap.code} ${gap.question}`}>
                <td style={{ overflowWrap: "anywhere" }}>
                  <Link href={`/analyst?${new URLSearchParams({ q: gap.question })}`} prefetch={false}>
                    {gap.question}
                  </Link>
                </td>
                <td className="muted">{gap.code.replaceAll("_", " ")}</td>
                <td className="n">{gap.count}</td>
                <td className="n muted">{formatDay(gap.lastAt)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
    </section>
  );
}
