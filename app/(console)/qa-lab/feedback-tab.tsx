import { sentence } from "@/app/_components/chips";
import { formatConfidence } from "@/app/_components/confidence";
import { EmptyState } from "@/app/_components/empty-state";
import { ScrollArea } from "@/app/_components/scroll-area";
import type { Begun } from "@/app/_components/use-more.client";
import type { Feedback, Improvement } from "@/lib/contract/feedback";
import { formatMoney } from "@/lib/money";
import { VerdictList } from "./verdict-list.client";

export interface FeedbackTabProps {
  feedback: Begun<Feedback>;
  improvement: Improvement;
  pageSize: number;
}

/** Every verdict given, and what the verdicts did to each anomaly type. */
export function FeedbackTab({ feedback, improvement, pageSize }: FeedbackTabProps) {
  return (
    <div className="stack">
      <BeforeAndAfter byType={improvement.byType} />
      <section className="card" aria-label="Verdicts">
        <header>
          <h2>Verdicts</h2>
        </header>
        {feedback.items.length === 0 ? (
          <EmptyState title="No verdict yet.">
            <p>Confirm a case in Triage, or call it a false positive, and it is listed here.</p>
          </EmptyState>
        ) : (
          <VerdictList begun={feedback} pageSize={pageSize} />
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
                <th className="n hide-small">Verdicts</th>
                <th className="n hide-small">Confirmed</th>
                <th className="n hide-small">False</th>
                <th className="n">Confidence</th>
                <th className="n">Impact</th>
              </tr>
            </thead>
            <tbody>
              {byType.map((type) => (
                <tr key={type.anomalyType}>
                  <td>
                    {sentence(type.anomalyType)}
                    <span className="xs faint only-small">
                      {type.verdicts === 1 ? "1 verdict" : `${type.verdicts} verdicts`}, {type.confirmed} confirmed,{" "}
                      {type.falsePositives} false
                    </span>
                  </td>
                  <td className="n hide-small">{type.verdicts}</td>
                  <td className="n hide-small">{type.confirmed}</td>
                  <td className="n hide-small">{type.falsePositives}</td>
                  <td className="n">
                    {confidence(type.confidenceBefore)} <br className="only-small" />
                    to {confidence(type.confidenceAfter)}
                  </td>
                  <td className="n">
                    {money(type.impactBeforeCents, type.currency)} <br className="only-small" />
                    to {money(type.impactAfterCents, type.currency)}
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
