import { joinUrl } from "@/adapters/http";
import type { HttpExample } from "@/lib/contract/integration";
import type { Settings } from "@/lib/env";

interface EventWindow {
  /** ISO 8601 UTC. */
  from: string;
  to: string;
}

const PAGE_LIMIT = 100;

/** `DATADOG_BASE_URL`, else the API host of the site. */
export function datadogBaseUrl(settings: Pick<Settings, "DATADOG_BASE_URL" | "DATADOG_SITE">): string {
  return settings.DATADOG_BASE_URL ?? `https://api.${settings.DATADOG_SITE}`;
}

/** One page of the v2 event search, newest first. */
export function searchEvents(baseUrl: string, window: EventWindow, cursor?: string): HttpExample {
  return {
    method: "POST",
    url: joinUrl(baseUrl, "/api/v2/events/search"),
    headers: {
      "Content-Type": "application/json",
      Accept: "application/json",
      "DD-API-KEY": "<DATADOG_API_KEY>",
      "DD-APPLICATION-KEY": "<DATADOG_APP_KEY>",
    },
    body: {
      filter: { query: "*", from: window.from, to: window.to },
      sort: "-timestamp",
      page: cursor === undefined ? { limit: PAGE_LIMIT } : { limit: PAGE_LIMIT, cursor },
    },
  };
}
