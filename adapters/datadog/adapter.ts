import { type AdapterDeps, createIntegrationLog } from "@/adapters/integration";
import type { Datadog } from "@/lib/ports";
import { mockFetchSignals } from "./mock";
import { realFetchSignals } from "./real";
import { datadogBaseUrl, searchEvents } from "./request";

/** Datadog as OpsIQ uses it: a feed of events that may explain a case. */
export function createDatadog(deps: AdapterDeps): Datadog {
  const baseUrl = datadogBaseUrl(deps.settings);
  const log = createIntegrationLog(
    {
      id: "datadog",
      title: "Datadog",
      role: "Signals: alerts and events around the money",
      settings: [
        { name: "DATADOG_API_KEY", required: true },
        { name: "DATADOG_APP_KEY", required: true },
        { name: "DATADOG_SITE", required: false },
        { name: "DATADOG_BASE_URL", required: false },
      ],
      request: searchEvents(baseUrl, { from: "now-24h", to: "now" }),
    },
    deps,
  );
  return {
    id: "datadog",
    status: log.status,
    fetchSignals: log.mode === "real" ? realFetchSignals(deps, log) : mockFetchSignals(baseUrl, log),
  };
}
