import { type FakeVendor, startFakeVendor } from "./fake-vendor";

/** Lightdash's metric catalogue: an API key, pages from 1, failures in the envelope. */
export function startFakeLightdash(
  setup: { apiKey: string; projectUuid: string },
  metrics: Record<string, unknown>[],
): Promise<FakeVendor> {
  const refuse = (status: number, name: string, message: string) => ({
    status,
    body: { status: "error", error: { statusCode: status, name, message, data: {} } },
  });
  return startFakeVendor(({ method, path, query, headers }) => {
    if (headers.authorization !== `ApiKey ${setup.apiKey}`)
      return refuse(401, "AuthorizationError", "Failed to authorize user");
    if (method !== "GET" || path !== `/api/v1/projects/${setup.projectUuid}/dataCatalog/metrics`) {
      return refuse(404, "NotFoundError", "Cannot find it");
    }
    const page = Number(query.get("page"));
    const pageSize = Number(query.get("pageSize"));
    if (!(page >= 1) || !(pageSize >= 1)) return refuse(400, "ParameterError", "page counts from 1");
    const totalPageCount = Math.ceil(metrics.length / pageSize);
    const data = metrics.slice((page - 1) * pageSize, page * pageSize);
    const pagination = { page, pageSize, totalPageCount, totalResults: metrics.length };
    return { status: 200, body: { status: "ok", results: { pagination, data } } };
  });
}
