import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "@/lib/errors";
import { parseMetricModel } from "@/lib/semantic/model";
import type { MetricModel } from "@/lib/semantic/model-types";

/** The text of every metric file of a folder, in the order of their names. */
export function readMetricFiles(folder: string): { name: string; text: string }[] {
  const names = readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort();
  return names.map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") }));
}

/**
 * Reads and checks the metric model of a folder.
 * @throws AppError `unavailable` when the folder cannot be read, `validation` with file and line of each fault.
 */
export function loadMetricModel(folder: string): MetricModel {
  let files: { name: string; text: string }[];
  try {
    files = readMetricFiles(folder);
  } catch (cause) {
    throw new AppError("unavailable", "The metric files could not be read", { cause });
  }
  return parseMetricModel(files);
}
