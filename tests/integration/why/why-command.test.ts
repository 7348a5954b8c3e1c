import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDuckDb } from "@/adapters/warehouse/duckdb";
import { readWindows } from "@/adapters/warehouse/read-windows";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "opsiq-why-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const BASE = "region,tier,v\nNA,Ent,400\nNA,Pro,200\nEMEA,Ent,150\nEMEA,Pro,100\nAPAC,Ent,90\nAPAC,Pro,60\n";
const ACTUAL = "tier,region,v\nEnt,NA,396\nPro,NA,202\nEnt,EMEA,54\nPro,EMEA,98\nEnt,APAC,92\nPro,APAC,58\n";

/** The command as npm starts it. */
function why(...args: string[]) {
  const run = spawnSync(process.execPath, ["--import", "tsx", "scripts/why.ts", ...args], { encoding: "utf8" });
  return { code: run.status, out: run.stdout, error: run.stderr };
}

test("prints only the answer as JSON, and the same in words", () => {
  const files = ["--base", write("a.csv", BASE), "--actual", write("b.csv", ACTUAL), "--value", "v"];
  const json = why(...files, "--json");
  expect(json).toMatchObject({ code: 0, error: "" });
  const answer = JSON.parse(json.out);
  expect(Object.keys(answer)).toEqual(["ms", "causes"]);
  expect(answer.causes[0]).toMatchObject({ cause: { region: "EMEA", tier: "Ent" }, selected: true });
  expect(answer.causes.length).toBeGreaterThanOrEqual(5);
  const text = why(...files);
  expect(text.out).toContain("1. region = EMEA, tier = Ent: -95.29");
});

test("a batch does every folder, and one that cannot be read says so without stopping the others", () => {
  for (const id of ["one", "two", "three"]) mkdirSync(join(folder, id));
  for (const id of ["one", "three"]) {
    write(`${id}/base.csv`, BASE);
    write(`${id}/actual.csv`, ACTUAL);
  }
  write("two/base.csv", BASE);
  const run = why("--batch", folder, "--value", "v");
  expect(run.code).toBe(1);
  expect(run.out).toBe("");
  expect(run.error).toContain(join("two", "actual.csv"));
  const answer = (id: string) => JSON.parse(readFileSync(join(folder, id, "out.json"), "utf8"));
  expect(answer("two")).toEqual({ error: expect.stringContaining("actual.csv: does not exist") });
  expect(answer("three").causes[0]).toMatchObject({ cause: { region: "EMEA", tier: "Ent" }, selected: true });
  expect({ ...answer("one"), ms: 0 }).toEqual({ ...answer("three"), ms: 0 });
});

test.each([
  ["a file that is not there", null, /a\.csv: does not exist/],
  ["an empty file", "", /a\.csv: line 1: the file is empty/],
  ["no rows", "region,tier,v\n", /a\.csv: line 2: there is no row/],
  [
    "no value column",
    "region,tier,w\nNA,Ent,1\n",
    /a\.csv: line 1: has no column "v"; its columns are region, tier, w/,
  ],
  ["letters in a value", "region,tier,v\nNA,Ent,1\nNA,Pro,n/a\n", /a\.csv: line 3, column "v": "n\/a" is not a number/],
  ["no value in a row", "region,tier,v\nNA,Ent,1\nNA,Pro,\n", /a\.csv: line 3, column "v": nothing is not a number/],
  ["a value that is no number", "region,tier,v\nNA,Ent,inf\n", /a\.csv: line 2, column "v": "inf" is not a number/],
  ["a value after a quoted line break", 'region,tier,v\n"N\nA",Ent,1\nNA,Pro,x\n', /a\.csv: line 4, column "v"/],
  ["a row cut short", "region,tier,v\nNA,Ent,1\nNA\n", /a\.csv: line 3: 1 fields; expected 3 fields/],
  ["a column twice", "region,region,v\nNA,Ent,1\n", /a\.csv: line 1: has the column "region" twice/],
  ["other dimensions", "region,plan,v\nNA,Ent,1\n", /b\.csv: has no column "plan"|a\.csv: has no column "tier"/],
])("refuses %s in one sentence", async (_, text, message) => {
  const base = text === null ? join(folder, "a.csv") : write("a.csv", text);
  const db = await openDuckDb(":memory:");
  try {
    const reading = readWindows(db, { base, actual: write("b.csv", ACTUAL), value: "v" });
    await expect(reading).rejects.toMatchObject({ code: "validation", message: expect.stringMatching(message) });
    await expect(reading).rejects.toMatchObject({ message: expect.not.stringContaining("\n") });
  } finally {
    db.close();
  }
});

test("a fault ends the command with code 1, one line on stderr and nothing on stdout", () => {
  const run = why("--base", join(folder, "no.csv"), "--actual", write("b.csv", ACTUAL), "--value", "v", "--json");
  expect(run).toMatchObject({ code: 1, out: "" });
  expect(run.error.trim().split("\n")).toHaveLength(1);
});

test("reads quoted values, Windows line ends, a byte order mark and fractions; adds up repeated rows", async () => {
  const db = await openDuckDb(":memory:");
  try {
    const table = await readWindows(db, {
      base: write("a.csv", '\uFEFFRegion,v,n\r\n"EU, west",1.5,10\r\n"EU, west",2.25,10\r\n'),
      actual: write("b.csv", 'v,n,Region\n-0.0,5,"EU, west"\n1e3,7,\n'),
      value: "v",
      denominator: "n",
    });
    expect(table.dims).toEqual(["Region"]);
    const west = table.values[0]?.indexOf("EU, west") ?? -1;
    const blank = table.values[0]?.indexOf("") ?? -1;
    const leaf = (code: number) => table.codes[0]?.indexOf(code) ?? -1;
    expect([table.base[leaf(west)], table.actual[leaf(west)]]).toEqual([3.75, 0]);
    expect(table.denominator?.base[leaf(west)]).toBe(20);
    expect([table.base[leaf(blank)], table.actual[leaf(blank)]]).toEqual([0, 1000]);
  } finally {
    db.close();
  }
});
