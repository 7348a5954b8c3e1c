import type { NextConfig } from "next";
import { OPERATIONS, type Operation } from "./lib/contract/operations";

const SECURITY_HEADERS = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
  { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=()" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
];

/** Answers of the API are data: whoever opens one in a browser gets nothing run. Pages get theirs in `proxy.ts`. */
const API_POLICY = { key: "Content-Security-Policy", value: "default-src 'none'; frame-ancestors 'none'" };

/** The seed's own paths, without `/api`; a page that shares one of them could never be opened. */
const seedRewrites = Object.values<Operation>(OPERATIONS)
  .filter((operation) => operation.seedPath)
  .map((operation) => ({ source: operation.path, destination: `/api${operation.path}` }));

const nextConfig: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  typedRoutes: false,
  // Types are checked by `npm run verify`, tests included; whoever only starts the app need not wait for it.
  typescript: { ignoreBuildErrors: true },
  agentRules: false,
  images: { unoptimized: true },
  serverExternalPackages: ["@duckdb/node-api", "@duckdb/node-bindings", "better-sqlite3"],
  headers: async () => [
    { source: "/:path*", headers: SECURITY_HEADERS },
    { source: "/api/:path*", headers: [API_POLICY] },
  ],
  rewrites: async () => ({
    beforeFiles: seedRewrites,
    afterFiles: [],
    // A browser asks for it before it has read which icon the page names.
    fallback: [{ source: "/favicon.ico", destination: "/icon.svg" }],
  }),
};

export default nextConfig;
