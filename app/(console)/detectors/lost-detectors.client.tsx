"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { ProblemNote } from "@/app/_components/problem-note";
import type { Problem } from "@/lib/contract/problem";
import type { DetectorActions } from "./detector-actions";
import styles from "./detectors.module.css";

/** Active detectors that cannot run, because their file is refused or gone: their cases stay until one is switched off. */
export function LostDetectors({ ids, change }: { ids: readonly string[]; change: DetectorActions["change"] }) {
  const router = useRouter();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [sending, startTransition] = useTransition();
  const switchOff = (id: string) =>
    startTransition(async () => {
      const result = await change(id, { enabled: false, parameters: {}, why: "its file is gone" });
      setProblem(result.ok ? null : result.problem);
      if (result.ok) router.refresh();
    });
  if (ids.length === 0) return null;
  return (
    <section className="card" aria-label="Active without a file">
      <header>
        <h2>Active without a file</h2>
        <span className="grow" />
        <span className="xs faint">their cases stay as they are; each run says so</span>
      </header>
      <ul className={styles.log}>
        {ids.map((id) => (
          <li key={id}>
            <span className="row">
              <span className="mono">{id}</span>
              <button
                type="button"
                className="btn small"
                disabled={sending}
                onClick={() => switchOff(id)}
                aria-label={`Switch ${id} off`}
              >
                Switch off
              </button>
            </span>
          </li>
        ))}
      </ul>
      {problem && <ProblemNote problem={problem} />}
    </section>
  );
}
