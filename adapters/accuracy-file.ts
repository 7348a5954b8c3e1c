import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import type { DetectorAccuracy } from "@/lib/contract/detector";
import { AppError } from "@/lib/errors";

const Share = z.number().min(0).max(1).nullable();
const Board = z.object({
  seeds: z.array(z.number()),
  invoices: z.number(),
  detectors: z.record(
    z.string(),
    z.object({
      planted: z.number(),
      found: z.number(),
      precision: Share,
      recall: Share,
      exact: Share,
      dollarError: z.number().nullable(),
    }),
  ),
});
const AccuracyFile = z.object({ full: Board });

/**
 * The measured accuracy by detector id, as `npm run bench:accuracy` left it; empty where there is no such file.
 * @throws AppError `validation` for a file that is not a scoreboard.
 */
export function loadAccuracy(path: string): ReadonlyMap<string, DetectorAccuracy> {
  if (!existsSync(path)) return new Map();
  try {
    const { seeds, invoices, detectors } = AccuracyFile.parse(JSON.parse(readFileSync(path, "utf8"))).full;
    const scale = { seeds: seeds.length, invoices };
    return new Map(Object.entries(detectors).map(([id, own]) => [id, { ...own, ...scale }]));
  } catch (cause) {
    throw new AppError("validation", "The accuracy scoreboard is not one: run npm run bench:accuracy again", { cause });
  }
}
