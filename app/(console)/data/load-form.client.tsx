"use client";

import { type FormEvent, useRef, useState, useTransition } from "react";
import { ProblemNote } from "@/app/_components/problem-note";
import type { LoadReport } from "@/lib/contract/dataset";
import type { MappingProposal } from "@/lib/contract/mapping";
import type { Problem } from "@/lib/contract/problem";
import styles from "./data.module.css";
import type { DataActions } from "./data-actions";
import { LoadReportNote } from "./load-report";
import { ProposalForm } from "./mapping-proposal.client";

type Actions = Pick<DataActions, "load" | "propose">;

/** Loads a folder that the server may read, as it is or through a mapping that a person confirms. */
export function LoadForm({ actions, folder }: { actions: Actions; folder: string }) {
  const form = useRef<HTMLFormElement>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [report, setReport] = useState<LoadReport | null>(null);
  const [proposal, setProposal] = useState<MappingProposal | null>(null);
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
    run(() => actions.load({ folder: wanted() }));
  };
  const propose = () =>
    startTransition(async () => {
      const result = await actions.propose({ folder: wanted() });
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
        <button className="btn pri" type="submit" disabled={busy}>
          {busy ? "Working" : "Load folder"}
        </button>
        <button className="btn" type="button" onClick={propose} disabled={busy}>
          Propose a mapping
        </button>
        {problem && <ProblemNote problem={problem} />}
        {report?.status === "loaded" && <LoadReportNote report={report} />}
        {report?.status === "refused" && (
          <p className="note bad" role="status">
            Refused: {report.faultCount} {report.faultCount === 1 ? "fault" : "faults"}, listed above.
          </p>
        )}
      </form>
      {proposal && (
        <ProposalForm
          key={`${proposal.folder} ${proposal.yaml.length}`}
          proposal={proposal}
          busy={busy}
          confirm={(mapping) => run(() => actions.load({ folder: proposal.folder, mapping }))}
          leave={() => setProposal(null)}
        />
      )}
    </>
  );
}
