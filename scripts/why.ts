import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type DuckDb, openDuckDb } from "@/adapters/warehouse/duckdb";
import { readWindows, type WindowFiles } from "@/adapters/warehouse/read-windows";
import { messageOf } from "@/lib/errors";
import { findCauses } from "@/lib/why/find-causes";
import type { WhyFindings } from "@/lib/why/findings";
import { tellFindings } from "@/lib/why/tell-findings";

const USAGE = `npm run -s why -- --base a.csv --actual b.csv --value column [--denominator column] [--json]
npm run -s why -- --batch folder --value column [--denominator column]
Every other column is a dimension. A batch does each folder/<id>/{base,actual}.csv into folder/<id>/out.json.`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      base: { type: "string" },
      actual: { type: "string" },
      value: { type: "string" },
      denominator: { type: "string" },
      batch: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const { base, actual, value, denominator, batch } = values;
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if (value === undefined) throw new Error(`--value is missing.\n${USAGE}`);
  const db = await openDuckDb(":memory:");
  try {
    if (batch !== undefined) return await explainFolders(db, batch, { value, denominator });
    if (base === undefined || actual === undefined) throw new Error(`--base and --actual are both needed.\n${USAGE}`);
    const { ms, findings } = await explainFiles(db, { base, actual, value, denominator });
    console.log(values.json ? toJson(ms, findings) : tellFindings(findings));
    return 0;
  } finally {
    db.close();
  }
}

async function explainFiles(db: DuckDb, files: WindowFiles): Promise<{ ms: number; findings: WhyFindings }> {
  const startedAt = performance.now();
  const findings = findCauses(await readWindows(db, files));
  return { ms: Math.round((performance.now() - startedAt) * 10) / 10, findings };
}

const toJson = (ms: number, { causes }: WhyFindings): string => JSON.stringify({ ms, causes });

/** Every folder gets its out.json; one that cannot be read gets `error`, and the exit code says so at the end. */
async function explainFolders(db: DuckDb, batch: string, columns: Pick<WindowFiles, "value" | "denominator">) {
  const entries = await readdir(batch, { withFileTypes: true }).catch(() => {
    throw new Error(`${batch}: is not a folder that can be read.`);
  });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(batch, name));
  if (folders.length === 0) throw new Error(`${batch}: has no folder with base.csv and actual.csv.`);
  let failed = 0;
  for (const folder of folders.sort()) {
    const out = join(folder, "out.json");
    try {
      const files = { base: join(folder, "base.csv"), actual: join(folder, "actual.csv"), ...columns };
      const { ms, findings } = await explainFiles(db, files);
      await writeFile(out, `${toJson(ms, findings)}\n`);
    } catch (error) {
      failed += 1;
      console.error(messageOf(error));
      await writeFile(out, `${JSON.stringify({ error: messageOf(error) })}\n`);
    }
  }
  return failed > 0 ? 1 : 0;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(messageOf(error));
    process.exitCode = 1;
  },
);
