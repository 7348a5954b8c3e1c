import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createWarehouseStore, type DatasetRecord, type WarehousePersistence } from "@/adapters/warehouse/store";
import type { LoadReport } from "@/lib/contract/dataset";
import { smallTable, writeFolder } from "@/tests/support/data-folder";
import { temporaryFolder } from "@/tests/support/load-folder";

/** State that outlives a store, as the database does. */
function createState() {
  let active: DatasetRecord | null = null;
  let report: LoadReport | null = null;
  const datasets = new Map<string, DatasetRecord>();
  const owners = new Map<string, string>();
  const persistence: WarehousePersistence = {
    readActive: () => active,
    readDataset: (id) => datasets.get(id) ?? null,
    listDatasets: () => [...datasets.values()].map(({ dataset }) => dataset),
    ownerOf: (folder) => owners.get(folder) ?? null,
    saveActive: (record) => {
      active = record;
      datasets.set(record.dataset.id, record);
      owners.set(record.dataset.folder, record.dataset.id);
    },
    saveReport: (made) => {
      report = made;
    },
    readReport: () => report,
  };
  const stateDir = temporaryFolder();
  const store = () => createWarehouseStore({ stateDir, clock: () => new Date("2026-03-01T00:00:00Z"), persistence });
  const warehouseFiles = () => readdirSync(join(stateDir, "warehouse")).filter((name) => name.endsWith(".duckdb"));
  return { stateDir, persistence, store, warehouseFiles };
}

const badRefunds = () => smallTable("refunds").replace("10.00", "ten");

test("loads the demo, answers from it and cannot write or read files", async () => {
  const { store } = createState();
  const running = store();
  expect(running.current()).toBeNull();
  expect(await running.start("data/demo")).toMatchObject({ status: "loaded", faultCount: 0 });
  const warehouse = running.current();
  expect(warehouse?.dataset).toMatchObject({
    id: expect.stringMatching(/^data_[0-9a-f]{12}$/),
    label: "Demo data",
    asOf: "2026-02-28",
  });
  expect(await warehouse?.query("select count(*) as n from customers where region = $1", ["EMEA"])).toEqual([
    { n: expect.any(Number) },
  ]);
  await expect(warehouse?.query("insert into customers (customer_id) values ('x')")).rejects.toThrow(/read-only/);
  await expect(warehouse?.query("select * from read_csv('/etc/passwd')")).rejects.toThrow(/disabled/);
  await running.close();
});

test("a refused load leaves the running data and no file", async () => {
  const { store, warehouseFiles } = createState();
  const running = store();
  const folder = writeFolder();
  await running.start(folder);
  const before = running.current();
  const report = await running.load(writeFolder({ refunds: badRefunds() }));
  expect(report).toMatchObject({
    status: "refused",
    faultCount: 1,
    faults: [{ file: "refunds.csv", line: 2, value: "ten" }],
  });
  expect(running.current()).toBe(before);
  expect(running.lastLoad()).toEqual(report);
  expect(warehouseFiles()).toHaveLength(1);
  await expect(running.load("/nowhere")).rejects.toMatchObject({ code: "not_found" });
  await expect(running.load(folder, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "timeout" });
  expect(warehouseFiles()).toHaveLength(1);
  expect(await before?.query("select count(*) as n from refunds")).toEqual([{ n: 1 }]);
  await running.close();
});

test("a swap lets readers of the old data finish, and keeps one file behind at most", async () => {
  const { store, warehouseFiles } = createState();
  const running = store();
  await running.start(writeFolder());
  const old = running.current();
  await running.load(writeFolder({ refunds: `${smallTable("refunds")}r2,p1,c1,1,USD,refund,2025-01-21\n` }));
  expect(await old?.query("select count(*) as n from refunds")).toEqual([{ n: 1 }]);
  expect(await running.current()?.query("select count(*) as n from refunds")).toEqual([{ n: 2 }]);
  await running.load(writeFolder());
  expect(warehouseFiles()).toHaveLength(2);
  await running.close();
  expect(warehouseFiles()).toHaveLength(1);
});

test("two loads at once: the second is told", async () => {
  const { store } = createState();
  const running = store();
  const first = running.load(writeFolder());
  await expect(running.load(writeFolder())).rejects.toMatchObject({ code: "conflict" });
  expect(await first).toMatchObject({ status: "loaded" });
  await running.close();
});

test("a restart uses the warehouse file again while the folder is unchanged", async () => {
  const { store, persistence, warehouseFiles, stateDir } = createState();
  const folder = writeFolder();
  const before = store();
  await before.start(folder);
  await before.close();
  writeFileSync(join(stateDir, "warehouse", "left-by-a-crash.duckdb"), "half");
  const files = [persistence.readActive()?.warehouseFile];
  const after = store();
  expect(await after.start(folder)).toBeNull();
  expect([persistence.readActive()?.warehouseFile]).toEqual(files);
  expect(warehouseFiles()).toHaveLength(1);
  expect(await after.current()?.query("select count(*) as n from refunds")).toEqual([{ n: 1 }]);
  expect(await after.refresh()).toBeNull();
  await after.close();
});

test.each([
  ["damaged", (file: string) => writeFileSync(file, "garbage")],
  ["gone", (file: string) => rmSync(file)],
])("a warehouse file that is %s is read again from the folder", async (_name, harm) => {
  const { store, persistence } = createState();
  const folder = writeFolder();
  const before = store();
  await before.start(folder);
  await before.close();
  harm(persistence.readActive()?.warehouseFile ?? "");
  const after = store();
  expect(await after.start(folder)).toMatchObject({ status: "loaded" });
  expect(await after.current()?.query("select count(*) as n from refunds")).toEqual([{ n: 1 }]);
  await after.close();
});

test("a folder that changed is read again, and one that became faulty leaves what ran", async () => {
  const { store, persistence } = createState();
  const folder = writeFolder();
  const running = store();
  await running.start(folder);
  const id = running.current()?.dataset.id;
  writeFileSync(join(folder, "refunds.csv"), `${smallTable("refunds")}r2,p1,c1,1,USD,refund,2025-01-21\n`);
  expect(await running.refresh()).toMatchObject({ status: "loaded" });
  expect(running.current()?.dataset.id).toBe(id);
  writeFileSync(join(folder, "refunds.csv"), badRefunds());
  await running.close();
  const after = store();
  expect(await after.start(folder)).toMatchObject({ status: "refused" });
  expect(await after.current()?.query("select count(*) as n from refunds")).toEqual([{ n: 2 }]);
  expect(persistence.readReport()).toMatchObject({ status: "refused", faultCount: 1 });
  await after.close();
});

test("a restart resumes what was loaded from the page, unless another folder is configured", async () => {
  const { store } = createState();
  const [configured, chosen, other] = [writeFolder(), writeFolder(), writeFolder()];
  const first = store();
  await first.start(configured);
  await first.load(chosen, { label: "Mine" });
  await first.close();
  const second = store();
  await second.start(configured);
  expect(second.current()?.dataset).toMatchObject({ folder: chosen, label: "Mine" });
  await second.close();
  const third = store();
  await third.start(other);
  expect(third.current()?.dataset.folder).toBe(other);
  await third.close();
});

test("a first start with a missing or a faulty folder comes up and names the fault", async () => {
  const missing = createState().store();
  expect(await missing.start("/nowhere/at/all")).toMatchObject({
    status: "refused",
    faults: [{ file: "all", value: "/nowhere/at/all", expected: "The folder does not exist" }],
  });
  expect(missing.current()).toBeNull();
  const faulty = createState().store();
  expect(await faulty.start(writeFolder({ invoices: null }))).toMatchObject({ status: "refused", faultCount: 1 });
  expect(faulty.current()).toBeNull();
});
