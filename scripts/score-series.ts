import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { createStreamScorer } from "@/lib/anomaly/score-stream";
import { parseNumber, parseTime, splitRecord } from "@/lib/anomaly/series-row";
import { messageOf } from "@/lib/errors";

const USAGE = `npm run -s score-series -- in.csv --out out.csv
npm run -s score-series -- --batch folder --out folder
Reads timestamp,value; writes timestamp,value,anomaly_score, a row each in order, scored one point at a time.`;

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
  if (batch !== undefined) return scoreFolder(batch, out);
  const [input, ...others] = positionals;
  if (input === undefined || others.length > 0) throw new Error(`Exactly one input file is needed.\n${USAGE}`);
  await scoreFile(input, out);
  return 0;
}

/** Scores every CSV file of a folder into a file of the same name; a bad one is named and the others go on. */
async function scoreFolder(folder: string, out: string): Promise<number> {
  const names = await readdir(folder).catch(() => {
    throw new Error(`${folder}: is not a folder that can be read.`);
  });
  const files = names.filter((name) => name.toLowerCase().endsWith(".csv")).sort();
  if (files.length === 0) throw new Error(`${folder}: has no CSV file.`);
  await mkdir(out, { recursive: true });
  let failed = 0;
  for (const name of files) {
    try {
      await scoreFile(join(folder, name), join(out, basename(name)));
    } catch (error) {
      failed += 1;
      console.error(messageOf(error));
    }
  }
  return failed > 0 ? 1 : 0;
}

async function scoreFile(path: string, out: string): Promise<void> {
  const info = await stat(path).catch(() => null);
  if (!info?.isFile()) throw new Error(`${path}: does not exist or is not a file.`);
  const output = createWriteStream(out);
  const failure = new Promise<never>((_, reject) => {
    output.on("error", (error) => reject(new Error(`${out}: cannot be written (${messageOf(error)}).`)));
  });
  const finished = new Promise<void>((resolve) => {
    output.on("finish", resolve);
  });
  await Promise.race([failure, writeScores(path, output)]).finally(() => output.end());
  await Promise.race([failure, finished]);
}

/** Each row is written before the next is read: what comes later cannot change a score. */
async function writeScores(path: string, output: NodeJS.WritableStream): Promise<void> {
  const scorer = createStreamScorer();
  let [line, rows] = [0, 0];
  let places: { timestamp: number; value: number } | null = null;
  for await (const text of createInterface({
    input: createReadStream(path, "utf8"),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    line += 1;
    if (text.trim() === "" && line > 1) continue;
    const fields = splitRecord(line === 1 ? text.replace(/^\uFEFF/, "") : text);
    if (!places) {
      const find = (name: string) => fields.findIndex((field) => field.text.trim().toLowerCase() === name);
      places = { timestamp: find("timestamp"), value: find("value") };
      for (const [name, place] of Object.entries(places))
        if (place < 0) throw new Error(`${path}: line 1: has no column "${name}".`);
      output.write("timestamp,value,anomaly_score\n");
      continue;
    }
    const [timestamp, value] = [fields[places.timestamp], fields[places.value]];
    if (!timestamp || !value)
      throw new Error(`${path}: line ${line}: has ${fields.length} fields, fewer than the header.`);
    const time = parseTime(timestamp.text);
    if (time === null) throw new Error(`${path}: line ${line}, column "timestamp": "${timestamp.text}" is not a time.`);
    const number = parseNumber(value.text);
    if (number === "bad") throw new Error(`${path}: line ${line}, column "value": "${value.text}" is not a number.`);
    output.write(`${timestamp.raw},${value.raw},${scorer.score(time, number).toFixed(9)}\n`);
    rows += 1;
  }
  if (!places) throw new Error(`${path}: line 1: the file is empty; expected a header.`);
  if (rows === 0) throw new Error(`${path}: line 2: there is no row below the header.`);
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
