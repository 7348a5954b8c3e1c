import { type FakeVendor, startFakeVendor } from "./fake-vendor";

interface SearchBody {
  filter?: { query?: string; from?: string; to?: string };
  sort?: string;
  page?: { limit?: number; cursor?: string };
}

/** An event in the vendor's shape; `minute` orders it. */
export function datadogEvent(id: string, minute: number, inner: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: `AwAAA-${id}`,
    type: "event",
    attributes: {
      timestamp: new Date(Date.UTC(2026, 10, 23, 3, minute)).toISOString(),
      message: `%%% message of ${id} %%%`,
      tags: ["env:prod", "region:EMEA"],
      attributes: {
        title: `Event ${id}`,
        status: "error",
        priority: "2",
        evt: { id: `67180324710955${id}`, uid: `uid-${id}` },
        ...inner,
      },
    },
    vendor_member_of_tomorrow: true,
  };
}

/** Datadog's v2 event search: both keys, cursors in the body, newest first. */
export function startFakeDatadog(
  keys: { api: string; app: string },
  events: Record<string, unknown>[],
  pageSize = 2,
): Promise<FakeVendor> {
  return startFakeVendor(({ method, path, headers, body }) => {
    if (method !== "POST" || path !== "/api/v2/events/search") return { status: 404, body: { errors: ["Not found"] } };
    if (headers["dd-api-key"] !== keys.api || headers["dd-application-key"] !== keys.app) {
      return { status: 403, body: { errors: ["Forbidden"] } };
    }
    const { filter, sort, page } = (body ?? {}) as SearchBody;
    if (!filter?.from || !filter.to || sort !== "-timestamp" || !page?.limit || page.limit > 1000) {
      return { status: 400, body: { errors: ["Invalid query: unexpected token"] } };
    }
    const from = page.cursor ? Number(page.cursor.slice("cursor-".length)) : 0;
    const data = events.slice(from, from + pageSize);
    const next = from + pageSize;
    const meta = next < events.length ? { page: { after: `cursor-${next}` } } : { page: {} };
    return { status: 200, body: { data, meta: { elapsed: 1, status: "done", warnings: [], ...meta } } };
  });
}
