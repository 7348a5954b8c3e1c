import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type RateTable, readRates } from "@/lib/rates";

/**
 * The dated rates of a folder, none where there is no folder.
 * @throws AppError `validation` with file and line of each fault.
 */
export function loadRates(folder: string): RateTable {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)) : [];
  return readRates(names.sort().map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") })));
}
