import { parseArgs } from "node:util";
import { scoreTable, totalSentence } from "./accuracy-report";
import { scoreAlternative } from "./alt/score";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "4" },
    each: { type: "string", default: "20" },
    faults: { type: "string", default: "12" },
    explain: { type: "boolean", default: false },
  },
});
const seeds = Array.from({ length: Number(values.seeds) }, (_, at) => 1 + at);
const explain = values.explain ? (line: string) => console.log(line) : undefined;

const clean = await scoreAlternative(seeds, { each: Number(values.each), faults: 0 }, explain);
const wrong = Object.values(clean.detectors).reduce((sum, { found }) => sum + found, 0);
console.log(`Without a fault: ${wrong} cases over ${clean.invoices.toLocaleString("en-US")} invoices.`);
if (wrong > 0) console.log(scoreTable(clean));

const planted = await scoreAlternative(seeds, { each: Number(values.each), faults: Number(values.faults) }, explain);
console.log(scoreTable(planted));
console.log(totalSentence(planted));
