"use client";

import { useState, useTransition } from "react";
import { saveAs } from "@/app/_components/download.client";
import type { Answer, ChartSpec, SemanticQuery } from "@/lib/contract/analyst";
import type { AnalystActions } from "./analyst-actions";
import styles from "./answer.module.css";
import { toCsv, toStepsCsv } from "./answer-csv";

export interface AnswerToolsProps {
  question: string;
  semanticQuery: SemanticQuery | null;
  columns: Answer["columns"];
  rows: Answer["rows"];
  chart: ChartSpec | null;
  /** The address that gives this very answer again on the same data. */
  link: string | null;
  saved: { id: string; pinned: boolean } | null;
  save: AnalystActions["save"];
  remove: AnalystActions["remove"];
}

/** Keep, pin and take away an answer: rows as CSV, chart as PNG, its address. Made in the browser. */
export function AnswerTools(props: AnswerToolsProps) {
  const { columns, rows, chart, link, semanticQuery } = props;
  const [said, setSaid] = useState("");
  const saveCsv = () => {
    // A waterfall plots the parts of a change, which are not in the rows of the figure itself.
    const csv = chart?.kind === "waterfall" ? toStepsCsv(chart) : toCsv({ columns, rows });
    const href = URL.createObjectURL(new Blob([csv], { type: "text/csv;charset=utf-8" }));
    saveAs(href, "opsiq-answer.csv");
    URL.revokeObjectURL(href);
  };
  const savePng = async (spec: ChartSpec) => {
    const { drawChartImage } = await import("@/app/_components/chart-image.client");
    saveAs(await drawChartImage(spec), "opsiq-answer.png");
    setSaid("saved as PNG");
  };
  const copyLink = async (path: string) => {
    // The clipboard exists on secure origins only; say so instead of failing unseen.
    if (!navigator.clipboard) return setSaid("not allowed here");
    await navigator.clipboard.writeText(new URL(path, window.location.href).href);
    setSaid("link copied");
  };
  return (
    <div className={styles.tools}>
      <span role="status" className="xs faint">
        {said}
      </span>
      {semanticQuery && <Keep {...props} semanticQuery={semanticQuery} say={setSaid} />}
      {rows.length > 0 && (
        <button type="button" onClick={saveCsv}>
          CSV
        </button>
      )}
      {chart && (
        <button type="button" onClick={() => savePng(chart)}>
          PNG
        </button>
      )}
      {link && (
        <button type="button" onClick={() => copyLink(link)}>
          Link
        </button>
      )}
    </div>
  );
}

interface KeepProps extends AnswerToolsProps {
  semanticQuery: SemanticQuery;
  say: (text: string) => void;
}

function Keep({ question, semanticQuery, saved, save, remove, say }: KeepProps) {
  const [kept, setKept] = useState(saved);
  const [sending, startTransition] = useTransition();
  const keep = (pinned: boolean) =>
    startTransition(async () => {
      const result = await save({ ...(question ? { question } : {}), semanticQuery, pinned });
      if (result.ok) setKept(result.data);
      say(result.ok ? (pinned ? "pinned" : "saved") : result.problem.detail);
    });
  const drop = (id: string) =>
    startTransition(async () => {
      const result = await remove(id);
      if (result.ok) setKept(null);
      say(result.ok ? "removed" : result.problem.detail);
    });
  return (
    <>
      <button
        type="button"
        aria-pressed={kept !== null}
        disabled={sending}
        onClick={() => (kept ? drop(kept.id) : keep(false))}
      >
        {kept ? "Saved" : "Save"}
      </button>
      <button type="button" aria-pressed={kept?.pinned ?? false} disabled={sending} onClick={() => keep(!kept?.pinned)}>
        {kept?.pinned ? "Pinned" : "Pin"}
      </button>
    </>
  );
}
