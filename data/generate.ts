import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { TableName } from "@/lib/contract/dataset";
import { csvPieces } from "./generator/csv";
import { DEMO_WORLD, generateWorld } from "./generator/world";

/** Writes one CSV a table into `folder`, and the hidden truth beside the folder as `<folder>-truth.json`. */
export function writeWorld(folder: string, options = DEMO_WORLD): void {
  const world = generateWorld(options);
  mkdirSync(folder, { recursive: true });
  for (const table of TableName.options) {
    const file = openSync(join(folder, `${table}.csv`), "w");
    for (const piece of csvPieces(table, world.tables[table])) writeSync(file, piece);
    closeSync(file);
  }
  writeFileSync(`${folder}-truth.json`, `${JSON.stringify(world.truth, null, 2)}\n`);
}

function main(): void {
  const { values } = parseArgs({
    options: {
      out: { type: "string", default: "data/demo" },
      customers: { type: "string", default: String(DEMO_WORLD.customers) },
      seed: { type: "string", default: String(DEMO_WORLD.seed) },
    },
  });
  writeWorld(values.out, { customers: Number(values.customers), seed: Number(values.seed) });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) main();
