import { createReadStream, existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import type { KeptRows, SqlRow } from "@/lib/ports";
import type { DuckDb } from "./duckdb";

/** Rows written, or read, as one line: a few hundred rows never hold the event loop for long. */
const ROWS_A_LINE = 200;

/** Deeper checks would cost more than asking again: only OpsIQ writes these files. */
const KeptLine = z.array(z.custom<SqlRow>((row) => typeof row === "object" && row !== null));

/** The folder of what runs keep of a warehouse file; `previous` in it is that of the file before. */
function keptFolder(warehouseFile: string): string {
  return `${warehouseFile}.kept`;
}

/** Hands what was kept of the old file to the new one, which knows what changed between them. */
export async function inheritKept(oldFile: string, newFile: string): Promise<void> {
  const from = keptFolder(oldFile);
  if (!existsSync(from)) return;
  await rm(join(from, "previous"), { recursive: true, force: true });
  await mkdir(keptFolder(newFile), { recursive: true });
  await rename(from, join(keptFolder(newFile), "previous"));
}

/** What runs keep of the queries they ran on one warehouse file. */
export function openKept(warehouseFile: string, db: DuckDb): KeptRows {
  const folder = keptFolder(warehouseFile);
  return {
    read: (name) => readRows(join(folder, `${name}.ndjson`)),
    async write(name, rows) {
      await mkdir(folder, { recursive: true });
      const path = join(folder, `${name}.ndjson`);
      await writeFile(`${path}.part`, lines(rows));
      await rename(`${path}.part`, path);
    },
    async readPrevious(name) {
      const path = join(folder, "previous", `${name}.ndjson`);
      if (!existsSync(path)) return null;
      const [change] = await db.query("select sealed_up_to from opsiq.changes");
      if (typeof change?.sealed_up_to !== "string") return null;
      const changed = await db.query("select subscription_id from opsiq.changed_subscriptions");
      const rows = await readRows(path);
      if (!rows) return null;
      const subscriptions = new Set(changed.map((row) => String(row.subscription_id)));
      return { rows, changes: { sealedUpTo: change.sealed_up_to, subscriptions } };
    },
  };
}

function* lines(rows: readonly SqlRow[]): Generator<string> {
  for (let at = 0; at < rows.length; at += ROWS_A_LINE) yield `${JSON.stringify(rows.slice(at, at + ROWS_A_LINE))}\n`;
}

async function readRows(path: string): Promise<SqlRow[] | null> {
  if (!existsSync(path)) return null;
  const rows: SqlRow[] = [];
  try {
    for await (const line of createInterface({ input: createReadStream(path) }))
      rows.push(...KeptLine.parse(JSON.parse(line)));
    return rows;
  } catch (error) {
    // A damaged file is as good as none: the rows are asked for again and written anew.
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}
