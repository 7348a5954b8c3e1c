"use client";

import { type FormEvent, useRef, useState, useTransition } from "react";
import { ProblemNote } from "@/app/_components/problem-note";
import type { KnownDataset, LoadReport } from "@/lib/contract/dataset";
import type { MappingProposal } from "@/lib/contract/mapping";
import type { Problem } from "@/lib/contract/problem";
import styles from "./data.module.css";
import type { DataActions } from "./data-actions";
import { DatasetChoice } from "./dataset-choice";
import { LoadReportNote } from "./load-report";
import { ProposalForm } from "./mapping-proposal.client";
import { UploadForm } from "./upload-form.client";

type Actions = Pick<DataActions, "load" | "propose">;

interface LoadProps {
  actions: Actions;
  folder: string;
  datasets: readonly KnownDataset[];
}

/** Loads a folder that the server may read, or files from the browser, as they are or through a mapping that a person confirms. */
export function LoadForm({ actions, folder, datasets }: LoadProps) {
  const form = useRef<HTMLFormElement>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [report, setReport] = useState<LoadReport | null>(null);
  const [proposal, setProposal] = useState<MappingProposal | null>(null);
  const [dataset, setDataset] = useState("");
  /** What was chosen for uploaded files, which wait for a mapping. */
  const [uploadedInto, setUploadedInto] = useState<string | null>(null);
  const [busy, startTransition] = useTransition();
  const wanted = () => String((form.current ? new FormData(form.current) : null)?.get("folder") ?? "");
  const run = (load: () => ReturnType<Actions["load"]>) =>
    startTransition(async () => {
      const result = await load();
      setProblem(result.ok ? null : result.problem);
      setReport(result.ok ? result.data : null);
      if (result.ok && result.data.status === "loaded") setProposal(null);
    });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    run(() => actions.load({ folder: wanted(), ...into(dataset) }));
  };
  const propose = (from: string, uploaded: string | null) =>
    startTransition(async () => {
      const result = await actions.propose({ folder: from });
      setUploadedInto(uploaded);
      setProblem(result.ok ? null : result.problem);
      setReport(null);
      setProposal(result.ok ? result.data : null);
    });
  return (
    <>
      <form className={styles.form} onSubmit={submit} ref={form}>
        <label className={`label ${styles.wide}`}>
          Folder on the server
          <input className="field mono" name="folder" defaultValue={folder} required maxLength={1000} />
        </label>
        {datasets.length > 0 && (
          <DatasetChoice
            label="Its rows are"
            datasets={datasets}
            value={dataset}
            otherwise="Those of this folder's dataset"
            change={setDataset}
          />
        )}
        <button className="btn pri" type="submit" disabled={busy}>
          {busy ? "Working" : "Load folder"}
        </button>
        <button className="btn" type="button" onClick={() => propose(wanted(), null)} disabled={busy}>
          Propose a mapping
        </button>
        {problem && <ProblemNote problem={problem} />}
        {report?.status === "loaded" && (
          <div className={styles.line}>
            <LoadReportNote report={report} />
          </div>
        )}
        {report?.status === "refused" && (
          <p className="note bad" role="status">
            Refused: {report.faultCount} {report.faultCount === 1 ? "fault" : "faults"}, listed above.
          </p>
        )}
      </form>
      <UploadForm
        datasets={datasets}
        isWaiting={uploadedInto !== null && (busy || proposal !== null)}
        sent={(stored) => {
          setReport(null);
          setProposal(null);
          setUploadedInto(stored?.dataset ?? null);
          if (stored) propose(stored.folder, stored.dataset);
        }}
      />
      {proposal && (
        <ProposalForm
          key={`${proposal.folder} ${proposal.yaml.length}`}
          proposal={proposal}
          busy={busy}
          confirm={(mapping) =>
            run(() => actions.load({ folder: proposal.folder, mapping, ...into(uploadedInto ?? dataset) }))
          }
          leave={() => setProposal(null)}
        />
      )}
    </>
  );
}

function into(dataset: string): { dataset?: string } {
  return dataset === "" ? {} : { dataset };
}
