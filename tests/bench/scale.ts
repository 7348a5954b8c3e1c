import { spawnSync } from "node:child_process";
import { existsSync, linkSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { writeWorld } from "@/data/world/generate-world";
import { DEFAULT_WORLD, type WorldOptions } from "@/data/world/options";
import { cutWorld } from "./cut-world";

/** Worlds are kept here between runs: making ten million invoices takes minutes. */
const CACHE = join(tmpdir(), "opsiq-scale");
/** The first day of the month that is new to the run after it. */
const LAST_MONTH = "2026-03-01";
const Step = z.looseObject({ seconds: z.number(), cpuSeconds: z.number(), peakMb: z.number() });
type Step = z.infer<typeof Step>;

const { values } = parseArgs({
  options: {
    invoices: { type: "string", default: "100000" },
    seed: { type: "string", default: "7" },
    format: { type: "string", default: "csv" },
    detectors: { type: "string", default: "all" },
    "new-month": { type: "boolean", default: false },
  },
});
const detectors = z.enum(["five", "all"]).parse(values.detectors);
const format = z.enum(["csv", "parquet"]).parse(values.format);
const sizes = values.invoices.split(",").map(Number);
console.log(
  `${cpus().length} cores (${cpus()[0]?.model}), ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`,
);

const results: { invoices: number; steps: Record<string, Step> }[] = [];
for (const invoices of sizes) {
  const folder = await cachedWorld({ ...DEFAULT_WORLD, invoices, seed: Number(values.seed), format });
  results.push({ invoices, steps: await measure(folder, invoices) });
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

/** Makes `target` hold the files of another folder, without copying them. */
function showFiles(folder: string, target: string): void {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(folder)) linkSync(join(folder, name), join(target, name));
}

async function measure(folder: string, invoices: number): Promise<Record<string, Step>> {
  const stateDir = join(CACHE, `state-${invoices}`);
  rmSync(stateDir, { recursive: true, force: true });
  mkdirSync(stateDir, { recursive: true });
  const steps: Record<string, Step> = {};
  const take = (name: string, from: string) => {
    const step = runStep(name, from, stateDir);
    steps[name] = step;
    const { seconds, cpuSeconds, peakMb, ...more } = step;
    console.log(
      `${String(invoices).padStart(9)}  ${name.padEnd(12)} ${seconds.toFixed(2).padStart(8)} s  ${cpuSeconds.toFixed(2).padStart(8)} s of processor  ${peakMb} MB  ${JSON.stringify(more)}`,
    );
  };
  for (const name of ["read", "load", "sql", "investigate", "rerun"]) take(name, folder);
  if (values["new-month"]) {
    rmSync(stateDir, { recursive: true, force: true });
    const before = `${folder}-before`;
    if (!existsSync(before)) await cutWorld(folder, before, LAST_MONTH, format);
    const growing = `${stateDir}-growing`;
    showFiles(before, growing);
    take("before", growing);
    showFiles(folder, growing);
    take("new-month", growing);
    rmSync(growing, { recursive: true, force: true });
  }
  rmSync(stateDir, { recursive: true, force: true });
  const quotient = (over: string, under: string, of: "seconds" | "cpuSeconds") =>
    ((steps[over]?.[of] ?? 0) / (steps[under]?.[of] ?? 1)).toFixed(2);
  const ratio = (over: string, under: string) =>
    `${quotient(over, under, "seconds")} (processor ${quotient(over, under, "cpuSeconds")})`;
  console.log(
    `${String(invoices).padStart(9)}  investigation / straightforward SQL: ${ratio("investigate", "sql")}; ` +
      `load / bare read: ${ratio("load", "read")}; rerun / investigation: ${ratio("rerun", "investigate")}` +
      `${values["new-month"] ? `; after one new month / investigation: ${ratio("new-month", "investigate")}` : ""}`,
  );
  const watched = steps.investigate?.steps;
  const monitorMs = z.looseObject({ monitor: z.number() }).safeParse(watched).data?.monitor;
  if (monitorMs !== undefined) {
    const without = (steps.investigate?.seconds ?? 0) - monitorMs / 1000;
    console.log(
      `${String(invoices).padStart(9)}  without the monitor step (signals and the metric watch): ${without.toFixed(2)} s, ` +
        `${(without / (steps.sql?.seconds ?? 1)).toFixed(2)} of the SQL`,
    );
  }
  return steps;
}

function runStep(name: string, folder: string, stateDir: string): Step {
  const args = ["--import", "tsx", "tests/bench/scale-step.ts", name, folder, stateDir, detectors];
  const { status, stdout } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    env: { ...process.env, UV_THREADPOOL_SIZE: "16" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) throw new Error(`The step ${name} ended with ${status}`);
  return Step.parse(JSON.parse(stdout.trim().split("\n").at(-1) ?? ""));
}
