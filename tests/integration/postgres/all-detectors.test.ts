import { writeWorld } from "@/data/world/generate-world";
import { DEFAULT_WORLD } from "@/data/world/options";
import { DETECTORS } from "@/lib/detection/registry";
import { runDetectors } from "@/lib/detection/run-detectors";
import { writeBook } from "@/tests/bench/alt/score";
import { alternativeWorld } from "@/tests/bench/alt/world";
import { startContext } from "@/tests/support/demo-context";
import { temporaryFolder } from "@/tests/support/load-folder";
import { describePostgres, type PostgresServer, startPostgres } from "@/tests/support/postgres-server";
import { loadPostgresWorld } from "@/tests/support/postgres-world";

jest.setTimeout(180_000);

const worlds: [string, (folder: string) => unknown][] = [
  ["leaks", (folder) => writeWorld(folder, { ...DEFAULT_WORLD, invoices: 14_000, seed: 3 })],
  ["other", (folder) => writeBook(folder, alternativeWorld({ seed: 5, each: 4, faults: 2 }))],
];

describePostgres("a world with every leak in a folder and in PostgreSQL", () => {
  let postgres: PostgresServer;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres?.remove());

  test.each(worlds)("all twenty detectors find the same, to the byte: %s", async (database, write) => {
    const folder = `${temporaryFolder()}/leaks`;
    await write(folder);
    await loadPostgresWorld(postgres, database, folder);
    const servers = [
      await startContext({ OPSIQ_DATA_DIR: folder }),
      await startContext({ OPSIQ_WAREHOUSE_URL: postgres.url({ role: `${database}_reader`, database }) }),
    ];
    const detections = [];
    for (const { context, stop } of servers) {
      if (!context.warehouse) throw new Error(JSON.stringify(context.store.lastLoad()));
      detections.push(await runDetectors(context.warehouse, {}));
      await stop();
    }
    const [ours, theirs] = detections;
    expect(theirs?.reports.filter(({ status }) => status !== "ok")).toEqual([]);
    expect(theirs?.findings).toEqual(ours?.findings);
    expect(new Set(ours?.findings.map(({ detectorId }) => detectorId))).toEqual(new Set(DETECTORS.map(({ id }) => id)));
  });
});
