import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { writeWorld } from "@/data/world/generate-world";
import { DEFAULT_WORLD, type WorldOptions } from "@/data/world/options";

/** Worlds are kept here between runs: making ten million invoices takes minutes. */
const CACHE = join(tmpdir(), "opsiq-scale");
const Step = z.looseObject({ seconds: z.number(), peakMb: z.number() });
type Step = z.infer<typeof Step>;

const { values } = parseArgs({
  options: {
    invoices: { type: "string", default: "100000" },
    seed: { type: "string", default: "7" },
    format: { type: "string", default: "csv" },
  },
});
const format = z.enum(["csv", "parquet"]).parse(values.format);
const sizes = values.invoices.split(",").map(Number);
console.log(
  `${cpus().length} cores (${cpus()[0]?.model}), ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`,
);

const results: { invoices: number; steps: Record<string, Step> }[] = [];
for (const invoices of sizes) {
  const folder = await cachedWorld({ ...DEFAULT_WORLD, invoices, seed: Number(values.seed), format });
  results.push({ invoices, steps: measure(folder, invoices) });
}
for (const [at, bigger] of results.entries()) {
  const smaller = results[at - 1];
  if (!smaller) continue;
  const growth = Object.entries(bigger.steps).map(([name, step]) => {
    const before = smaller.steps[name]?.seconds ?? Number.NaN;
    return `${name} ${(step.seconds / before).toFixed(1)}x`;
  });
  console.log(`${smaller.invoices} -> ${bigger.invoices} invoices: ${growth.join(", ")}`);
}

async function cachedWorld(options: WorldOptions): Promise<string> {
  const folder = join(CACHE, `${options.shape}-${options.seed}-${options.invoices}-${options.format}`);
  if (existsSync(`${folder}-truth.json`) || existsSync(`${folder}-truth.parquet`)) return folder;
  const startedAt = performance.now();
  mkdirSync(CACHE, { recursive: true });
  await writeWorld(folder, options);
  console.log(`${options.invoices} invoices written in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  return folder;
}

function measure(folder: string, invoices: number): Record<string, Step> {
  const stateDir = join(CACHE, `state-${invoices}`);
  rmSync(stateDir, { recursive: true, force: true });
  mkdirSync(stateDir, { recursive: true });
  const steps: Record<string, Step> = {};
  for (const name of ["read", "load", "sql", "investigate", "rerun"]) {
    const step = runStep(name, folder, stateDir);
    steps[name] = step;
    const { seconds, peakMb, ...more } = step;
    console.log(
      `${String(invoices).padStart(9)}  ${name.padEnd(12)} ${seconds.toFixed(2).padStart(8)} s  ${peakMb} MB  ${JSON.stringify(more)}`,
    );
  }
  rmSync(stateDir, { recursive: true, force: true });
  const ratio = (over: string, under: string) =>
    ((steps[over]?.seconds ?? 0) / (steps[under]?.seconds ?? 1)).toFixed(2);
  console.log(
    `${String(invoices).padStart(9)}  investigation / straightforward SQL: ${ratio("investigate", "sql")}; ` +
      `load / bare read: ${ratio("load", "read")}; rerun / investigation: ${ratio("rerun", "investigate")}`,
  );
  return steps;
}

function runStep(name: string, folder: string, stateDir: string): Step {
  const args = ["--import", "tsx", "tests/bench/scale-step.ts", name, folder, stateDir];
  const { status, stdout } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    env: { ...process.env, UV_THREADPOOL_SIZE: "16" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) throw new Error(`The step ${name} ended with ${status}`);
  return Step.parse(JSON.parse(stdout.trim().split("\n").at(-1) ?? ""));
}
