import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { openDuckDb } from "@/adapters/warehouse/duckdb";
import { sqlPath } from "@/adapters/warehouse/sql-text";
import { createContext } from "@/agents/context";
import { startInvestigation } from "@/agents/orchestrator";
import { warehousePersistence } from "@/db/datasets";
import { getRun } from "@/db/runs";
import { TableName } from "@/lib/contract/dataset";
import type { Detector } from "@/lib/detection/detector";
import { DETECTORS } from "@/lib/detection/registry";
import { parseSettings } from "@/lib/env";
import { watchLoop } from "./loop-blocks";
import { STRAIGHTFORWARD } from "./scale-sql";

/**
 * One step of the scale bench in a process of its own, so that its peak memory is its own. Prints one line of JSON.
 * Arguments: the step, the data folder, the state folder, and `five` for the five required detectors alone.
 */
const [step = "", folder = "", stateDir = "", detectors = "all"] = process.argv.slice(2);
if (detectors === "five") keepOnly(Object.keys(STRAIGHTFORWARD));
const STEPS: Record<string, () => Promise<Record<string, unknown>>> = {
  read,
  load,
  investigate,
  rerun: investigate,
  before: investigate,
  "new-month": investigate,
  sql,
};
const work = STEPS[step];
if (!work) throw new Error(`No step is called ${step}`);
const startedAt = performance.now();
const cpuAtStart = process.cpuUsage();
const found = await work();
const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
const seconds = found.seconds ?? secondsSince(startedAt);
console.log(JSON.stringify({ ...found, seconds, cpuSeconds: found.cpuSeconds ?? cpuSince(cpuAtStart), peakMb }));

/** The bare read of the same files: what the import is compared with. */
async function read() {
  const file = join(stateDir, "bare.duckdb");
  const db = await openDuckDb(file);
  const began = performance.now();
  const cpuBegan = process.cpuUsage();
  await db.script(async (connection) => {
    for (const table of TableName.options) {
      const csv = join(folder, `${table}.csv`);
      const source = exists(csv)
        ? `read_csv(${sqlPath(csv)})`
        : `read_parquet(${sqlPath(join(folder, `${table}.parquet`))})`;
      await connection.run(`create table ${table} as select * from ${source}`);
    }
  });
  const seconds = secondsSince(began);
  const cpuSeconds = cpuSince(cpuBegan);
  db.close();
  for (const path of [file, `${file}.wal`]) rmSync(path, { force: true });
  return { seconds, cpuSeconds };
}

async function load() {
  const context = await open();
  const tables = context.warehouse?.dataset.tables ?? [];
  const fault = context.store.lastLoad()?.faults[0];
  await context.close();
  if (tables.length === 0) throw new Error(`The folder was refused: ${JSON.stringify(fault)}`);
  return { rows: Object.fromEntries(tables.map(({ name, rows }) => [name, rows])) };
}

async function investigate() {
  const opening = performance.now();
  const context = await open();
  const loadSeconds = secondsSince(opening);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const blocks = watchLoop();
  const began = performance.now();
  const cpuBegan = process.cpuUsage();
  const result = await startInvestigation(context).done;
  const seconds = secondsSince(began);
  const cpuSeconds = cpuSince(cpuBegan);
  delay.disable();
  const loopCpuMs = blocks();
  const run = getRun(context.db, result.runId);
  const steps = Object.fromEntries(run.steps.map((one) => [one.key, one.durationMs]));
  const detectors = Object.fromEntries(run.detectors.map((one) => [one.id, [one.cases, one.durationMs]]));
  await context.close();
  if (result.status !== "ok") throw new Error(`The investigation ended ${result.status}: ${JSON.stringify(run.error)}`);
  const loopMs = { p99: Math.round(delay.percentile(99) / 1e6), max: Math.round(delay.max / 1e6) };
  return { seconds, cpuSeconds, loadSeconds, cases: result.totals.count, steps, detectors, loopMs, loopCpuMs };
}

async function sql() {
  const context = await open();
  const record = warehousePersistence(context.db).readActive();
  await context.close();
  if (!record?.dataset.asOf) throw new Error("No data is loaded");
  const db = await openDuckDb(record.warehouseFile, { readOnly: true });
  const detectors: Record<string, unknown> = {};
  const began = performance.now();
  const cpuBegan = process.cpuUsage();
  for (const [id, text] of Object.entries(STRAIGHTFORWARD)) {
    const ruleBegan = performance.now();
    const [row] = await db.query(text, text.includes("$1") ? [record.dataset.asOf] : []);
    detectors[id] = [row?.cases, row?.cents, Math.round(performance.now() - ruleBegan)];
  }
  const seconds = secondsSince(began);
  const cpuSeconds = cpuSince(cpuBegan);
  db.close();
  return { seconds, cpuSeconds, detectors };
}

/** Takes every other detector out of this process's registry. */
function keepOnly(ids: readonly string[]): void {
  const registry = DETECTORS as Detector[];
  registry.splice(0, registry.length, ...registry.filter(({ id }) => ids.includes(id)));
}

function open() {
  return createContext(parseSettings({ OPSIQ_STATE_DIR: stateDir, OPSIQ_DATA_DIR: folder }));
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Seconds of processor time, all threads: what a loaded machine makes the process wait is not in it. */
function cpuSince(began: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(began);
  return Math.round((user + system) / 1000) / 1000;
}

function secondsSince(began: number): number {
  return Math.round(performance.now() - began) / 1000;
}
