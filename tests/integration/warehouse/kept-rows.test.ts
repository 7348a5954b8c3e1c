import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { smallTable, writeFolder } from "@/tests/support/data-folder";
import { startContext, type TestServer } from "@/tests/support/demo-context";

const folder = writeFolder({});
let server: TestServer;
beforeAll(async () => {
  server = await startContext({ OPSIQ_DATA_DIR: folder });
});
afterAll(() => server.stop());

const kept = () => {
  const found = server.context.warehouse?.kept;
  if (!found) throw new Error("The warehouse keeps nothing");
  return found;
};
const warehouseFolder = () => join(server.stateDir, "warehouse");
const keptFolders = () => readdirSync(warehouseFolder()).filter((name) => name.endsWith(".kept"));
const rows = Array.from({ length: 450 }, (_, at) => ({ n: at, text: `row "${at}"\n`, none: null, yes: at % 2 === 0 }));

test("rows come back as they were, over a restart too, and under their own name alone", async () => {
  await kept().write("a", rows);
  expect(await kept().read("a")).toEqual(rows);
  expect(await kept().read("b")).toBeNull();
  await server.restart();
  expect(await kept().read("a")).toEqual(rows);
  await kept().write("none", []);
  expect(await kept().read("none")).toEqual([]);
});

test("a damaged file is as good as none", async () => {
  await kept().write("broken", rows);
  const [name = ""] = keptFolders();
  writeFileSync(join(warehouseFolder(), name, "broken.ndjson"), '[{"n":1}]\n[{"n":');
  expect(await kept().read("broken")).toBeNull();
});

test("after a load the rows are those of the data before, with what changed; one load later they are gone", async () => {
  await kept().write("a", rows);
  writeFileSync(join(folder, "invoices.csv"), smallTable("invoices").replace("90.00", "80.00"));
  await server.context.store.refresh();
  expect(await kept().read("a")).toBeNull();
  const previous = await kept().readPrevious("a");
  expect(previous?.rows).toEqual(rows);
  // One subscription is all there is, so its month counts as changed as a whole.
  expect(previous?.changes.sealedUpTo).toBe("2025-01-31");
  writeFileSync(join(folder, "invoices.csv"), smallTable("invoices"));
  await server.context.store.refresh();
  expect(await kept().readPrevious("a")).toBeNull();
  expect(keptFolders().filter((name) => existsSync(join(warehouseFolder(), name, "a.ndjson")))).toEqual([]);
});
