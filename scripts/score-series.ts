import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { createStreamScorer } from "@/lib/anomaly/score-stream";
import { type Field, parseNumber, parseTime, splitRecord } from "@/lib/anomaly/series-row";
import { messageOf } from "@/lib/errors";

const USAGE = `npm run -s score-series -- in.csv --out out.csv
npm run -s score-series -- --batch folder --out folder
Reads timestamp,value; writes timestamp,value,anomaly_score, a row each in order, scored one point at a time.
A value that is blank, NaN, null, NA or none is missing: its row is kept and scores 0. A batch takes every .csv of the
folder and its subfolders; one that cannot be read is named, the others go on, and the exit code is 1.`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { out: { type: "string" }, batch: { type: "string" }, help: { type: "boolean", default: false } },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const { out, batch } = values;
  if (out === undefined) throw new Error(`--out is missing.\n${USAGE}`);
  const [input, ...others] = positionals;
  if (batch !== undefined) {
    if (input !== undefined) throw new Error(`A batch takes no further input, and ${input} was given.\n${USAGE}`);
    return scoreFolder(batch, out);
  }
  if (input === undefined || others.length > 0) throw new Error(`Exactly one input file is needed.\n${USAGE}`);
  await scoreFile(input, out);
  return 0;
}

/** Scores every CSV file under a folder into a file of the same place and name; a bad one is named and the others go on. */
async function scoreFolder(folder: string, out: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => {
    throw new Error(`${folder}: is not a folder that can be read.`);
  });
  if (resolve(folder) === resolve(out)) throw new Error(`${out}: --out is the folder that is read; name another.`);
  // Results of an earlier run that lie inside the folder are no input.
  const isResult = (name: string) => !relative(resolve(out), resolve(folder, name)).startsWith("..");
  const files = names.filter((name) => name.toLowerCase().endsWith(".csv") && !isResult(name)).sort();
  if (files.length === 0) throw new Error(`${folder}: has no CSV file.`);
  let failed = 0;
  for (const name of files) {
    try {
      await mkdir(dirname(join(out, name)), { recursive: true });
      await scoreFile(join(folder, name), join(out, name));
    } catch (error) {
      failed += 1;
      console.error(messageOf(error));
    }
  }
  return failed > 0 ? 1 : 0;
}

/** Writes beside the target and renames at the end: a file that fails half-way leaves no half result behind. */
async function scoreFile(path: string, out: string): Promise<void> {
  const info = await stat(path).catch(() => null);
  if (!info?.isFile()) throw new Error(`${path}: does not exist or is not a file.`);
  const target = await stat(out).catch(() => null);
  if (target?.isDirectory() || out.endsWith(sep)) throw new Error(`${out}: is a folder; --out names a file.`);
  // A pipe or a device cannot be renamed onto.
  const direct = target !== null && !target.isFile();
  const written = direct ? out : `${out}.part`;
  const output = createWriteStream(written);
  const failure = new Promise<never>((_, reject) => {
    output.on("error", (error) => reject(new Error(`${out}: cannot be written (${messageOf(error)}).`)));
  });
  const finished = new Promise<void>((end) => {
    output.on("finish", end);
  });
  try {
    await Promise.race([failure, writeScores(path, output)]).finally(() => output.end());
    await Promise.race([failure, finished]);
    if (!direct) await rename(written, out);
  } catch (error) {
    if (!direct) await rm(written, { force: true });
    throw error;
  }
}

interface Places {
  timestamp: number;
  value: number;
}

/** Each row is scored before the next is looked at: what comes later cannot change a score. */
async function writeScores(path: string, output: NodeJS.WritableStream): Promise<void> {
  const scorer = createStreamScorer();
  let [line, rows] = [0, 0];
  let places: Places | null = null;
  for await (const text of createInterface({
    input: createReadStream(path, "utf8"),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    line += 1;
    if (text.trim() === "" && line > 1) continue;
    const fields = splitRecord(line === 1 ? text.replace(/^\uFEFF/, "") : text);
    if (!places) {
      places = findPlaces(path, fields);
      output.write("timestamp,value,anomaly_score\n");
      continue;
    }
    const { timestamp, value, time, number } = readRow(`${path}: line ${line}`, fields, places);
    const score = scorer.score(time, number).toFixed(9);
    if (!output.write(`${timestamp},${value},${score}\n`))
      await new Promise((drained) => output.once("drain", drained));
    rows += 1;
  }
  if (!places) throw new Error(`${path}: line 1: the file is empty; expected a header.`);
  if (rows === 0) throw new Error(`${path}: line 2: there is no row below the header.`);
}

function findPlaces(path: string, header: readonly Field[]): Places {
  const names = header.map(({ text }) => text.trim().toLowerCase());
  for (const name of ["timestamp", "value"])
    if (!names.includes(name))
      throw new Error(`${path}: line 1: has no column "${name}"; its columns are ${names.join(", ") || "none"}.`);
  return { timestamp: names.indexOf("timestamp"), value: names.indexOf("value") };
}

function readRow(where: string, fields: readonly Field[], places: Places) {
  const [timestamp, value] = [fields[places.timestamp], fields[places.value]];
  if (!timestamp || !value) throw new Error(`${where}: has ${fields.length} fields, fewer than the header.`);
  const time = parseTime(timestamp.text);
  if (time === null) throw new Error(`${where}, column "timestamp": "${timestamp.text.slice(0, 60)}" is not a time.`);
  const number = parseNumber(value.text);
  if (number === "bad") throw new Error(`${where}, column "value": "${value.text.slice(0, 60)}" is not a number.`);
  return { timestamp: timestamp.raw, value: value.raw, time, number };
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(messageOf(error));
    process.exitCode = 1;
  },
);
