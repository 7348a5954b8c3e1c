import type { NextConfig } from "next";
import { OPERATIONS, type Operation } from "./lib/contract/operations";

const isDevelopment = process.env.NODE_ENV === "development";

/** React's development build needs eval for its error overlay, and hot reload a web socket; production has neither. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  `script-src 'self' 'unsafe-inline'${isDevelopment ? " 'unsafe-eval'" : ""}`,
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  `connect-src 'self'${isDevelopment ? " ws:" : ""}`,
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

const SECURITY_HEADERS = [
  { key: "Content-Security-Policy", value: CONTENT_SECURITY_POLICY },
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
  { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=()" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
];

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
  headers: async () => [{ source: "/:path*", headers: SECURITY_HEADERS }],
  rewrites: async () => ({ beforeFiles: seedRewrites, afterFiles: [], fallback: [] }),
};

export default nextConfig;
