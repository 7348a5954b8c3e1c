import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createContext } from "@/agents/context";
import { lockState } from "@/db/client";
import { parseSettings } from "@/lib/env";
import { writeFolder } from "@/tests/support/data-folder";
import { temporaryFolder } from "@/tests/support/load-folder";
import { csv, writeFiles } from "@/tests/support/mapped-folder";
import { STRIPE_FIVETRAN } from "./stripe-world";

/** Runs the command under this very Node, on a state folder of its own and a small folder of data. */
function runImport(stateDir: string, args: string[], dataDir = writeFolder()) {
  const env = {
    ...process.env,
    OPSIQ_STATE_DIR: stateDir,
    OPSIQ_DATA_DIR: dataDir,
    NODE_ENV: "production" as const,
  };
  const ran = spawnSync(process.execPath, ["--import", "tsx", "scripts/import.ts", ...args], {
    env,
    encoding: "utf8",
  });
  return { code: ran.status, out: ran.stdout, err: ran.stderr };
}

test("imports a Stripe export by the ready mapping, says how sure, and the next start runs on it", async () => {
  const stateDir = temporaryFolder();
  const folder = writeFiles(STRIPE_FIVETRAN);
  const dataDir = writeFolder();
  const { code, out, err } = runImport(stateDir, [folder], dataDir);
  expect(err).toBe("");
  expect(code).toBe(0);
  expect(out).toMatch(/Mapping: Stripe, loaded by Fivetran, sure 0\.9\d/);
  expect(out).toContain(`Loaded ${folder}.`);
  const context = await createContext(parseSettings({ OPSIQ_STATE_DIR: stateDir, OPSIQ_DATA_DIR: dataDir }));
  expect(context.store.lastLoad()).toMatchObject({ status: "loaded" });
  expect(context.warehouse?.dataset.mapping).toMatchObject({ name: "stripe-fivetran", label: expect.any(String) });
  expect(context.warehouse?.dataset.tables.find((table) => table.name === "refunds")?.rows).toBe(20);
  await context.close();
}, 60_000);

test("a faulty export is refused with each fault by foreign file, line and column, and nothing is replaced", () => {
  const stateDir = temporaryFolder();
  const broken = {
    ...STRIPE_FIVETRAN,
    "charge.csv": STRIPE_FIVETRAN["charge.csv"]?.replace(",35700,", ",a lot,") as string,
  };
  const { code, err } = runImport(stateDir, [writeFiles(broken)]);
  expect(code).toBe(1);
  expect(err).toContain("Refused: 1 fault.");
  expect(err).toMatch(/charge\.csv:2:amount: “a lot”, expected an amount/);
}, 60_000);

test("an unknown folder is proposed a mapping and loaded once a person says so", () => {
  const stateDir = temporaryFolder();
  const folder = writeFiles({
    "clients.csv": csv("client_id,company,region,plan,ccy,state,created", [
      ["c1", "One", "EMEA", "Pro", "EUR", "live", "2025-01-01"],
    ]),
    "contracts.csv": csv("contract_no,client_id,plan,licenses,price_per_seat,interval,ccy,status,start_date", [
      ["s1", "c1", "Pro", 3, "30.50", "monthly", "EUR", "active", "2025-01-01"],
    ]),
    "bills.csv": csv(
      "bill_id,client_id,contract_no,plan,licenses,service_start,service_end,invoice_date,total,ccy,state",
      [["b1", "c1", "s1", "Pro", 3, "2025-01-01", "2025-01-31", "2025-01-01", "91.50", "EUR", "settled"]],
    ),
  });
  const file = join(stateDir, "mine.yml");
  const asked = runImport(stateDir, [folder, "--write-mapping", file]);
  expect(asked.code).toBe(3);
  expect(asked.out).toMatch(/invoices\.billed_amount: total, sure 0\.\d+ \(.+\)/);
  expect(asked.out).toContain("Nothing was loaded");
  expect(readFileSync(file, "utf8")).toContain("end: inclusive");
  expect(runImport(stateDir, [folder, "--mapping", file])).toMatchObject({
    code: 0,
    out: expect.stringContaining("Loaded"),
  });
}, 60_000);

test("while a server holds the state folder, the command says where to load instead", () => {
  const stateDir = temporaryFolder();
  const lock = lockState(stateDir);
  const { code, err } = runImport(stateDir, [writeFolder()]);
  lock.release();
  expect(code).toBe(1);
  expect(err).toContain("load the folder on its Data page or by POST /api/data/load");
  expect(runImport(stateDir, [])).toMatchObject({ code: 2, err: expect.stringContaining("npm run import") });
}, 60_000);

test("a folder is imported as new data of the dataset that runs, by its name", () => {
  const stateDir = temporaryFolder();
  const dataDir = writeFolder();
  const run = (...args: string[]) => runImport(stateDir, args, dataDir);
  const folder = writeFolder();
  expect(run(folder, "--new-data-of", "tables")).toMatchObject({
    code: 0,
    out: expect.stringContaining("as new data of tables: its cases and verdicts go on"),
  });
  expect(run(folder, "--new-data-of", "others")).toMatchObject({
    code: 1,
    err: expect.stringMatching(/no dataset others to go on with: data_[0-9a-f]{12} \(tables\)/),
  });
  expect(run(folder, "--own", "--new-data-of", "tables").code).toBe(2);
}, 60_000);

test("next month's export in another folder goes on with the last one's dataset, and --own keeps it apart", () => {
  const stateDir = temporaryFolder();
  const dataDir = writeFolder();
  const run = (...args: string[]) => runImport(stateDir, args, dataDir);
  const dated = (month: string, files = STRIPE_FIVETRAN) =>
    writeFiles(
      Object.fromEntries(Object.entries(files).map(([name, text]) => [name.replace(".", `_${month}.`), text])),
    );
  const [november, december] = [writeFiles(STRIPE_FIVETRAN), writeFiles(STRIPE_FIVETRAN)];
  expect(run(november).out).not.toContain("as new data of");
  expect(run(december)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/Loaded .+ as new data of .+\(--own keeps it apart\)/),
  });
  expect(run(december, "--own").out).not.toContain("as new data of");
  expect(run(dated("2026_12")).out).not.toContain("as new data of");
}, 120_000);
