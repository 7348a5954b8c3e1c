import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import {
  accuracyPage,
  Baseline,
  boardOf,
  findRegressions,
  scoreTable,
  secondSection,
  totalSentence,
} from "./accuracy-report";
import { scoreSeeds } from "./accuracy-world";

const BASELINE_FILE = "docs/accuracy.json";
const PAGE_FILE = "docs/accuracy.md";
/** The small world that a test runs again. */
const QUICK = { seed: 0, invoices: 6000 };
const HELD_OUT_FROM = 1000;

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "0-9" },
    invoices: { type: "string", default: "20000" },
    check: { type: "boolean", default: false },
    "held-out": { type: "boolean", default: false },
  },
});
const invoices = Number(values.invoices);
const seeds = values["held-out"] ? seedsOf("1000-1009") : seedsOf(values.seeds);
if (!values["held-out"] && seeds.some((seed) => seed >= HELD_OUT_FROM)) {
  throw new Error(`Seeds from ${HELD_OUT_FROM} on are held out: ask for them with --held-out`);
}

const score = await scoreSeeds(seeds, invoices, (seed) => process.stderr.write(`seed ${seed} scored\n`));
console.log(scoreTable(score));
console.log(totalSentence(score));
if (score.notBuilt.length > 0) console.log(`Not built: ${score.notBuilt.join(", ")}`);

const full = boardOf(score, seeds, invoices);
if (values.check) {
  const { full: before } = Baseline.parse(JSON.parse(readFileSync(BASELINE_FILE, "utf8")));
  const worse = findRegressions(full, before);
  for (const sentence of worse) console.error(sentence);
  process.exitCode = worse.length > 0 ? 1 : 0;
} else if (!values["held-out"]) {
  const quickScore = await scoreSeeds([QUICK.seed], QUICK.invoices);
  const baseline: Baseline = { full, quick: boardOf(quickScore, [QUICK.seed], QUICK.invoices) };
  writeFileSync(BASELINE_FILE, `${JSON.stringify(baseline, null, 2)}\n`);
  const kept = secondSection(readFileSync(PAGE_FILE, "utf8"));
  writeFileSync(PAGE_FILE, `${accuracyPage(score, full)}${kept}`);
  const formatted = spawnSync("biome", ["format", "--write", BASELINE_FILE, PAGE_FILE], { stdio: "inherit" });
  if (formatted.status !== 0) throw new Error("The figures are written but not formatted: run npm run format");
}

/** `0-9` or `1,4,7`. */
function seedsOf(text: string): number[] {
  return text.split(",").flatMap((part) => {
    const [first = Number.NaN, last = first] = part.split("-").map(Number);
    if (!Number.isInteger(first) || !Number.isInteger(last) || last < first)
      throw new Error(`--seeds: ${part} is no seed`);
    return Array.from({ length: last - first + 1 }, (_, at) => first + at);
  });
}
