/** Who may import whom (ARCHITECTURE.md). Read by scripts/check-imports.mjs, which also proves that every file was read. */
const VENDOR_FREE =
  "(next|react|react-dom|drizzle-orm|better-sqlite3|openai|@duckdb|pg|@tanstack|plotly\\.js|react-plotly\\.js)";
const inPackage = (names) => `(^|/)node_modules/${names}(/|$)`;
const forbid = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

module.exports = {
  forbidden: [
    forbid("no-cycles", "Imports point one way.", {}, { circular: true }),
    forbid("no-unresolved", "Every import leads somewhere.", {}, { couldNotResolve: true }),
    forbid("no-tests-in-source", "Source never needs a test.", { pathNot: "^tests/" }, { path: "^tests/" }),
    forbid(
      "lib-only-lib",
      "lib is pure: lib, zod and pure libraries.",
      { path: "^lib/" },
      { path: "^(app|agents|adapters|db|data|scripts|instrumentation)" },
    ),
    forbid(
      "lib-no-vendor",
      "lib knows no framework and no store.",
      { path: "^lib/" },
      { path: inPackage(VENDOR_FREE) },
    ),
    forbid(
      "lib-no-io",
      "lib does no IO; crypto is the one core module whose answers depend on its input alone.",
      { path: "^lib/" },
      { dependencyTypes: ["core"], pathNot: "^(node:)?crypto$" },
    ),
    forbid(
      "db-only-lib",
      "db imports lib and nothing of ours beside it.",
      { path: "^db/" },
      { path: "^(app|agents|adapters|data)/" },
    ),
    forbid(
      "adapters-only-lib",
      "adapters import lib and nothing of ours beside it.",
      { path: "^adapters/" },
      { path: "^(app|agents|db|data)/" },
    ),
    forbid("agents-not-app", "The web is above the agents.", { path: "^agents/" }, { path: "^app/" }),
    forbid(
      "adapters-only-in-context",
      "One file joins the adapters to the rest.",
      { pathNot: "^(adapters/|agents/context\\.ts$|tests/|data/|scripts/)" },
      { path: "^adapters/" },
    ),
    forbid(
      "app-not-state-internals",
      "Pages read state through verbs.",
      { path: "^app/" },
      { path: "^db/(tables|client)\\.ts$" },
    ),
    forbid(
      "next-only-in-app",
      "Only the web knows Next.",
      { path: "^(lib|db|adapters|agents|data)/" },
      { path: inPackage("next") },
    ),
    forbid(
      "sqlite-only-in-db",
      "db is the only importer of SQLite and Drizzle.",
      { pathNot: "^(db/|scripts/build\\.mjs$|drizzle\\.config\\.ts$|tests/)" },
      { path: inPackage("(drizzle-orm|better-sqlite3)") },
    ),
    forbid(
      "duckdb-only-in-warehouse",
      "DuckDB is opened in one place.",
      { pathNot: "^(adapters/warehouse/|tests/)" },
      { path: inPackage("@duckdb") },
    ),
    forbid(
      "pg-only-in-warehouse",
      "PostgreSQL is opened in one place.",
      { pathNot: "^(adapters/warehouse/postgres/|tests/)" },
      { path: inPackage("pg") },
    ),
    forbid(
      "openai-only-in-llm",
      "Model calls go through one client.",
      { pathNot: "^(adapters/llm/|tests/)" },
      { path: inPackage("openai") },
    ),
    forbid(
      "plotly-only-in-chart",
      "One lazy component owns Plotly.",
      { pathNot: "^app/_components/.*chart[^/]*\\.tsx?$" },
      { path: inPackage("(plotly\\.js|react-plotly\\.js)") },
    ),
    forbid(
      "client-no-server",
      "A client file ships to the browser.",
      { path: "\\.client\\.tsx$" },
      { path: "^(db|agents|adapters|data)/|^lib/(http/(?!action\\.ts$)|env\\.ts$|ports\\.ts$)" },
    ),
    forbid(
      "client-no-core",
      "The browser has no Node modules.",
      { path: "\\.client\\.tsx$" },
      { dependencyTypes: ["core"] },
    ),
    forbid(
      "components-presentational",
      "Shared components take props; they read nothing.",
      { path: "^app/.*_components/" },
      { path: "^(db|agents|adapters)/" },
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "\\.(css|csv|svg|png)$|(^|/)node_modules/(\\.cache)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
    combinedDependencies: true,
  },
};
