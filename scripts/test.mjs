import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildWhenNeeded } from "./build.mjs";
import { packageBin, ROOT, runNode } from "./child-process.mjs";
import { requireNode } from "./node-version.mjs";

requireNode();

/** The browser journey comes last and alone: it starts servers and a browser of its own. */
const PARTS = [
  { name: "fast", flags: ["--selectProjects", "unit", "integration", "component"] },
  { name: "e2e", flags: ["--selectProjects", "e2e", "--runInBand"] },
];
const RESULTS = join(ROOT, "test-results");
const args = process.argv.slice(2);

rmSync(RESULTS, { recursive: true, force: true });
mkdirSync(RESULTS, { recursive: true });
let worst = 0;
let executed = 0;
for (const { name, flags } of PARTS) {
  const report = join(RESULTS, `${name}.json`);
  const code = await runPart(name, flags, report);
  worst ||= code;
  executed += countExecuted(report);
}
if (executed === 0 && worst === 0) console.error("No test matched.");
process.exit(worst || (executed === 0 ? 1 : 0));

async function runPart(name, flags, report) {
  const jest = packageBin("jest");
  const common = ["--ci", "--passWithNoTests", ...flags];
  if (name === "e2e") {
    const listed = spawnSync(process.execPath, [jest, ...common, "--listTests", ...args], {
      cwd: ROOT,
      encoding: "utf8",
    });
    if (listed.status === 0 && listed.stdout.trim() === "") return 0;
    const built = await buildWhenNeeded();
    if (built.asked || built.code !== 0) return built.code || 1;
  }
  return (await runNode(jest, [...common, "--json", "--outputFile", report, ...args])).code;
}

function countExecuted(report) {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, "utf8"));
    return numPassedTests + numFailedTests;
  } catch (error) {
    if (error.code === "ENOENT") return 0;
    throw error;
  }
}
