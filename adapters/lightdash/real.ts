import { createHttpClient, unwrap } from "@/adapters/http";
import { type AdapterDeps, type IntegrationLog, secretsOf } from "@/adapters/integration";
import type { Lightdash, LightdashMetric } from "@/lib/ports";
import { CataloguePage, listCatalogueMetrics, refusalOf, toMetric } from "./catalogue";

const MAX_PAGES = 40;

/** Reads the project's whole metric catalogue. A failing page fails the read. */
export function realListMetrics(
  deps: AdapterDeps,
  log: IntegrationLog,
  baseUrl: string,
  projectUuid: string,
): Lightdash["listMetrics"] {
  const http = createHttpClient({ ...deps, baseUrl, secrets: secretsOf(deps.settings), redact: log.redact });
  return (signal) =>
    log.track("list-metrics", listCatalogueMetrics(baseUrl, projectUuid, 1), async () => {
      const metrics: LightdashMetric[] = [];
      let last = 1;
      for (let page = 1; page <= Math.min(last, MAX_PAGES); page += 1) {
        const request = listCatalogueMetrics(baseUrl, projectUuid, page);
        log.sent(request);
        const answer = unwrap(
          await http({ request, schema: CataloguePage, retry: "safe", refusal: refusalOf, signal }),
        );
        if (answer.status !== "ok" || answer.results.data.length === 0) break;
        metrics.push(...answer.results.data.map(toMetric));
        last = answer.results.pagination?.totalPageCount ?? 1;
      }
      const rest = last > MAX_PAGES ? `; the first ${MAX_PAGES} of ${last} pages` : "";
      return { value: metrics, summary: `Read ${metrics.length} metrics${rest}`, response: { metrics } };
    });
}
