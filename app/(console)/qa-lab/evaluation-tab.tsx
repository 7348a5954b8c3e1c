import { SourceChip } from "@/app/_components/chips";
import { EmptyState } from "@/app/_components/empty-state";
import { formatInstant } from "@/app/_components/format-time";
import { ScrollArea } from "@/app/_components/scroll-area";
import type { Evaluation, Figure } from "@/lib/contract/evaluation";
import { formatMoney } from "@/lib/money";
import type { Calibration } from "@/lib/semantic/confidence";
import { AnalystReliability } from "./analyst-reliability";
import styles from "./qa-lab.module.css";
import { missingEvidence, Reliability } from "./reliability";

/** A figure's value in its unit. Shares are in [0, 1] and shown per hundred; `currency` is for cents. */
export function formatFigure(value: number, unit: Figure["unit"], currency: string): string {
  switch (unit) {
    case "share":
      return `${(value * 100).toLocaleString("en-US", { maximumFractionDigits: 1 })} %`;
    case "cents":
      return formatMoney(Math.round(value), currency);
    case "seconds":
      return `${value.toFixed(1)} s`;
    case "score":
      return value.toFixed(3);
    default:
      return value.toLocaleString("en-US");
  }
}

export interface EvaluationTabProps {
  evaluation: Evaluation | null;
  /** Of the analyst's confidence; of the release, not of a run. */
  calibration: Calibration;
  currency: string;
}

/** What the latest run can honestly say about itself, each figure with its interval or what is missing. */
export function EvaluationTab({ evaluation, calibration, currency }: EvaluationTabProps) {
  if (!evaluation) {
    return (
      <div className={styles.columns}>
        <section className="card">
          <EmptyState title="No evaluation yet.">
            <p>Every run ends with one.</p>
          </EmptyState>
        </section>
        <AnalystReliability calibration={calibration} />
      </div>
    );
  }
  return (
    <div className={styles.columns}>
      <section className="card" aria-label="Evaluation">
        <header>
          <h2>Evaluation</h2>
          <span className="grow" />
          <span className="xs faint">{formatInstant(evaluation.at)}</span>
        </header>
        <div className="pad stack" style={{ gap: 8 }}>
          <p className="prose">
            {evaluation.assessment} <SourceChip source={evaluation.source} />
          </p>
          {evaluation.suggestions.length > 0 && (
            <ul className="muted sm">
              {evaluation.suggestions.map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ul>
          )}
        </div>
        <ScrollArea label="Figures, table">
          <table>
            <thead>
              <tr>
                <th>Figure</th>
                <th className="n">Value</th>
                <th className="n">90 % interval</th>
                <th className="n">Seen</th>
              </tr>
            </thead>
            <tbody>
              {evaluation.figures.map((figure) => (
                <FigureRow key={figure.id} figure={figure} currency={currency} />
              ))}
            </tbody>
          </table>
        </ScrollArea>
      </section>
      <div className="stack">
        <Reliability bins={evaluation.reliability} figures={evaluation.figures} />
        <AnalystReliability calibration={calibration} />
      </div>
    </div>
  );
}

function FigureRow({ figure, currency }: { figure: Figure; currency: string }) {
  const say = (value: number) => formatFigure(value, figure.unit, currency);
  return (
    <tr>
      <td>
        {figure.label}
        {figure.value !== null && figure.reason && <div className="xs faint">{figure.reason}</div>}
      </td>
      {figure.value === null ? (
        <td className={styles.missing} colSpan={2}>
          <span className="chip warn">not enough evidence</span>
          <div className="xs muted">{missingEvidence(figure)}</div>
        </td>
      ) : (
        <>
          <td className="n">
            <b>{say(figure.value)}</b>
          </td>
          <td className="n muted">
            {figure.low !== null && figure.high !== null && `${say(figure.low)} to ${say(figure.high)}`}
          </td>
        </>
      )}
      <td className="n muted">{figure.n}</td>
    </tr>
  );
}
