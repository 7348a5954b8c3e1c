import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { saveUploads, type UploadLimits } from "@/adapters/warehouse/uploads";
import { TableName } from "@/lib/contract/dataset";
import { smallTable } from "@/tests/support/data-folder";
import { ingest, temporaryFolder } from "@/tests/support/load-folder";

const clock = () => new Date("2026-03-01T12:34:56Z");
const save = (stateDir: string, files: File[], limits?: UploadLimits) =>
  saveUploads(stateDir, files, { clock, limits });
const file = (name: string, text = "x") => new File([text], name);

test("writes the tables sent into a fresh folder that loads", async () => {
  const stateDir = temporaryFolder();
  const { folder } = await save(
    stateDir,
    TableName.options.map((table) => file(`${table}.csv`, smallTable(table))),
  );
  expect(folder.startsWith(join(stateDir, "uploads", "20260301T123456-"))).toBe(true);
  expect(readFileSync(join(folder, "refunds.csv"), "utf8")).toBe(smallTable("refunds"));
  expect((await ingest(folder)).faultCount).toBe(0);
});

test("some tables alone are refused by the load as missing files", async () => {
  const { folder } = await save(temporaryFolder(), [file("refunds.csv", smallTable("refunds"))]);
  const { faults } = await ingest(folder);
  expect(faults).toHaveLength(6);
  expect(faults.every((fault) => fault.expected.startsWith("a file"))).toBe(true);
});

test.each([
  "../evil.csv",
  "a\\b.csv",
  "refunds.csv/../../x.csv",
  ".hidden.csv",
  "refunds.xlsx",
  "",
  "refunds",
  "-r.csv",
])("refuses the name %j and leaves nothing", async (name) => {
  const stateDir = temporaryFolder();
  await expect(save(stateDir, [file("invoices.csv"), file(name)])).rejects.toMatchObject({ code: "validation" });
  expect(readdirSync(join(stateDir, "uploads"))).toEqual([]);
});

test.each([
  ["one file", { fileBytes: 9, totalBytes: 100 }],
  ["all files", { fileBytes: 100, totalBytes: 15 }],
])("stops at the limit of %s and leaves nothing", async (_name, limits) => {
  const stateDir = temporaryFolder();
  const files = [file("refunds.csv", "0123456789"), file("invoices.csv", "0123456789")];
  await expect(save(stateDir, files, limits)).rejects.toMatchObject({ code: "limit_exceeded" });
  expect(readdirSync(join(stateDir, "uploads"))).toEqual([]);
});

test("nothing sent and one table twice are refused", async () => {
  const stateDir = temporaryFolder();
  await expect(save(stateDir, [])).rejects.toMatchObject({ code: "validation" });
  await expect(save(stateDir, [file("refunds.csv"), file("Refunds.CSV")])).rejects.toThrow(/twice/);
  expect(existsSync(join(stateDir, "uploads"))).toBe(true);
});
