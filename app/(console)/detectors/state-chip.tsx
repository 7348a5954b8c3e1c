import type { DetectorState } from "@/lib/contract/detector";

const STATES: Record<DetectorState, { text: string; tone: string }> = {
  on: { text: "On", tone: "good" },
  off: { text: "Off", tone: "" },
  skipped: { text: "Skipped", tone: "warn" },
  proposed: { text: "Proposed", tone: "" },
  changed: { text: "File changed", tone: "crit" },
};

/** What the next run does with a detector. */
export function StateChip({ state }: { state: DetectorState }) {
  const { text, tone } = STATES[state];
  return <span className={`chip ${tone}`}>{text}</span>;
}
