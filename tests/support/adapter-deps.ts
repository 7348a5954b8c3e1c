import { parseSettings } from "@/lib/env";
import type { RecordActivity } from "@/lib/ports";

export type RecordedActivity = Parameters<RecordActivity>[0];

/** Keys that must turn up nowhere but in the vendors' own headers. */
export const CANARIES = {
  LLM_API_KEY: "canary-llm-8f2k1",
  GROQ_API_KEY: "canary-groq-8f2k2",
  AIRIA_API_KEY: "canary-airia-8f2k3",
  MODULATE_API_KEY: "canary-modulate-8f2k4",
  LIGHTDASH_API_KEY: "canary-lightdash-8f2k5",
  DATADOG_API_KEY: "canary-datadog-8f2k6",
  DATADOG_APP_KEY: "canary-datadog-app-8f2k7",
};

/** Adapter dependencies over real settings, a list of what was recorded, waits that are only noted, and no jitter. */
export function adapterDeps(environment: Record<string, string>) {
  const activity: RecordedActivity[] = [];
  const waits: number[] = [];
  return {
    activity,
    waits,
    deps: {
      settings: parseSettings(environment),
      record: (entry: RecordedActivity) => {
        activity.push(entry);
      },
      clock: () => new Date("2026-11-23T04:00:00.000Z"),
      sleep: async (ms: number, signal?: AbortSignal) => {
        signal?.throwIfAborted();
        waits.push(ms);
      },
      random: () => 1,
    },
  };
}
