"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState, useTransition } from "react";
import { ProblemNote } from "@/app/_components/problem-note";
import type { DetectorDetail, DetectorTrial } from "@/lib/contract/detector";
import type { Problem } from "@/lib/contract/problem";
import type { DetectorActions } from "../detector-actions";
import styles from "../detectors.module.css";
import { ParameterFields } from "./parameter-fields";
import { TrialResult } from "./trial-result";

export interface SettingFormProps {
  detail: DetectorDetail;
  tryOut: DetectorActions["tryOut"];
  change: DetectorActions["change"];
}

/** A file that nobody has activated is tried as it would run. */
function startsOn({ setting, state }: DetectorDetail): boolean {
  return setting.enabled || state === "proposed";
}

function valuesOf({ parameters }: DetectorDetail): Record<string, string> {
  return Object.fromEntries(parameters.map(({ name, value }) => [name, String(value)]));
}

/**
 * On or off and the parameters. Nothing is applied that a person has not seen tried: a preview for a built-in detector,
 * a backtest for a custom one, on the settings as they stand.
 */
export function SettingForm({ detail, tryOut, change }: SettingFormProps) {
  const router = useRouter();
  const isCustom = detail.source === "custom";
  const { lastTrial } = detail;
  const [seen, setSeen] = useState(detail.version);
  const [enabled, setEnabled] = useState(startsOn(detail));
  const [values, setValues] = useState(() => valuesOf(detail));
  const [trial, setTrial] = useState<DetectorTrial | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [said, setSaid] = useState("");
  const [why, setWhy] = useState("");
  const [working, startTransition] = useTransition();
  // Somebody changed the settings, here or elsewhere: the form shows them as they are now.
  if (seen !== detail.version) {
    setSeen(detail.version);
    setEnabled(startsOn(detail));
    setValues(valuesOf(detail));
    setTrial(null);
  }
  const input = () => ({
    enabled,
    parameters: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)])),
  });
  const edit = (apply: () => void) => {
    apply();
    setTrial(null);
    setSaid("");
  };
  const attempt = (event: FormEvent) => {
    event.preventDefault();
    startTransition(async () => {
      const result = await tryOut(detail.id, input());
      setProblem(result.ok ? null : result.problem);
      setTrial(result.ok ? result.data : null);
      setSaid("");
    });
  };
  const apply = () =>
    startTransition(async () => {
      const result = await change(detail.id, { ...input(), why });
      setProblem(result.ok ? null : result.problem);
      if (!result.ok) return;
      setTrial(null);
      setSaid("Applied: the next run takes it.");
      router.refresh();
    });
  const tryWord = isCustom ? "Backtest" : "Preview";
  const applyWord = isCustom && enabled && detail.state !== "on" ? "Activate" : "Apply";
  return (
    <section className="card" aria-label="Setting">
      <header>
        <h2>Setting</h2>
        <span className="grow" />
        <span className="xs faint">
          {isCustom ? "backtested before it is activated" : "previewed before it is applied"}
        </span>
      </header>
      <form className={styles.form} onSubmit={attempt}>
        <label className={styles.switch}>
          <input type="checkbox" checked={enabled} onChange={(event) => edit(() => setEnabled(event.target.checked))} />
          On: the next run looks with it
        </label>
        <ParameterFields
          parameters={detail.parameters}
          values={values}
          edit={(name, value) => edit(() => setValues({ ...values, [name]: value }))}
        />
        <div className="row">
          <button type="submit" className={`btn ${trial ? "" : "pri"}`} disabled={working}>
            {working && !trial ? "Working" : tryWord}
          </button>
          <span role="status" className="sm muted">
            {said}
          </span>
        </div>
        {problem && <ProblemNote problem={problem} />}
        {trial && (
          <>
            <TrialResult trial={trial} isCustom={isCustom} />
            <div className="row">
              <label className="label" style={{ flex: "1 1 220px" }}>
                Why, for the log
                <input className="field" value={why} maxLength={500} onChange={(event) => setWhy(event.target.value)} />
              </label>
              <button type="button" className="btn pri" style={{ alignSelf: "end" }} disabled={working} onClick={apply}>
                {applyWord}
              </button>
            </div>
          </>
        )}
        {!trial && isCustom && lastTrial && (
          <details>
            <summary className="sm muted">The last backtest</summary>
            <TrialResult trial={lastTrial} isCustom />
          </details>
        )}
      </form>
    </section>
  );
}
