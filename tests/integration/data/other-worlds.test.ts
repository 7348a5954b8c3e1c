import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { csvPieces } from "@/data/generator/csv";
import { generateWorld } from "@/data/generator/world";
import { TableName } from "@/lib/contract/dataset";
import { loadFolder, temporaryFolder } from "@/tests/support/load-folder";
import * as rules from "./reference-rules";

test.each([
  { customers: 250, seed: 11 },
  { customers: 400, seed: 12 },
  { customers: 1300, seed: 13 },
])("the rules find the planted cases alone in a world of %o", async (options) => {
  const world = generateWorld(options);
  const folder = temporaryFolder();
  for (const table of TableName.options)
    writeFileSync(join(folder, `${table}.csv`), [...csvPieces(table, world.tables[table])].join(""));
  const { db, data } = await loadFolder(folder);
  expect(data.asOf).toBe("2026-02-28");
  const found = await Promise.all(
    [rules.refundSpike, rules.underbilling, rules.tierMismatch, rules.duplicateRefund, rules.manualCredit].map((sql) =>
      db.query(sql),
    ),
  );
  expect(found.map((rows) => rows.map((row) => row.cents))).toEqual([
    [112_800],
    [30_000],
    [27_000],
    [15_000],
    [45_500, 17_500],
  ]);
});
