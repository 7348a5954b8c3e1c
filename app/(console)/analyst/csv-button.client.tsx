"use client";

import type { Answer } from "@/lib/contract/analyst";
import { toCsv } from "./answer-csv";

/** Saves the rows of the answer as CSV, made in the browser. */
export function CsvButton({ columns, rows }: Pick<Answer, "columns" | "rows">) {
  const save = () => {
    const url = URL.createObjectURL(new Blob([toCsv({ columns, rows })], { type: "text/csv;charset=utf-8" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = "opsiq-answer.csv";
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <button type="button" className="btn small" onClick={save}>
      CSV
    </button>
  );
}
