import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { packageBin, ROOT, runNode } from "./child-process.mjs";
import { requireNode } from "./node-version.mjs";

/** What a build is made from; a change in any of them asks for another build. */
const SOURCES = [
  "app",
  "lib",
  "agents",
  "adapters",
  "db",
  "data/metrics",
  "public",
  "next.config.ts",
  "instrumentation.ts",
  "instrumentation-node.ts",
  "proxy.ts",
  "tsconfig.json",
  "package-lock.json",
];
const STAMP = join(ROOT, ".next", "opsiq-build.txt");
const LOCK_FOLDER = join(ROOT, "node_modules", ".cache");

/** Builds unless the last build was made from these very sources. Answers an exit code and whether a signal came. */
export async function buildWhenNeeded({ force = false } = {}) {
  if (!force && isBuilt()) return { code: 0, asked: false };
  const unlock = await takeBuildLock();
  try {
    if (!force && isBuilt()) return { code: 0, asked: false };
    return await build();
  } finally {
    unlock();
  }
}

async function build() {
  const hash = hashSources();
  console.log("Building OpsIQ (once; the next start takes seconds) ...");
  const started = Date.now();
  const result = await runNode(packageBin("next"), ["build"], {
    env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    watchParent: true,
  });
  if (result.code === 0 && !result.asked) {
    writeFileSync(STAMP, hash);
    console.log(`Built in ${Math.round((Date.now() - started) / 1000)} s.`);
  }
  return result;
}

function isBuilt() {
  return readText(STAMP) === hashSources() && readText(join(ROOT, ".next", "BUILD_ID")) !== null;
}

/** SHA-256 over the paths and bytes of all sources: a checkout changes times, not content. */
function hashSources() {
  const hash = createHash("sha256").update(process.versions.node);
  for (const path of SOURCES.flatMap(filesUnder)) {
    hash.update(`\0${path}\0`).update(readFileSync(join(ROOT, path)));
  }
  return hash.digest("hex");
}

function filesUnder(path) {
  const stat = statSync(join(ROOT, path), { throwIfNoEntry: false });
  if (!stat) return [];
  if (stat.isFile()) return [path];
  const names = readdirSync(join(ROOT, path)).sort();
  return names.flatMap((name) => filesUnder(`${path}/${name}`));
}

function readText(path) {
  return statSync(path, { throwIfNoEntry: false }) ? readFileSync(path, "utf8") : null;
}

/** One build at a time, by a lock the kernel frees when its holder dies. Waits for another build to end. */
async function takeBuildLock() {
  const { default: Database } = await import("better-sqlite3");
  mkdirSync(LOCK_FOLDER, { recursive: true });
  const lock = new Database(join(LOCK_FOLDER, "opsiq-build-lock.db"), { timeout: 0 });
  for (let waited = false; ; waited = true) {
    try {
      lock.exec("begin exclusive");
      return () => lock.close();
    } catch (error) {
      if (error.code !== "SQLITE_BUSY") throw error;
      if (!waited) console.log("Another build is running; waiting for it ...");
      await sleep(250);
    }
  }
}

if (import.meta.main ?? process.argv[1] === import.meta.filename) {
  requireNode();
  const { code } = await buildWhenNeeded({ force: process.argv.includes("--force") });
  process.exit(code);
}
