import type { Dataset } from "@/lib/contract/dataset";
import { RunButton } from "./live-run.client";
import { describeDenominator } from "./money-summary";
import styles from "./view.module.css";

/** The page before anything was looked at: what is loaded, and the one thing to do. */
export function FirstRun({ dataset }: { dataset: Dataset }) {
  return (
    <section className={`card ${styles.first}`} aria-label="First run">
      <div>
        <h2>Nothing was looked at yet</h2>
        <p className="muted prose">
          Loaded: {describeDenominator(dataset)}. An investigation takes seconds, changes nothing in your data, and
          shows each case with the rows that prove it.
        </p>
      </div>
      <RunButton />
    </section>
  );
}
