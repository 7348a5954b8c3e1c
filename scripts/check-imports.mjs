import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { packageBin, ROOT } from "./child-process.mjs";

const FOLDERS = ["app", "agents", "adapters", "db", "lib", "data", "scripts", "tests"];
const ROOT_FILES = ["instrumentation.ts", "instrumentation-node.ts", "next.config.ts", "proxy.ts", "drizzle.config.ts"];
const SOURCE = /\.(ts|tsx|mjs)$/;

/**
 * Checks every import of the tree at `root` against .dependency-cruiser.cjs. A checker that cannot read TypeScript
 * reads 0 modules and finds nothing, so each source file must be among the modules it read, and at least `floor`.
 */
export function checkImports({ root, floor }) {
  const present = (path) => statSync(join(root, path), { throwIfNoEntry: false }) !== undefined;
  const entries = [...FOLDERS, ...ROOT_FILES].filter(present);
  const sources = entries.flatMap((path) => filesUnder(root, path)).filter((path) => SOURCE.test(path));
  const config = join(ROOT, ".dependency-cruiser.cjs");
  const run = spawnSync(
    process.execPath,
    [packageBin("dependency-cruiser", "depcruise"), "--config", config, "--output-type", "json", ...entries],
    { cwd: root, encoding: "utf8", maxBuffer: 256 * 1024 * 1024 },
  );
  if (!run.stdout.startsWith("{")) return [`dependency-cruiser failed: ${run.stderr || run.stdout}`];
  const { modules, summary } = JSON.parse(run.stdout);
  const read = new Set(modules.map((module) => module.source));
  const unread = sources.filter((path) => !read.has(path));
  return [
    ...summary.violations.map(describe),
    ...unread.map((path) => `${path} was not read by the import checker`),
    ...(sources.length < floor ? [`only ${sources.length} modules were read, fewer than the floor of ${floor}`] : []),
  ];
}

function describe({ from, to, rule, cycle }) {
  const path = cycle ? cycle.map((step) => step.name).join(" -> ") : to;
  return `${from} -> ${path} (${rule.name})`;
}

function filesUnder(root, path) {
  if (statSync(join(root, path)).isFile()) return [path];
  return readdirSync(join(root, path)).flatMap((name) => filesUnder(root, `${path}/${name}`));
}

if (process.argv[1] === import.meta.filename) {
  const [root = ROOT, floor = "50"] = process.argv.slice(2);
  const faults = checkImports({ root: resolve(root), floor: Number(floor) });
  for (const fault of faults) console.error(fault);
  process.exit(faults.length > 0 ? 1 : 0);
}
