import { type AdapterDeps, createIntegrationLog } from "@/adapters/integration";
import type { Modulate } from "@/lib/ports";
import { mockScoreTexts } from "./mock";
import { realScoreTexts } from "./real";
import { scoreTextSignals } from "./text-signals";

/** Modulate as OpsIQ uses it: the risk in the words of a case. */
export function createModulate(deps: AdapterDeps): Modulate {
  const baseUrl = deps.settings.MODULATE_BASE_URL ?? "<MODULATE_BASE_URL>";
  const log = createIntegrationLog(
    {
      id: "modulate",
      title: "Modulate",
      role: "Sentiment: the risk in the words of a case",
      settings: [
        { name: "MODULATE_API_KEY", required: true },
        { name: "MODULATE_BASE_URL", required: true },
      ],
      missing: {
        MODULATE_BASE_URL:
          "MODULATE_BASE_URL is not set: Modulate takes audio only and no text endpoint of it is known, so the local scorer is used",
      },
      request: scoreTextSignals(baseUrl, ["We were charged twice."]),
    },
    deps,
  );
  return {
    id: "modulate",
    status: log.status,
    scoreTexts: log.mode === "real" ? realScoreTexts(deps, log, baseUrl) : mockScoreTexts(baseUrl, log),
  };
}
