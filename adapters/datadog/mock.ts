import type { IntegrationLog } from "@/adapters/integration";
import type { Datadog } from "@/lib/ports";
import { searchEvents } from "./request";

/** Has no events of its own: the data's signal_events stand in. The read is recorded all the same. */
export function mockFetchSignals(baseUrl: string, log: IntegrationLog): Datadog["fetchSignals"] {
  return (window) => {
    const request = searchEvents(baseUrl, window);
    return log.track("fetch-signals", request, async () => {
      log.sent(request);
      const summary = `Read the window ${window.from} to ${window.to}; the signals come from the data's signal_events`;
      return { value: [], summary, response: { signals: [] } };
    });
  };
}
