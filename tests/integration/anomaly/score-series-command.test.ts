import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseNumber, parseTime, splitRecord } from "@/lib/anomaly/series-row";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "opsiq-series-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function scoreSeries(...args: string[]) {
  const run = spawnSync(process.execPath, ["--import", "tsx", "scripts/score-series.ts", ...args], {
    encoding: "utf8",
  });
  return { code: run.status, out: run.stdout, error: run.stderr };
}

const series = (rows: number) =>
  `timestamp,value\n${Array.from({ length: rows }, (_, t) => `2014-04-${String(1 + Math.floor(t / 24)).padStart(2, "0")} ${String(t % 24).padStart(2, "0")}:00:00,${t === 500 ? "97.50" : (t % 24) / 4}`).join("\n")}\n`;

test("writes a row for each row, its own text untouched, and a finite score with six decimals or more", () => {
  const [input, out] = [join(folder, "in.csv"), join(folder, "out.csv")];
  writeFileSync(input, series(600));
  expect(scoreSeries(input, "--out", out)).toMatchObject({ code: 0, out: "", error: "" });
  const [header, ...rows] = readFileSync(out, "utf8").trim().split("\n");
  expect(header).toBe("timestamp,value,anomaly_score");
  const given = readFileSync(input, "utf8").trim().split("\n").slice(1);
  expect(rows.map((row) => row.slice(0, row.lastIndexOf(",")))).toEqual(given);
  expect(rows.every((row) => /,[01]\.\d{6,}$/.test(row))).toBe(true);
  const scores = rows.map((row) => Number(row.slice(row.lastIndexOf(",") + 1)));
  expect(scores.indexOf(Math.max(...scores))).toBe(500);
});

test("the command's scores of a shorter file begin like those of the longer one", () => {
  for (const rows of [300, 600]) {
    writeFileSync(join(folder, `${rows}.csv`), series(rows));
    scoreSeries(join(folder, `${rows}.csv`), "--out", join(folder, `${rows}.out`));
  }
  const [short, long] = [300, 600].map((rows) => readFileSync(join(folder, `${rows}.out`), "utf8"));
  expect(long?.startsWith(short ?? "?")).toBe(true);
});

test("a batch scores every file, and names the one it cannot read", () => {
  const [input, out] = [join(folder, "in"), join(folder, "out")];
  mkdirSync(input);
  writeFileSync(join(input, "a.csv"), series(200));
  writeFileSync(join(input, "b.csv"), "timestamp,value\n2026-01-01,abc\n");
  writeFileSync(join(input, "c.csv"), series(200));
  const run = scoreSeries("--batch", input, "--out", out);
  expect(run.code).toBe(1);
  expect(run.error).toBe(`${join(input, "b.csv")}: line 2, column "value": "abc" is not a number.\n`);
  expect(readFileSync(join(out, "a.csv"), "utf8")).toBe(readFileSync(join(out, "c.csv"), "utf8"));
});

test.each([
  ["timestamp,amount\n1,2\n", 'line 1: has no column "value"; its columns are timestamp, amount'],
  ["", "line 1: the file is empty"],
  ["timestamp,value\n", "line 2: there is no row"],
  ["timestamp,value\nyesterday,2\n", 'line 2, column "timestamp": "yesterday" is not a time'],
  ["timestamp,value\n2026-01-01,2\n2026-01-02\n", "line 3: has 1 fields"],
])("refuses %j in one sentence", (text, message) => {
  writeFileSync(join(folder, "in.csv"), text);
  const run = scoreSeries(join(folder, "in.csv"), "--out", join(folder, "out.csv"));
  expect(run.code).toBe(1);
  expect(run.error).toContain(message);
  expect(run.error.trim().split("\n")).toHaveLength(1);
});

test("a batch keeps the folders inside, does not score its own results, and refuses to write over what it reads", () => {
  const [input, out] = [join(folder, "in"), join(folder, "in", "out")];
  mkdirSync(join(input, "deep"), { recursive: true });
  writeFileSync(join(input, "deep", "a.csv"), series(150));
  for (let run = 0; run < 2; run += 1) expect(scoreSeries("--batch", input, "--out", out)).toMatchObject({ code: 0 });
  expect(readdirSync(out, { recursive: true }).sort()).toEqual(["deep", join("deep", "a.csv")]);
  expect(scoreSeries("--batch", input, "--out", input)).toMatchObject({
    code: 1,
    error: `${input}: --out is the folder that is read; name another.\n`,
  });
});

test("a file that fails half-way leaves the earlier result as it was, and nothing half-written", () => {
  const [input, out] = [join(folder, "in.csv"), join(folder, "out.csv")];
  writeFileSync(out, "earlier");
  writeFileSync(input, `${series(300)}2014-05-01,x\n`);
  expect(scoreSeries(input, "--out", out)).toMatchObject({ code: 1 });
  expect(readdirSync(folder).sort()).toEqual(["in.csv", "out.csv"]);
  expect(readFileSync(out, "utf8")).toBe("earlier");
});

test("a file may be scored onto itself; Windows line ends, quotes, other columns and missing values are kept in order", () => {
  const input = join(folder, "in.csv");
  writeFileSync(input, '\uFEFF"Value",note,"Timestamp"\r\n1,"a, b",2014-04-01\r\n,,2014-04-02\r\n"3",,"2014-04-03"');
  expect(scoreSeries(input, "--out", input)).toMatchObject({ code: 0, error: "" });
  expect(readFileSync(input, "utf8").split("\n")).toEqual([
    "timestamp,value,anomaly_score",
    "2014-04-01,1,0.000000000",
    "2014-04-02,,0.000000000",
    '"2014-04-03","3",0.000000000',
    "",
  ]);
});

test("a file that is not there leaves no output behind", () => {
  const run = scoreSeries(join(folder, "no.csv"), "--out", join(folder, "out.csv"));
  expect(run).toMatchObject({ code: 1, error: `${join(folder, "no.csv")}: does not exist or is not a file.\n` });
  expect(existsSync(join(folder, "out.csv"))).toBe(false);
});

test.each([
  ["2014-02-14 14:30:00", Date.UTC(2014, 1, 14, 14, 30)],
  ["2014-02-14T14:30:00Z", Date.UTC(2014, 1, 14, 14, 30)],
  ["2014-02-14T14:30", Date.UTC(2014, 1, 14, 14, 30)],
  ["2014-02-14 16:30:00 +0200", Date.UTC(2014, 1, 14, 14, 30)],
  ["2014-02-14T14:30:00.000123", Date.UTC(2014, 1, 14, 14, 30)],
  ["14-Feb-2014 14:30", Date.UTC(2014, 1, 14, 14, 30)],
  ["02/14/2014 14:30", Date.UTC(2014, 1, 14, 14, 30)],
  ["2014-02-14", Date.UTC(2014, 1, 14)],
  ["1392388200", Date.UTC(2014, 1, 14, 14, 30)],
  ["1392388200000", Date.UTC(2014, 1, 14, 14, 30)],
  ["soon", null],
  ["", null],
])("the time %j", (text, expected) => expect(parseTime(text)).toBe(expected));

test.each([
  ["1.5", 1.5],
  [" -2e3 ", -2000],
  ["", null],
  ["NaN", null],
  ["1,5", "bad"],
  ["0x10", "bad"],
  ["inf", "bad"],
])("the number %j", (text, expected) => expect(parseNumber(text)).toBe(expected));

test("quotes hold commas and are kept in the raw text", () => {
  expect(splitRecord('"a,1",2')).toEqual([
    { raw: '"a,1"', text: "a,1" },
    { raw: "2", text: "2" },
  ]);
});
