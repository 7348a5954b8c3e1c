import type { CaseAttention, CaseOutcome, CaseStatus, Severity } from "@/lib/contract/case";
import { Mark } from "./marks";

const SEVERITY_CLASS: Record<Severity, string> = { critical: "crit", high: "warn", medium: "", low: "" };

/** First letter upper case, underscores as spaces: `false_positive` -> `False positive`. */
export function sentence(id: string): string {
  const words = id.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function SeverityChip({ severity }: { severity: Severity }) {
  return <span className={`chip ${SEVERITY_CLASS[severity]}`}>{sentence(severity)}</span>;
}

const OUTCOME_CLASS: Partial<Record<CaseOutcome, string>> = { confirmed: "good", insufficient_evidence: "warn" };

/** The verdict a case carries; nothing while there is none. */
export function OutcomeChip({ outcome }: { outcome: CaseOutcome }) {
  if (outcome === "unset") return null;
  const text = outcome === "benign" ? "Expected here" : sentence(outcome);
  return (
    <span className={`chip ${OUTCOME_CLASS[outcome] ?? ""}`}>
      {outcome === "confirmed" && <Mark name="check" />}
      {text}
    </span>
  );
}

export function StatusChip({ status }: { status: CaseStatus }) {
  return <span className={`chip ${status === "pending_approval" ? "warn" : ""}`}>{sentence(status)}</span>;
}

export function AttentionChip({ attention }: { attention: CaseAttention }) {
  if (attention === "none") return null;
  return <span className={`chip ${attention === "overdue" ? "crit" : "warn"}`}>{attention}</span>;
}

/** Who produced a sentence: `rules`, or the model's name. */
export function SourceChip({ source }: { source: string }) {
  return (
    <span className="chip" title="Who produced this">
      {source}
    </span>
  );
}

/** Mock or real, in words. */
export function ModeChip({ mode }: { mode: "mock" | "real" }) {
  return <span className={`chip ${mode === "real" ? "good" : ""}`}>{mode}</span>;
}
