"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState, useTransition } from "react";
import { type KnownDataset, UploadReply } from "@/lib/contract/dataset";
import { findFormer } from "@/lib/known-datasets";
import styles from "./data.module.css";
import { DatasetChoice } from "./dataset-choice";

type Outcome = UploadReply | { status: "failed"; text: string };

interface UploadProps {
  datasets: readonly KnownDataset[];
  /** Whether files that were sent wait for a person to confirm how they are read. */
  isWaiting: boolean;
  /** Called when the server answered; `propose` with the folder of files that no mapping is known for yet. */
  sent: (propose: { folder: string; dataset: string } | null) => void;
}

/** Sends files to the server, which loads them, keeps them for a mapping, or names every fault. */
export function UploadForm({ datasets, isWaiting, sent }: UploadProps) {
  const router = useRouter();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [dataset, setDataset] = useState("own");
  const [former, setFormer] = useState<KnownDataset | null>(null);
  const [sending, startTransition] = useTransition();
  const choose = (files: FileList | null) => {
    const found = findFormer(
      [...(files ?? [])].map(({ name }) => name),
      datasets,
    );
    setFormer(found);
    setDataset(found?.id ?? "own");
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const body = new FormData(event.currentTarget);
    startTransition(async () => {
      const result = await send(body);
      setOutcome(result);
      sent(result.status === "stored" ? result : null);
      router.refresh();
    });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <label className={`label ${styles.wide}`}>
        Files, CSV or Parquet
        <input
          className="field"
          type="file"
          name="files"
          multiple
          required
          accept=".csv,.parquet"
          onChange={({ target }) => choose(target.files)}
        />
      </label>
      <DatasetChoice label="The files are" datasets={datasets} value={dataset} change={setDataset} />
      <button className="btn" type="submit" disabled={sending}>
        {sending ? "Uploading" : "Upload and load"}
      </button>
      {former && dataset === former.id && (
        <p className={`sm muted ${styles.line}`}>
          Files of these names came before, as {former.label}: its cases keep their verdicts and history, and what was
          put right since closes as healed. The export must go as far back as before.
        </p>
      )}
      <span role="status" className={`sm ${styles.line}`}>
        {outcome && (outcome.status !== "stored" || isWaiting) && describe(outcome)}
      </span>
    </form>
  );
}

async function send(body: FormData): Promise<Outcome> {
  try {
    const response = await fetch("/api/data/upload", { method: "POST", body });
    const answer: unknown = await response.json();
    const reply = UploadReply.safeParse(answer);
    return reply.success ? reply.data : { status: "failed", text: detailOf(answer) };
  } catch (error) {
    return { status: "failed", text: error instanceof Error ? error.message : String(error) };
  }
}

function detailOf(body: unknown): string {
  return typeof body === "object" && body !== null && "detail" in body ? String(body.detail) : "no reason given";
}

function describe(outcome: Outcome): string {
  if (outcome.status === "failed") return `Not loaded: ${outcome.text}`;
  if (outcome.status === "stored") return "Kept. The files are not OpsIQ's own tables: confirm how to read them.";
  if (outcome.status === "refused") return `Refused: ${outcome.faultCount} faults, listed above.`;
  return outcome.dataset?.isContinued ? `Loaded as new data of ${outcome.dataset.label}.` : "Loaded.";
}
