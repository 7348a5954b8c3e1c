"use client";

import { useRouter } from "next/navigation";
import { type SubmitEvent, useState } from "react";
import type { SemanticQuery } from "@/lib/contract/analyst";
import { addDays } from "@/lib/semantic/days";
import { type Edits, editQuery } from "@/lib/semantic/edit-query";
import styles from "./answer.module.css";
import { queryHref } from "./question-href";

/** The names a reading can be made of. */
export interface EditorModel {
  metrics: { id: string; label: string; dims: string[] }[];
  dimensions: { id: string; label: string }[];
  asOf: string;
}

export interface ReadingEditorProps {
  question: string;
  query: SemanticQuery;
  model: EditorModel;
}

const OPERATIONS: readonly { id: Edits["op"]; label: string }[] = [
  { id: "value", label: "Total" },
  { id: "trend", label: "Course over time" },
  { id: "breakdown", label: "Breakdown" },
  { id: "rank", label: "Ranking" },
  { id: "share", label: "Share" },
  { id: "compare", label: "Comparison with the period before" },
  { id: "why", label: "Why it changed" },
];
const GRAINS: readonly Edits["grain"][] = ["day", "week", "month", "quarter", "year"];

function startingEdits(query: SemanticQuery): Edits {
  return {
    op: OPERATIONS.find((one) => one.id === query.op)?.id ?? "value",
    metric: query.metrics[0] ?? "",
    dims: query.dims,
    keptFilters: query.filters.map((_, at) => at),
    firstDay: query.time.from,
    lastDay: addDays(query.time.to, -1),
    grain: query.time.grain ?? "month",
  };
}

/** The reading as a form: what it measures, how it is cut, over which days. The result is an exact query. */
export function ReadingEditor({ question, query, model }: ReadingEditorProps) {
  const router = useRouter();
  const [edits, setEdits] = useState(() => startingEdits(query));
  const [fault, setFault] = useState("");
  const change = (part: Partial<Edits>) => setEdits((old) => ({ ...old, ...part }));
  const allowed = model.metrics.find((one) => one.id === edits.metric)?.dims ?? [];
  const nameOf = (dim: string) => model.dimensions.find((one) => one.id === dim)?.label ?? dim;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const edited = editQuery(query, edits, allowed, model.asOf);
    if (!edited) return setFault("The last day has to be on or after the first.");
    router.push(queryHref(edited, question));
  };
  const setDim = (at: number, dim: string) =>
    change({ dims: [0, 1].map((one) => (one === at ? dim : (edits.dims[one] ?? ""))).filter(Boolean) });
  return (
    <form className={styles.editor} onSubmit={submit} aria-label="Edit the reading">
      <Choice label="Show" value={edits.op} onChange={(op) => change({ op })} options={OPERATIONS} />
      <Choice label="Of" value={edits.metric} onChange={(metric) => change({ metric })} options={model.metrics} />
      {[0, 1].map((at) => (
        <Choice
          key={at}
          label={at === 0 ? "By" : "And by"}
          value={edits.dims[at] ?? ""}
          onChange={(dim) => setDim(at, dim)}
          options={[{ id: "", label: "nothing" }, ...allowed.map((id) => ({ id, label: nameOf(id) }))]}
        />
      ))}
      <Day label="From" value={edits.firstDay} onChange={(firstDay) => change({ firstDay })} />
      <Day label="To, inclusive" value={edits.lastDay} onChange={(lastDay) => change({ lastDay })} />
      {edits.op === "trend" && (
        <Choice
          label="Each"
          value={edits.grain}
          onChange={(grain) => change({ grain })}
          options={GRAINS.map((id) => ({ id, label: id }))}
        />
      )}
      {query.filters.map((filter, at) => (
        <label key={`${filter.dim} ${filter.op}`} className="row xs muted">
          <input
            type="checkbox"
            checked={edits.keptFilters.includes(at)}
            onChange={(event) =>
              change({
                keptFilters: event.target.checked
                  ? [...edits.keptFilters, at]
                  : edits.keptFilters.filter((one) => one !== at),
              })
            }
          />
          {filter.op === "in" ? "only" : "without"} {nameOf(filter.dim).toLowerCase()}{" "}
          {filter.values.slice(0, 3).join(", ")}
        </label>
      ))}
      <button type="submit" className="btn">
        Answer this
      </button>
      {fault && (
        <span role="alert" className="xs hot">
          {fault}
        </span>
      )}
    </form>
  );
}

interface ChoiceProps<Id extends string> {
  label: string;
  value: Id;
  options: readonly { id: Id; label: string }[];
  onChange: (id: Id) => void;
}

function Choice<Id extends string>({ label, value, options, onChange }: ChoiceProps<Id>) {
  return (
    <label className="label">
      {label}
      <select
        className="field"
        value={value}
        onChange={(event) => {
          const chosen = options[event.target.selectedIndex];
          if (chosen) onChange(chosen.id);
        }}
      >
        {options.map((option) => (
          <option key={option.id} value={option.id}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}

function Day({ label, value, onChange }: { label: string; value: string; onChange: (day: string) => void }) {
  return (
    <label className="label">
      {label}
      <input className="field" type="date" value={value} required onChange={(event) => onChange(event.target.value)} />
    </label>
  );
}
