import { existsSync, readdirSync, readFileSync } from "node:fs";
import { OPERATIONS, type Operation } from "@/lib/contract/operations";

/** Route files that are no operation: the document itself, probes, and the live streams. */
const BESIDE = new Set(["GET /openapi.json", "GET /ready", "GET /runs/{runId}/events"]);
/** Answers every path that no operation has. */
const CATCH_ALL = "/[...path]";
const operations = Object.values<Operation>(OPERATIONS);

test("ids are the table's keys, and no method and path is there twice", () => {
  expect(operations.map((operation) => operation.id)).toEqual(Object.keys(OPERATIONS));
  const addresses = operations.map(({ method, path }) => `${method} ${path}`);
  expect(new Set(addresses).size).toBe(addresses.length);
});

test("every seed path is rewritten to its /api path, and nothing else is", async () => {
  const { default: nextConfig } = await import("@/next.config");
  const rewrites = await nextConfig.rewrites?.();
  expect(rewrites).toEqual({
    beforeFiles: operations
      .filter((operation) => operation.seedPath)
      .map(({ path }) => ({ source: path, destination: `/api${path}` })),
    afterFiles: [],
    // The one other name: browsers ask for it unasked.
    fallback: [{ source: "/favicon.ico", destination: "/icon.svg" }],
  });
});

const describeRoutes = existsSync("app/api") ? describe : describe.skip;
describeRoutes("app/api", () => {
  const routes = readdirSync("app/api", { recursive: true, encoding: "utf8" })
    // The catch-all answers whatever no operation does: 404 as a problem.
    .filter((path) => path.endsWith("route.ts") && !path.includes("[..."))
    .flatMap((path) => {
      const source = readFileSync(`app/api/${path}`, "utf8");
      const address = `/${path}`.replace("/route.ts", "").replaceAll(/\[(\w+)\]/g, "{$1}");
      return [...source.matchAll(/^export (?:const|async function|function) (GET|POST|PUT|PATCH|DELETE)\b/gm)].map(
        ([, method]) => `${method} ${address}`,
      );
    });

  test("routes are the operations, each at its method and path", () => {
    const expected = operations.map(({ method, path }) => `${method} ${path}`);
    expect(routes.filter((route) => !BESIDE.has(route) && !route.endsWith(CATCH_ALL)).sort()).toEqual(expected.sort());
  });

  test("every page leaves the seed paths alone", () => {
    const taken = new Set(operations.filter((operation) => operation.seedPath).map((operation) => operation.path));
    const pages = readdirSync("app", { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith("page.tsx"))
      .map((path) => `/${path}`.replace(/\/page\.tsx$/, "").replaceAll(/\/\([^)]+\)/g, ""));
    expect(pages.filter((page) => taken.has(page))).toEqual([]);
  });
});
