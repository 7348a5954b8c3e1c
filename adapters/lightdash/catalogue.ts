import { z } from "zod";
import { joinUrl } from "@/adapters/http";
import type { HttpExample } from "@/lib/contract/integration";
import type { LightdashMetric } from "@/lib/ports";

const PAGE_SIZE = 50;

/** One page of a project's metric catalogue; pages count from 1. */
export function listCatalogueMetrics(baseUrl: string, projectUuid: string, page: number): HttpExample {
  const project = projectUuid.startsWith("<") ? projectUuid : encodeURIComponent(projectUuid);
  return {
    method: "GET",
    url: joinUrl(baseUrl, `/api/v1/projects/${project}/dataCatalog/metrics?page=${page}&pageSize=${PAGE_SIZE}`),
    headers: { Accept: "application/json", Authorization: "ApiKey <LIGHTDASH_API_KEY>" },
    body: null,
  };
}

const CatalogueMetric = z.looseObject({
  name: z.string().min(1),
  tableName: z.string().min(1),
  label: z.string().nullish(),
  description: z.string().nullish(),
});

const Ok = z.looseObject({
  status: z.literal("ok"),
  results: z.looseObject({
    pagination: z.looseObject({ totalPageCount: z.number().int().nullish() }).nullish(),
    data: z.array(CatalogueMetric),
  }),
});

const Refused = z.looseObject({
  status: z.literal("error"),
  error: z.looseObject({ name: z.string().nullish(), message: z.string().nullish() }),
});

/** Lightdash answers HTTP 200 for failures too: the envelope's `status` decides. */
export const CataloguePage = z.discriminatedUnion("status", [Ok, Refused]);
export type CataloguePage = z.infer<typeof CataloguePage>;

/** The envelope's own failure in words, else null. */
export function refusalOf(page: CataloguePage): string | null {
  if (page.status === "ok") return null;
  return `${page.error.name ?? "error"}: ${page.error.message ?? "no reason given"}`;
}

export function toMetric(metric: z.infer<typeof CatalogueMetric>): LightdashMetric {
  return {
    name: metric.name,
    label: metric.label ?? metric.name,
    description: metric.description ?? "",
    table: metric.tableName,
  };
}
