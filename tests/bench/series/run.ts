import { parseArgs } from "node:util";
import { createStreamScorer } from "@/lib/anomaly/score-stream";
import { FAULT_KINDS, KINDS, makeStream } from "./streams";
import { corpusScore, creditOf, type Judged } from "./window-score";

const { values } = parseArgs({
  options: { seeds: { type: "string", default: "4" }, threshold: { type: "string", default: "0.5" } },
});
const threshold = Number(values.threshold);

for (const [split, first] of [
  ["dev", 0],
  ["held-out", 5000],
] as const) {
  const all: Judged[] = [];
  console.log(
    `\n${split}, threshold ${threshold}\n${"fault".padEnd(18)} events caught precision recall   F1  alarms/1,000`,
  );
  let points = 0;
  const startedAt = process.cpuUsage();
  for (const fault of FAULT_KINDS) {
    const judged: Judged[] = [];
    for (const kind of KINDS) {
      if (kind === "constant" && fault === "seasonal break") continue;
      for (let seed = first; seed < first + Number(values.seeds); seed += 1) {
        const stream = makeStream(seed, kind, fault);
        const scorer = createStreamScorer();
        const scores = stream.values.map((value, t) => scorer.score(Date.UTC(2026, 0, 1) + t * stream.stepMs, value));
        judged.push({ scores, events: stream.windows });
      }
    }
    all.push(...judged);
    report(fault, judged);
  }
  points = all.reduce((sum, { scores }) => sum + scores.length, 0);
  report("all", all);
  const spent = process.cpuUsage(startedAt);
  const best = corpusScore(all);
  console.log(
    `window score ${best.score.toFixed(1)} of 100 at threshold ${best.threshold}; ${((spent.user + spent.system) / points).toFixed(0)} us a point`,
  );
}

function report(name: string, judged: readonly Judged[]): void {
  const sums = judged.map((one) => creditOf(one, threshold));
  const add = (pick: (one: (typeof sums)[number]) => number) => sums.reduce((sum, one) => sum + pick(one), 0);
  const [events, caught, alarms] = [add((s) => s.perfect), add((s) => s.caught), add((s) => s.alarms)];
  const length = judged.reduce((sum, { scores }) => sum + scores.length, 0);
  const [precision, recall] = [caught / Math.max(1, caught + alarms), caught / Math.max(1, events)];
  console.log(
    `${name.padEnd(18)} ${String(events).padStart(6)} ${String(caught).padStart(6)}`,
    `${precision.toFixed(2).padStart(9)} ${recall.toFixed(2).padStart(6)} ${((2 * precision * recall) / Math.max(1e-9, precision + recall)).toFixed(2).padStart(4)}`,
    ((1000 * alarms) / length).toFixed(2).padStart(9),
  );
}
