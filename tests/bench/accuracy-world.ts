import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDuckDb } from "@/adapters/warehouse/duckdb";
import { writeWorld } from "@/data/world/generate-world";
import { DEFAULT_WORLD, SHAPES, type WorldOptions } from "@/data/world/options";
import { TruthFile } from "@/data/world/truth-file";
import { DETECTORS } from "@/lib/detection/registry";
import { type Detection, runDetectors } from "@/lib/detection/run-detectors";
import type { Warehouse } from "@/lib/ports";
import { ingest } from "@/tests/support/load-folder";
import { addScore, emptyScore, scoreWorld, type WorldScore } from "./accuracy-scores";

/** The business of a seed: each shape in turn. */
export function worldOfSeed(seed: number, invoices: number): WorldOptions {
  return { ...DEFAULT_WORLD, seed, invoices, shape: SHAPES[(seed + 2) % SHAPES.length] ?? "mixed" };
}

/** Makes a world, loads it as the application does, and hands its warehouse and truth to `work`; nothing is kept. */
export async function withWorld<T>(
  options: WorldOptions,
  work: (warehouse: Warehouse, truth: TruthFile) => Promise<T>,
): Promise<T> {
  const parent = mkdtempSync(join(tmpdir(), "opsiq-accuracy-"));
  const folder = join(parent, "world");
  try {
    const { truthFile } = await writeWorld(folder, options);
    const truth = TruthFile.parse(JSON.parse(readFileSync(truthFile, "utf8")));
    const file = join(parent, "world.duckdb");
    const { data, faults } = await ingest(folder, file);
    if (!data) throw new Error(`The world was refused: ${JSON.stringify(faults[0])}`);
    const { presentColumns, ...tables } = data;
    const db = await openDuckDb(file, { readOnly: true });
    try {
      const dataset = { ...tables, id: "world", label: "world", folder, loadedAt: `${truth.asOf}T00:00:00.000Z` };
      const present = new Set(presentColumns);
      return await work({ dialect: "duckdb", dataset, presentColumns: present, query: db.query }, truth);
    } finally {
      db.close();
    }
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

/** Runs every registered detector with its defaults. @throws Error when one failed or was skipped. */
async function detectAll(warehouse: Warehouse): Promise<Detection> {
  const detection = await runDetectors(warehouse, {});
  const failed = detection.reports.find((report) => report.status !== "ok");
  if (failed) throw new Error(`${failed.id} ${failed.status}: ${failed.reason}`);
  return detection;
}

/** The scores of several seeds, added up by detector. */
export async function scoreSeeds(
  seeds: readonly number[],
  invoices: number,
  onWorld: (seed: number, score: WorldScore) => void = () => {},
): Promise<WorldScore> {
  const registered = DETECTORS.map((detector) => detector.id);
  const total: WorldScore = {
    detectors: Object.fromEntries(registered.map((id) => [id, emptyScore()])),
    centsClaimedTwice: 0,
    notBuilt: [],
  };
  for (const seed of seeds) {
    const score = await withWorld(worldOfSeed(seed, invoices), async (warehouse, truth) =>
      scoreWorld(truth, (await detectAll(warehouse)).findings, registered),
    );
    onWorld(seed, score);
    for (const [id, own] of Object.entries(score.detectors)) addScore(total.detectors[id] ?? emptyScore(), own);
    total.centsClaimedTwice += score.centsClaimedTwice;
    total.notBuilt = [...new Set([...total.notBuilt, ...score.notBuilt])].sort();
  }
  return total;
}
