import { parseArgs } from "node:util";
import { createStreamScorer, type StreamScorer } from "@/lib/anomaly/score-stream";
import { BASELINES } from "./baselines";
import { FAULT_KINDS, KINDS, makeStream, type Stream } from "./streams";
import { makeTelemetry, TELEMETRY_KINDS } from "./telemetry";
import { corpusScore, creditOf, type Judged } from "./window-score";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "4" },
    from: { type: "string" },
    only: { type: "string", default: "" },
    baselines: { type: "boolean", default: false },
  },
});
const seeds = Number(values.seeds);
const splits = values.from
  ? [["seeds", Number(values.from)] as const]
  : ([
      ["dev", 0],
      ["held-out", 5000],
    ] as const);

/** The streams of both generators by the name that the table gives them. */
function* streamsOf(first: number): Generator<[string, Stream]> {
  for (let seed = first; seed < first + seeds; seed += 1) {
    for (const fault of FAULT_KINDS)
      for (const kind of KINDS)
        if (kind !== "constant" || fault !== "seasonal break") yield [fault, makeStream(seed, kind, fault)];
    for (let more = 0; more < 5; more += 1)
      for (const kind of TELEMETRY_KINDS) yield [kind, makeTelemetry(5 * seed + more, kind)];
  }
}

const judge = (scorer: StreamScorer, { values, stepMs, windows }: Stream): Judged => ({
  scores: values.map((value, t) => scorer.score(Date.UTC(2026, 0, 1) + t * stepMs, value)),
  events: windows,
});

for (const [split, first] of splits) {
  const scorers = { OpsIQ: createStreamScorer, ...(values.baselines ? BASELINES : {}) };
  for (const [name, create] of Object.entries(scorers)) {
    const groups = new Map<string, Judged[]>();
    let points = 0;
    const startedAt = process.cpuUsage();
    for (const [group, stream] of streamsOf(first)) {
      if (!group.includes(values.only)) continue;
      points += stream.values.length;
      groups.set(group, [...(groups.get(group) ?? []), judge(create(), stream)]);
    }
    const spent = process.cpuUsage(startedAt);
    const all = [...groups.values()].flat();
    const { threshold } = corpusScore(all);
    console.log(`\n${split}, ${name}: the one threshold that suits all streams best, ${threshold.toFixed(6)}`);
    console.log(`${"streams".padEnd(18)} events caught precision recall   F1  alarms/1,000 window score  own best`);
    for (const [group, judged] of [...groups, ["all", all] as const]) report(group, judged, threshold);
    console.log(`${((spent.user + spent.system) / points).toFixed(0)} us a point`);
  }
}

function report(name: string, judged: readonly Judged[], threshold: number): void {
  const sums = judged.map((one) => creditOf(one, threshold));
  const add = (pick: (one: (typeof sums)[number]) => number) => sums.reduce((sum, one) => sum + pick(one), 0);
  const [events, caught, alarms] = [add((s) => s.perfect), add((s) => s.caught), add((s) => s.alarms)];
  const length = judged.reduce((sum, { scores }) => sum + scores.length, 0);
  const [precision, recall] = [caught / Math.max(1, caught + alarms), caught / Math.max(1, events)];
  console.log(
    `${name.padEnd(18)} ${String(events).padStart(6)} ${String(caught).padStart(6)}`,
    `${precision.toFixed(2).padStart(9)} ${recall.toFixed(2).padStart(6)} ${((2 * precision * recall) / Math.max(1e-9, precision + recall)).toFixed(2).padStart(4)}`,
    ((1000 * alarms) / length).toFixed(2).padStart(13),
    events > 0 ? ((100 * (add((s) => s.credit) + events)) / (2 * events)).toFixed(1).padStart(12) : "".padStart(12),
    events > 0 ? corpusScore(judged).score.toFixed(1).padStart(9) : "",
  );
}
