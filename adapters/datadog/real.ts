import { createHttpClient, unwrap } from "@/adapters/http";
import { type AdapterDeps, type IntegrationLog, secretsOf } from "@/adapters/integration";
import type { Signal } from "@/lib/contract/integration";
import type { Datadog } from "@/lib/ports";
import { type DatadogEvent, EventsPage, toSignal } from "./events";
import { datadogBaseUrl, searchEvents } from "./request";

const MAX_PAGES = 10;

/** Reads the events of a window from Datadog, page by page. A failing page fails the whole read: no half windows. */
export function realFetchSignals(deps: AdapterDeps, log: IntegrationLog): Datadog["fetchSignals"] {
  const baseUrl = datadogBaseUrl(deps.settings);
  const http = createHttpClient({ ...deps, baseUrl, secrets: secretsOf(deps.settings), redact: log.redact });
  return (window, signal) => {
    const first = searchEvents(baseUrl, window);
    return log.track("fetch-signals", first, async () => {
      const events: DatadogEvent[] = [];
      let cursor: string | undefined;
      let pages = 0;
      do {
        const request = searchEvents(baseUrl, window, cursor);
        log.sent(request);
        const page: EventsPage = unwrap(await http({ request, schema: EventsPage, retry: "safe", signal }));
        events.push(...page.data);
        pages += 1;
        const after = page.meta?.page?.after ?? undefined;
        cursor = after === cursor ? undefined : after;
      } while (cursor !== undefined && pages < MAX_PAGES);
      const signals = newestFirst(events.map(toSignal));
      const rest = cursor === undefined ? "" : `; older events past ${MAX_PAGES} pages were not read`;
      const summary = `Read ${signals.length} events on ${pages} pages from ${window.from} to ${window.to}${rest}`;
      return { value: signals, summary, response: { pages, complete: cursor === undefined, signals } };
    });
  };
}

/** Pages overlap when events arrive while paging: an id counts once. */
function newestFirst(signals: readonly Signal[]): Signal[] {
  const byId = new Map(signals.map((signal) => [signal.id, signal]));
  return [...byId.values()].sort((a, b) =>
    a.occurredAt === b.occurredAt ? (a.id < b.id ? -1 : 1) : a.occurredAt > b.occurredAt ? -1 : 1,
  );
}
