import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { checkImports } from "./check-imports.mjs";
import { packageBin, ROOT, runNode } from "./child-process.mjs";
import { entriesWithAddress, missingOptionalEntries } from "./complete-lock.mjs";
import { requireNode } from "./node-version.mjs";

requireNode();

/** Raise it as the project grows: far fewer source files than this means that the checker went blind. */
const MODULE_FLOOR = 50;

const bin = (name, args, command = name) => ({
  run: async () => (await runNode(packageBin(name, command), args)).code,
});
const faults = (find) => ({
  run: async () => {
    const found = await find();
    for (const fault of found) console.error(fault);
    return found.length > 0 ? 1 : 0;
  },
});

const STEPS = {
  "style and lint": bin("@biomejs/biome", ["check", ...(process.env.CI ? ["--error-on-warnings"] : [])], "biome"),
  "route types": {
    run: async () => {
      // The dev server leaves types of routes that may be gone by now.
      rmSync(join(ROOT, ".next", "dev", "types"), { recursive: true, force: true });
      return (await runNode(packageBin("next"), ["typegen"])).code;
    },
  },
  types: bin("typescript", ["--noEmit"], "tsc"),
  imports: faults(() => checkImports({ root: ROOT, floor: MODULE_FLOOR })),
  "dead code": bin("knip", []),
  lock: faults(lockFaults),
  ...(process.argv.includes("--no-tests")
    ? {}
    : { "unit and component tests": bin("jest", ["--ci", "--silent", "--selectProjects", "unit", "component"]) }),
};

const failed = [];
const startedAt = Date.now();
for (const [name, step] of Object.entries(STEPS)) {
  const stepStartedAt = Date.now();
  const code = await step.run();
  if (code !== 0) failed.push(name);
  console.log(`${code === 0 ? "ok    " : "FAILED"} ${seconds(stepStartedAt)}  ${name}`);
}
console.log(`${seconds(startedAt)} in all${failed.length > 0 ? `; failed: ${failed.join(", ")}` : ""}`);
process.exit(failed.length > 0 ? 1 : 0);

function lockFaults() {
  const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8"));
  return [
    ...missingOptionalEntries(lock).map(
      ({ name }) => `package-lock.json has no entry for ${name}: run node scripts/complete-lock.mjs`,
    ),
    ...entriesWithAddress(lock).map(
      (path) => `package-lock.json names a download address for ${path}: run node scripts/complete-lock.mjs`,
    ),
  ];
}

function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`.padStart(7);
}
