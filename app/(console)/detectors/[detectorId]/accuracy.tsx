import type { DetectorDetail } from "@/lib/contract/detector";
import styles from "../detectors.module.css";
import { percent } from "../percent";

/** How often it is right, as the scoreboard measured it; a custom one has its backtest instead, and says so. */
export function Accuracy({ detail }: { detail: DetectorDetail }) {
  const { accuracy } = detail;
  return (
    <section className="card" aria-label="Measured accuracy">
      <header>
        <h2>Measured accuracy</h2>
      </header>
      {accuracy ? (
        <>
          <table className="tight">
            <tbody>
              <Line name="Precision" text={percent(accuracy.precision)} />
              <Line name="Recall" text={percent(accuracy.recall)} />
              <Line name="To the cent" text={percent(accuracy.exact)} />
              <Line name="Dollar error" text={percent(accuracy.dollarError)} />
              <Line name="Planted, found" text={`${accuracy.planted}, ${accuracy.found}`} />
            </tbody>
          </table>
          <p className={`xs faint ${styles.sql}`}>
            On {accuracy.seeds} generated worlds of {accuracy.invoices.toLocaleString("en-US")} invoices with hidden
            truth, with the default parameters. It says nothing certain about your data.
          </p>
        </>
      ) : (
        <p className={`sm muted ${styles.sql}`}>
          {detail.source === "custom"
            ? "Never measured against a known truth: nobody planted its cases. Its backtest says what it finds, not how often it is right; verdicts in Triage will."
            : "Not measured: it is not on the scoreboard."}
        </p>
      )}
    </section>
  );
}

function Line({ name, text }: { name: string; text: string }) {
  return (
    <tr>
      <td className="muted">{name}</td>
      <td className="n">{text}</td>
    </tr>
  );
}
