import type { IntegrationLog } from "@/adapters/integration";
import type { HttpExample } from "@/lib/contract/integration";
import type { Lightdash, LightdashMetric } from "@/lib/ports";

/** Serves OpsIQ's own metric model as the catalogue, and records the read. */
export function mockListMetrics(
  catalogue: () => LightdashMetric[],
  request: HttpExample,
  log: IntegrationLog,
): Lightdash["listMetrics"] {
  return () =>
    log.track("list-metrics", request, async () => {
      log.sent(request);
      const metrics = catalogue();
      const summary = `Read ${metrics.length} metrics of OpsIQ's own metric model`;
      return { value: metrics, summary, response: { metrics } };
    });
}
