"use client";

import Form from "next/form";
import Link from "next/link";
import { useRef } from "react";
import { sentence } from "@/app/_components/chips";
import { useShortcuts } from "@/app/_components/shortcuts.client";
import type { CaseFilter } from "@/lib/contract/case";
import styles from "./filters.module.css";

const CHOICES = {
  status: ["open", "investigating", "pending_approval", "actioned", "closed"],
  outcome: ["unset", "confirmed", "false_positive", "benign", "duplicate", "insufficient_evidence"],
  moneyKind: ["recoverable", "cash_out", "owed_to_customer", "timing"],
  severity: ["critical", "high", "medium", "low"],
  confidenceBand: ["high", "medium", "low"],
} as const;

const LABELS: Record<string, string> = {
  status: "Status",
  outcome: "Outcome",
  anomalyType: "Anomaly type",
  moneyKind: "Kind of money",
  severity: "Severity",
  confidenceBand: "Confidence",
  currency: "Currency",
  q: "Text",
  sort: "Order",
};

export interface FiltersProps {
  filter: CaseFilter;
  anomalyTypes: readonly string[];
  currencies: readonly string[];
}

/** The filters as a GET form: the address is the only place that holds them. */
export function Filters({ filter, anomalyTypes, currencies }: FiltersProps) {
  const box = useRef<HTMLDetailsElement>(null);
  useShortcuts({
    f: () => {
      if (!box.current) return;
      box.current.open = true;
      box.current.querySelector<HTMLElement>("input, select")?.focus();
    },
  });
  const choices: [string, readonly string[]][] = [
    ...Object.entries(CHOICES),
    ["anomalyType", anomalyTypes],
    ["currency", currencies],
  ];
  const values: Record<string, string | undefined> = filter;
  const active = Object.entries(values).filter(([, value]) => value !== undefined);
  return (
    <details ref={box} className={styles.box} key={JSON.stringify(filter)}>
      <summary>
        <span className="chip">
          {active.length === 0 ? "filter" : `${active.length} ${active.length === 1 ? "filter" : "filters"}`}{" "}
          <kbd>F</kbd>
        </span>
        {active.map(([name, value]) => (
          <span key={name} className="chip">
            {LABELS[name]?.toLowerCase()}: {value?.replaceAll("_", " ")}
          </span>
        ))}
      </summary>
      <Form action="/triage" className={`card ${styles.form}`}>
        <label className="label">
          {LABELS.q}
          <input className="field" name="q" defaultValue={filter.q} maxLength={200} />
        </label>
        {choices.map(([name, options]) => (
          <label key={name} className="label">
            {LABELS[name]}
            <select className="field" name={name} defaultValue={values[name] ?? ""}>
              <option value="">any</option>
              {options.map((option) => (
                <option key={option} value={option}>
                  {name === "currency" ? option : sentence(option)}
                </option>
              ))}
            </select>
          </label>
        ))}
        <label className="label">
          {LABELS.sort}
          <select className="field" name="sort" defaultValue={filter.sort ?? ""}>
            <option value="">rank: confidence x impact</option>
            <option value="impact">impact</option>
            <option value="confidence">confidence</option>
            <option value="sentiment">sentiment risk</option>
            <option value="updated">last updated</option>
          </select>
        </label>
        <div className="row">
          <button className="btn small" type="submit">
            Apply
          </button>
          <Link className="btn small" href="/triage">
            Clear
          </Link>
        </div>
      </Form>
    </details>
  );
}
