import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { startInvestigation } from "@/agents/orchestrator";
import { writeWorld } from "@/data/world/generate-world";
import { DEFAULT_WORLD } from "@/data/world/options";
import { listRuns } from "@/db/runs";
import { cases, claims } from "@/db/tables";
import { addDays } from "@/lib/detection/phrases";
import type { Warehouse } from "@/lib/ports";
import { cutWorld } from "@/tests/bench/cut-world";
import { startContext, type TestServer } from "@/tests/support/demo-context";
import { temporaryFolder } from "@/tests/support/load-folder";

/** Two worlds and four runs. */
const TIMEOUT_MS = 180_000;

/** What a run found: open cases and the cents of each claimed row. */
function findings({ context }: TestServer) {
  const open = context.db.select().from(cases).all();
  const held = context.db.select().from(claims).all();
  const byCase = Map.groupBy(held, (claim) => claim.caseId);
  return open
    .filter((row) => row.datasetId === context.datasetId && row.status !== "closed")
    .map((row) => ({
      fingerprint: row.fingerprint,
      gross: row.grossImpactCents,
      currency: row.currency,
      summary: row.summary,
      evidence: row.evidence,
      claims: (byCase.get(row.id) ?? [])
        .map(({ tableName, rowKey, cents }) => `${tableName} ${rowKey} ${cents}`)
        .sort(),
    }))
    .sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
}

test.each([
  [1, "2026-03-01"],
  [2, "2026-02-01"],
  [3, "2026-03-15"],
])(
  "a run after more data finds what a first run on all of it finds: seed %i, data before %s",
  async (seed, day) => {
    const folder = join(temporaryFolder(), "world");
    const [all, before] = [`${folder}-all`, `${folder}-before`];
    await writeWorld(all, { ...DEFAULT_WORLD, invoices: 1500, seed });
    await cutWorld(all, before, day, "csv");
    mkdirSync(folder);
    cpSync(before, folder, { recursive: true });
    const grown = await startContext({ OPSIQ_DATA_DIR: folder });
    const first = await startInvestigation(grown.context).done;
    expect(first.status).toBe("ok");

    cpSync(all, folder, { recursive: true });
    const asked: string[] = [];
    const rerun = await watchQueries(grown, asked);
    const change =
      "select cast(sealed_up_to as varchar) as day, (select count(*) from opsiq.changed_subscriptions) as n from opsiq.changes";
    const [changed] = (await grown.context.warehouse?.query(change)) ?? [];
    expect(String(changed?.day) >= addDays(day, -45)).toBe(true);
    expect(rerun.status).toBe("ok");
    // The contracted price was asked for the changed periods only, and never for all of them.
    expect(
      asked.filter((sql) => sql.includes("opsiq.changed_subscriptions") && sql.includes("contracted")),
    ).toHaveLength(1);

    const fresh = await startContext({ OPSIQ_DATA_DIR: folder });
    await startInvestigation(fresh.context).done;
    expect(findings(fresh).length).toBeGreaterThan(20);
    expect(findings(grown)).toEqual(findings(fresh));

    const again: string[] = [];
    await watchQueries(grown, again);
    expect(again.filter((sql) => sql.includes("contracted"))).toEqual([]);
    const [latest] = listRuns(grown.context.db, grown.context.datasetId, { limit: 1 }).runs;
    expect(latest?.changes.every(({ change }) => change === "same")).toBe(true);
    for (const server of [grown, fresh]) await server.stop();
    rmSync(folder, { recursive: true });
  },
  TIMEOUT_MS,
);

/** Runs an investigation and writes down the statements that reach the engine. */
async function watchQueries({ context }: TestServer, asked: string[]) {
  await context.store.refresh();
  const { warehouse } = context;
  if (!warehouse) throw new Error("No data is loaded");
  const { query } = warehouse;
  const watched: Warehouse = Object.assign(warehouse, {
    query: (...given: Parameters<typeof query>) => {
      asked.push(given[0]);
      return query(...given);
    },
  });
  try {
    return await startInvestigation(context).done;
  } finally {
    Object.assign(watched, { query });
  }
}
