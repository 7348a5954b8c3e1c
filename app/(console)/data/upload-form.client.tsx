"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState, useTransition } from "react";
import type { LoadReport } from "@/lib/contract/dataset";
import styles from "./data.module.css";

type Outcome = { kind: "loaded" } | { kind: "refused"; faultCount: number } | { kind: "failed"; text: string };

function isLoadReport(body: unknown): body is LoadReport {
  return typeof body === "object" && body !== null && "faults" in body && "faultCount" in body;
}

function readOutcome(body: unknown): Outcome {
  if (isLoadReport(body)) {
    return body.status === "loaded" ? { kind: "loaded" } : { kind: "refused", faultCount: body.faultCount };
  }
  const detail =
    typeof body === "object" && body !== null && "detail" in body ? String(body.detail) : "no reason given";
  return { kind: "failed", text: detail };
}

/** Sends table files to the server, which loads them or names every fault. */
export function UploadForm() {
  const router = useRouter();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [sending, startTransition] = useTransition();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const body = new FormData(event.currentTarget);
    startTransition(async () => {
      try {
        const response = await fetch("/api/data/upload", { method: "POST", body });
        setOutcome(readOutcome(await response.json()));
        router.refresh();
      } catch (error) {
        setOutcome({ kind: "failed", text: error instanceof Error ? error.message : String(error) });
      }
    });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <label className={`label ${styles.wide}`}>
        Files, one a table
        <input className="field" type="file" name="files" multiple required accept=".csv,.parquet" />
      </label>
      <button className="btn" type="submit" disabled={sending}>
        {sending ? "Uploading" : "Upload and load"}
      </button>
      <span role="status" className="sm">
        {outcome?.kind === "loaded" && "Loaded."}
        {outcome?.kind === "refused" && `Refused: ${outcome.faultCount} faults, listed above.`}
        {outcome?.kind === "failed" && `Not loaded: ${outcome.text}`}
      </span>
    </form>
  );
}
