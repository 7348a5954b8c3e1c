import { type AdapterDeps, createIntegrationLog } from "@/adapters/integration";
import type { Lightdash, LightdashMetric } from "@/lib/ports";
import { listCatalogueMetrics } from "./catalogue";
import { mockListMetrics } from "./mock";
import { realListMetrics } from "./real";

/** Lightdash as OpsIQ uses it: the catalogue of metrics that the business agreed on. */
export function createLightdash(deps: AdapterDeps & { catalogue: () => LightdashMetric[] }): Lightdash {
  const { settings, catalogue } = deps;
  const baseUrl = settings.LIGHTDASH_URL ?? "<LIGHTDASH_URL>";
  const projectUuid = settings.LIGHTDASH_PROJECT_UUID ?? "<LIGHTDASH_PROJECT_UUID>";
  const request = listCatalogueMetrics(baseUrl, projectUuid, 1);
  const log = createIntegrationLog(
    {
      id: "lightdash",
      title: "Lightdash",
      role: "Metric layer: the metrics the analyst answers with",
      settings: [
        { name: "LIGHTDASH_URL", required: true },
        { name: "LIGHTDASH_API_KEY", required: true },
        { name: "LIGHTDASH_PROJECT_UUID", required: true },
      ],
      request,
    },
    deps,
  );
  return {
    id: "lightdash",
    status: log.status,
    listMetrics:
      log.mode === "real" ? realListMetrics(deps, log, baseUrl, projectUuid) : mockListMetrics(catalogue, request, log),
  };
}
