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

/** Makes a world, loads it as the application does, runs every registered detector with its defaults. */
export async function detectInWorld(options: WorldOptions): Promise<{ truth: TruthFile; detection: Detection }> {
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
    const warehouse: Warehouse = {
      dialect: "duckdb",
      dataset: { ...tables, id: "world", label: "world", folder, loadedAt: `${truth.asOf}T00:00:00.000Z` },
      presentColumns: new Set(presentColumns),
      query: db.query,
    };
    const detection = await runDetectors(warehouse, {});
    db.close();
    const failed = detection.reports.find((report) => report.status !== "ok");
    if (failed) throw new Error(`${failed.id} ${failed.status}: ${failed.reason}`);
    return { truth, detection };
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
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
    const { truth, detection } = await detectInWorld(worldOfSeed(seed, invoices));
    const score = scoreWorld(truth, detection.findings, registered);
    onWorld(seed, score);
    for (const [id, own] of Object.entries(score.detectors)) addScore(total.detectors[id] ?? emptyScore(), own);
    total.centsClaimedTwice += score.centsClaimedTwice;
    total.notBuilt = [...new Set([...total.notBuilt, ...score.notBuilt])].sort();
  }
  return total;
}
