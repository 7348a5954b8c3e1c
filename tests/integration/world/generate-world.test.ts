import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeWorld } from "@/data/world/generate-world";
import { DEFAULT_WORLD, type WorldOptions } from "@/data/world/options";
import { TruthFile } from "@/data/world/truth-file";
import { TableName } from "@/lib/contract/dataset";
import { loadFolder } from "@/tests/support/load-folder";

const parent = mkdtempSync(join(tmpdir(), "opsiq-worlds-"));
afterAll(() => rmSync(parent, { recursive: true, force: true }));

async function make(name: string, options: Partial<WorldOptions> = {}) {
  const folder = join(parent, name);
  const written = await writeWorld(folder, { ...DEFAULT_WORLD, invoices: 4000, ...options });
  return { folder, ...written };
}
const readTruth = (path: string) => TruthFile.parse(JSON.parse(readFileSync(path, "utf8")));
const hashOf = (folder: string) =>
  TableName.options
    .map((table) =>
      createHash("sha256")
        .update(readFileSync(join(folder, `${table}.csv`)))
        .digest("hex"),
    )
    .join("\n");

test("a seed gives the same bytes again, another seed does not, and nothing else is left behind", async () => {
  const [first, again, other] = [await make("a"), await make("b"), await make("c", { seed: 1 })];
  expect(hashOf(again.folder)).toBe(hashOf(first.folder));
  expect(readFileSync(again.truthFile, "utf8")).toBe(readFileSync(first.truthFile, "utf8"));
  expect(hashOf(other.folder)).not.toBe(hashOf(first.folder));
  expect(readdirSync(first.folder).sort()).toEqual(TableName.options.map((table) => `${table}.csv`).sort());
  expect(existsSync(`${first.folder}-truth.json`)).toBe(true);
  expect(readdirSync(parent).filter((name) => name.includes("work"))).toEqual([]);
});

test("a world has the size asked for, fifteen months, four regions, three tiers, four currencies and one big customer", async () => {
  const { folder } = await make("size", { invoices: 6000 });
  const { db, data } = await loadFolder(folder);
  expect(data.quarantinedRows).toBe(0);
  expect(data.asOf).toBe("2026-03-31");
  const [counts] =
    await db.query(`select (select count(*) from invoices) as invoices, (select count(*) from usage_events) as events,
    (select count(distinct region) from customers) as regions, (select count(distinct tier) from subscriptions) as tiers,
    (select count(distinct currency) from invoices) as currencies,
    (select count(distinct date_trunc('month', issued_on)) from invoices) as months,
    (select max(n) from (select count(*) as n from invoices group by customer_id)) as biggest`);
  expect(Math.abs(Number(counts?.invoices) / 6000 - 1)).toBeLessThan(0.05);
  expect(Math.abs(Number(counts?.events) / 12_000 - 1)).toBeLessThan(0.1);
  expect(counts).toMatchObject({ regions: 4, tiers: 3, currencies: 4, months: 15 });
  expect(Number(counts?.biggest) / Number(counts?.invoices)).toBeGreaterThan(0.03);
  expect(Number(counts?.biggest) / Number(counts?.invoices)).toBeLessThan(0.07);
  db.close();
});

test("all twenty kinds of leak are planted, every claimed row exists, and no row has two owners of one rank", async () => {
  const { folder, truthFile } = await make("all", { invoices: 20_000 });
  const truth = readTruth(truthFile);
  expect(new Set(truth.claims.map((claim) => claim.detector)).size).toBe(20);
  const { db } = await loadFolder(folder);
  const keys: Record<string, string> = {
    invoices: "invoice_id",
    payments: "payment_id",
    refunds: "refund_id",
    usage_events: "event_id",
  };
  for (const [table, key] of Object.entries(keys)) {
    const rows = new Set((await db.query(`select ${key} as k from ${table}`)).map((row) => row.k));
    const claimed = truth.claims.filter((claim) => claim.row_table === table);
    expect(claimed.length).toBeGreaterThan(0);
    expect(claimed.filter((claim) => !rows.has(claim.row_key))).toEqual([]);
    const ranked = claimed.map((claim) => `${claim.rank} ${claim.row_key}`);
    expect(new Set(ranked).size).toBe(ranked.length);
  }
  expect(truth.claims.filter((claim) => claim.cents !== null && claim.cents <= 0)).toEqual([]);
  db.close();
});

test("Parquet holds the same rows and the same truth as CSV", async () => {
  const [csv, parquet] = [await make("as-csv"), await make("as-parquet", { format: "parquet" })];
  const [left, right] = [await loadFolder(csv.folder), await loadFolder(parquet.folder)];
  for (const table of TableName.options) {
    const sql = `select count(*) as n, cast(sum(hash(${table})) % 1000000007 as bigint) as h from ${table}`;
    expect(await right.db.query(sql)).toEqual(await left.db.query(sql));
  }
  expect(parquet.truthFile).toMatch(/-truth\.parquet$/);
  left.db.close();
  right.db.close();
});

test("a dirty world loads with its orphans set apart, and its truth is that of the clean one", async () => {
  const [clean, dirty] = [await make("clean"), await make("dirty", { dirty: true })];
  const { db, data } = await loadFolder(dirty.folder);
  expect(data.quarantinedRows).toBeGreaterThan(0);
  expect(readTruth(dirty.truthFile).claims).toEqual(readTruth(clean.truthFile).claims);
  expect(hashOf(dirty.folder)).not.toBe(hashOf(clean.folder));
  db.close();
});

test.each([
  [{ invoices: 10 }, /invoices/],
  [{ customers: 3 }, /customers/],
  [{ seed: 1.5 }, /seed/],
])("options that make no world are refused: %o", async (options, message) => {
  await expect(make("refused", options)).rejects.toThrow(message);
});

test("the generator shares no code with the detectors", () => {
  for (const name of readdirSync("data/world")) {
    expect(readFileSync(join("data/world", name), "utf8")).not.toMatch(/lib\/detection|lib\/money/);
  }
});
