import Link from "next/link";
import { sentence } from "@/app/_components/chips";
import { formatConfidence } from "@/app/_components/confidence";
import { EmptyState } from "@/app/_components/empty-state";
import { formatInstant } from "@/app/_components/format-time";
import { ScrollArea } from "@/app/_components/scroll-area";
import type { Feedback, Improvement } from "@/lib/contract/feedback";
import { formatMoney } from "@/lib/money";

/** Every verdict given, and what the verdicts did to each anomaly type. */
export function FeedbackTab({ feedback, improvement }: { feedback: readonly Feedback[]; improvement: Improvement }) {
  return (
    <div className="stack">
      <BeforeAndAfter byType={improvement.byType} />
      <section className="card" aria-label="Verdicts">
        <header>
          <h2>Verdicts</h2>
        </header>
        {feedback.length === 0 ? (
          <EmptyState title="No verdict yet.">
            <p>Confirm a case in Triage, or call it a false positive, and it is listed here.</p>
          </EmptyState>
        ) : (
          <ScrollArea label="Verdicts, table">
            <table>
              <thead>
                <tr>
                  <th>Verdict</th>
                  <th>Case</th>
                  <th className="hide-small">Note</th>
                  <th>By</th>
                  <th className="n">When</th>
                </tr>
              </thead>
              <tbody>
                {feedback.map((one) => (
                  <tr key={one.id}>
                    <td>
                      {sentence(one.verdict)} {!one.live && <span className="chip">replaced</span>}
                      {one.reason && <div className="xs faint">{one.reason.replaceAll("_", " ")}</div>}
                    </td>
                    <td>
                      <Link href={`/triage/${one.caseId}`}>{sentence(one.anomalyType)}</Link>
                    </td>
                    <td className="muted hide-small">{one.note ?? ""}</td>
                    <td className="muted">{one.reviewer}</td>
                    <td className="n faint">{formatInstant(one.at)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollArea>
        )}
      </section>
    </div>
  );
}

function BeforeAndAfter({ byType }: { byType: Improvement["byType"] }) {
  const confidence = (value: number | null) => (value === null ? "unknown" : formatConfidence(value));
  const money = (cents: number | null, currency: string | null) =>
    cents === null || currency === null ? "unknown" : formatMoney(cents, currency);
  return (
    <section className="card" aria-label="Before and after">
      <header>
        <h2>Before and after</h2>
        <span className="grow" />
        <span className="xs faint">means over the current cases of each type</span>
      </header>
      {byType.length === 0 ? (
        <EmptyState title="Nothing to compare yet." />
      ) : (
        <ScrollArea label="Before and after, table">
          <table>
            <thead>
              <tr>
                <th>Anomaly type</th>
                <th className="n">Verdicts</th>
                <th className="n">Confirmed</th>
                <th className="n">False</th>
                <th className="n">Confidence</th>
                <th className="n">Impact</th>
              </tr>
            </thead>
            <tbody>
              {byType.map((type) => (
                <tr key={type.anomalyType}>
                  <td>{sentence(type.anomalyType)}</td>
                  <td className="n">{type.verdicts}</td>
                  <td className="n">{type.confirmed}</td>
                  <td className="n">{type.falsePositives}</td>
                  <td className="n">
                    {confidence(type.confidenceBefore)} to {confidence(type.confidenceAfter)}
                  </td>
                  <td className="n">
                    {money(type.impactBeforeCents, type.currency)} to {money(type.impactAfterCents, type.currency)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollArea>
      )}
    </section>
  );
}
