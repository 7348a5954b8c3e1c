import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describeData, describeHealth, loadFolder, loadUpload } from "@/agents/data";
import { startInvestigation } from "@/agents/orchestrator";
import { listCurrentCases } from "@/db/cases";
import { hashState } from "@/db/state-hash";
import { startContext, type TestServer } from "@/tests/support/demo-context";
import { describePostgres, PASSWORD, type PostgresServer, startPostgres } from "@/tests/support/postgres-server";
import { loadPostgresWorld } from "@/tests/support/postgres-world";

jest.setTimeout(120_000);

describePostgres("a PostgreSQL warehouse that goes away", () => {
  let postgres: PostgresServer;
  let server: TestServer;
  beforeAll(async () => {
    postgres = await startPostgres();
    await loadPostgresWorld(postgres, "demo", "data/demo");
    server = await startContext({ OPSIQ_WAREHOUSE_URL: postgres.url({ role: "demo_reader", database: "demo" }) });
  });
  afterAll(async () => {
    await server?.stop();
    postgres?.remove();
  });

  const hash = () => hashState(server.context.db, server.context.datasetId);
  const until = async (isSo: () => Promise<boolean>) => {
    for (let wait = 0; wait < 200; wait += 1) {
      if (await isSo()) return;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error("It never came");
  };

  test("killed in the middle of a run: the run fails, the last good cases stay, and the next run goes on", async () => {
    const first = await startInvestigation(server.context).done;
    expect(first).toMatchObject({ status: "ok", totals: { count: 6, impactCents: 247_800 } });
    const before = hash();

    // A lock makes the run wait in the middle of detection, with the first detectors through.
    const locker = postgres.hold("begin; lock table refunds in access exclusive mode", "demo");
    await locker.ready;
    const run = startInvestigation(server.context);
    await until(async () => {
      const [row] = await postgres.run("select count(*)::int as n from pg_locks where not granted");
      return Number(row?.n) > 0;
    });
    postgres.kill();
    const lost = await run.done;
    await locker.ended;
    expect(lost.status).toBe("failed");
    expect(hash()).toBe(before);
    expect(lost.cases).toEqual(first.cases);

    const gone = await startInvestigation(server.context).done;
    expect(gone.status).toBe("failed");
    expect(describeHealth(server.context)).toMatchObject({ status: "degraded" });
    expect(describeHealth(server.context).faults[0]?.expected).toMatch(/a warehouse that answers/);
    expect(listCurrentCases(server.context.db, server.context.datasetId, 10)).toHaveLength(6);

    postgres.start();
    const back = await startInvestigation(server.context).done;
    expect({ status: back.status, degraded: back.degraded }).toEqual({ status: "ok", degraded: [] });
    expect(back.cases).toEqual(first.cases);
    expect(hash()).toBe(before);
    expect(describeHealth(server.context)).toMatchObject({ status: "ok", faults: [] });
  });

  test("a server that starts before its warehouse comes up without data and says why", async () => {
    postgres.kill();
    await server.restart();
    expect(server.context.warehouse).toBeNull();
    expect(describeHealth(server.context)).toMatchObject({ status: "degraded" });
    expect(() => startInvestigation(server.context)).toThrow(expect.objectContaining({ code: "unavailable" }));
    postgres.start();
    expect(await server.context.store.refresh()).toMatchObject({ status: "loaded" });
    expect(listCurrentCases(server.context.db, server.context.datasetId, 10)).toHaveLength(6);
  });

  test("folders, uploads and model-written SQL have no place beside it", async () => {
    await expect(loadFolder(server.context, { folder: "data/demo" })).rejects.toMatchObject({ code: "conflict" });
    const file = new File(["x"], "customers.csv");
    await expect(loadUpload(server.context, [file])).rejects.toMatchObject({ code: "conflict" });
    expect(server.context.openSandbox()).toBeNull();
  });

  test("the password is nowhere: not in the state, not in an answer", async () => {
    const forms = [PASSWORD, encodeURIComponent(PASSWORD), "planted"];
    const files = readdirSync(server.stateDir, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    expect(files.length).toBeGreaterThan(0);
    for (const one of files) {
      const bytes = readFileSync(join(one.parentPath, one.name), "latin1");
      for (const form of forms) expect([one.name, bytes.includes(form)]).toEqual([one.name, false]);
    }
    const shown = JSON.stringify([describeData(server.context), describeHealth(server.context)]);
    for (const form of forms) expect(shown).not.toContain(form);
  });
});
