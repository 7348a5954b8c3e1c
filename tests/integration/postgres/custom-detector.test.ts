import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { changeDetector } from "@/agents/detector-change";
import { tryDetector } from "@/agents/detector-trial";
import { readDetectors } from "@/agents/detectors";
import { startTriageRerun } from "@/agents/orchestrator";
import { writeWorld } from "@/data/world/generate-world";
import { DEFAULT_WORLD } from "@/data/world/options";
import { detectorYaml } from "@/tests/support/custom-detector";
import { startContext, type TestServer } from "@/tests/support/demo-context";
import { temporaryFolder } from "@/tests/support/load-folder";
import { describePostgres, type PostgresServer, startPostgres } from "@/tests/support/postgres-server";
import { loadPostgresWorld } from "@/tests/support/postgres-world";

jest.setTimeout(180_000);

const WISH = { enabled: true, parameters: {}, actor: "ada" };

describePostgres("custom detectors in PostgreSQL", () => {
  let postgres: PostgresServer;
  let ours: TestServer;
  let theirs: TestServer;
  const detectors = temporaryFolder();
  beforeAll(async () => {
    postgres = await startPostgres();
    const folder = `${temporaryFolder()}/custom`;
    await writeWorld(folder, { ...DEFAULT_WORLD, invoices: 3_000, seed: 5 });
    await loadPostgresWorld(postgres, "custom", folder);
    cpSync("data/detectors", detectors, { recursive: true });
    writeFileSync(join(detectors, "large.yml"), detectorYaml());
    const settings = { OPSIQ_DETECTORS_DIR: detectors, OPSIQ_DETECTOR_TIMEOUT_MS: "1500" };
    ours = await startContext({ ...settings, OPSIQ_DATA_DIR: folder });
    const url = postgres.url({ role: "custom_reader", database: "custom" });
    theirs = await startContext({ ...settings, OPSIQ_WAREHOUSE_URL: url });
  });
  afterAll(async () => {
    await ours?.stop();
    await theirs?.stop();
    postgres?.remove();
  });

  test.each(["written_off_invoice", "large_refund"])("a backtest of %s is the same on both engines", async (id) => {
    const [one, other] = [await tryDetector(ours.context, id, WISH), await tryDetector(theirs.context, id, WISH)];
    const told = ({ totals, differences, gained, lost, months, overlap, rows }: typeof one) => ({
      ...{ totals, differences, gained, lost, months, overlap, rows },
    });
    expect(one.rows).toBeGreaterThan(0);
    expect(told(other)).toEqual(told(one));
  });

  test("an activated one runs there", async () => {
    await tryDetector(theirs.context, "large_refund", WISH);
    await changeDetector(theirs.context, "large_refund", { ...WISH, why: "" });
    const run = await startTriageRerun(theirs.context).done;
    expect(run.status).toBe("ok");
    expect(run.cases.some(({ anomalyType }) => anomalyType === "large_refund")).toBe(true);
  });

  test("a column that is not there is refused at its line, and SQL that never ends is stopped", async () => {
    writeFileSync(
      join(detectors, "nope.yml"),
      detectorYaml(["id: large_refund", "id: nope"], ["= r.customer_id", "= r.account_key"]),
    );
    const { refused } = await readDetectors(theirs.context);
    expect(refused).toMatchObject([
      { file: "nope.yml", faults: [{ line: 16, expected: expect.stringContaining("account_key") }] },
    ]);
    const endless =
      "where r.amount_cents >= (select count(*) from invoices a, invoices b, invoices c where a.billed_amount_cents + b.billed_amount_cents = c.billed_amount_cents + $least_units)";
    const slow = detectorYaml(
      ["id: large_refund", "id: slow_one"],
      ["where r.amount_cents >= $least_units * 100", endless],
    );
    writeFileSync(join(detectors, "slow.yml"), slow);
    await expect(tryDetector(theirs.context, "slow_one", WISH)).rejects.toMatchObject({
      code: "timeout",
      message: expect.stringContaining("slow.yml did not end within 1.5 s"),
    });
    expect((await startTriageRerun(theirs.context).done).status).toBe("ok");
  });
});
