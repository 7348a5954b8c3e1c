"use client";

import { type FormEvent, useState, useTransition } from "react";
import { ProblemNote } from "@/app/_components/problem-note";
import type { LoadReport } from "@/lib/contract/dataset";
import type { Problem } from "@/lib/contract/problem";
import styles from "./data.module.css";
import type { DataActions } from "./data-actions";
import { LoadReportNote } from "./load-report";

/** Loads a folder that the server may read. */
export function LoadForm({ load, folder }: { load: DataActions["load"]; folder: string }) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [report, setReport] = useState<LoadReport | null>(null);
  const [loading, startTransition] = useTransition();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const wanted = String(new FormData(event.currentTarget).get("folder") ?? "");
    startTransition(async () => {
      const result = await load({ folder: wanted });
      setProblem(result.ok ? null : result.problem);
      setReport(result.ok ? result.data : null);
    });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <label className={`label ${styles.wide}`}>
        Folder on the server
        <input className="field mono" name="folder" defaultValue={folder} required maxLength={1000} />
      </label>
      <button className="btn pri" type="submit" disabled={loading}>
        {loading ? "Loading" : "Load folder"}
      </button>
      {problem && <ProblemNote problem={problem} />}
      {report?.status === "loaded" && <LoadReportNote report={report} />}
      {report?.status === "refused" && (
        <p className="note bad" role="status">
          Refused: {report.faultCount} {report.faultCount === 1 ? "fault" : "faults"}, listed above.
        </p>
      )}
    </form>
  );
}
