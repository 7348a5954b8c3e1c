import type { MarkName } from "@/app/_components/marks";
import type { RunStatus } from "@/lib/contract/run";

/** How a run stands, in a word, a tone and a mark. */
export const RUN_STATUS: Record<RunStatus, { word: string; tone: string; mark: MarkName }> = {
  running: { word: "Running", tone: "", mark: "dot" },
  ok: { word: "Finished", tone: "good", mark: "check" },
  degraded: { word: "Degraded", tone: "warn", mark: "caution" },
  failed: { word: "Failed", tone: "crit", mark: "cross" },
};
