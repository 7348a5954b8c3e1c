import { type Calibration, signWords } from "@/lib/semantic/confidence";
import { ReliabilityPlot } from "./reliability-plot";

/** How far the analyst's stated confidence holds on questions it was not fitted on, and what it is made of. */
export function AnalystReliability({ calibration }: { calibration: Calibration }) {
  const { reliability, fittedOn, intercept, weights, setByHand } = calibration;
  const points = reliability.bins.map(({ confidence, correct, count }) => ({
    stated: confidence,
    found: correct,
    n: count,
  }));
  const right = Math.round(reliability.bins.reduce((sum, bin) => sum + bin.correct * bin.count, 0));
  return (
    <section className="card" aria-label="Is the analyst's confidence honest?">
      <header>
        <h2>Is the analyst’s confidence honest?</h2>
      </header>
      <figure className="pad stack" style={{ gap: 8 }}>
        <figcaption className="sm muted">
          {reliability.readings} readings of labelled questions, {right} of them right, Brier{" "}
          {reliability.brier.toFixed(3)}. On the dashed line, stated confidence and the share that was right agree; bars
          are 90 % intervals.
        </figcaption>
        <ReliabilityPlot
          label={`Stated confidence against the share of readings that was right: ${points
            .map(({ stated, found, n }) => `${stated.toFixed(2)} stated, ${found.toFixed(2)} right of ${n}`)
            .join("; ")}`}
          points={points}
          foundWord="Right"
          axis="share that was right, 0 to 1"
          countWord="Readings"
        />
        <p className="xs faint">Measured on {reliability.on}.</p>
        <details>
          <summary className="xs faint">How it was fitted, and what is set by hand</summary>
          <p className="xs muted">
            {calibration.version}: {calibration.method}. {fittedOn.readings} readings of {fittedOn.questions} questions,{" "}
            {fittedOn.correct} right. Starts at {percent(intercept)} when no sign speaks against an answer.
          </p>
          <table className="tight">
            <thead>
              <tr>
                <th>Sign</th>
                <th className="n">Weight</th>
                <th>From</th>
              </tr>
            </thead>
            <tbody>
              {weightRows(weights, "fitted").map(row)}
              {weightRows(setByHand, "set by hand").map(row)}
            </tbody>
          </table>
        </details>
      </figure>
    </section>
  );
}

interface WeightRow {
  id: string;
  weight: number;
  from: string;
}

function weightRows(weights: Readonly<Record<string, number>>, from: string): WeightRow[] {
  return Object.entries(weights).map(([id, weight]) => ({ id, weight, from }));
}

function row({ id, weight, from }: WeightRow) {
  return (
    <tr key={id}>
      <td>{signWords(id)}</td>
      <td className="n">{weight.toFixed(2)}</td>
      <td className="muted">{from}</td>
    </tr>
  );
}

/** A log-odds as a probability in per cent. */
function percent(logit: number): string {
  return `${Math.round(100 / (1 + Math.exp(-logit)))} %`;
}
