import { parseArgs } from "node:util";
import { findCauses } from "@/lib/why/find-causes";
import { CLASSES } from "./classes";
import { type Scored, scoreFindings } from "./score";

const { values } = parseArgs({
  options: {
    from: { type: "string" },
    seeds: { type: "string", default: "40" },
    only: { type: "string", default: "" },
  },
});
const seeds = Number(values.seeds);
const splits = values.from
  ? [["seeds", Number(values.from)] as const]
  : ([
      ["dev", 0],
      ["held-out", 5000],
    ] as const);

const percent = (part: number, whole: number) => `${whole ? ((100 * part) / whole).toFixed(0) : "-"}`.padStart(5);
for (const [split, first] of splits) {
  console.log(`\n${split}: seeds ${first} to ${first + seeds - 1}`);
  console.log(`${"class".padEnd(34)} top-1 top-5   all    F1 false  ms`);
  let nulls = { count: 0, reported: 0 };
  for (const one of CLASSES.filter(({ name }) => values.only.split("|").some((part) => name.includes(part)))) {
    const scored: Scored[] = [];
    for (let seed = first; seed < first + seeds; seed += 1) {
      const world = one.make(seed);
      // Processor time: the wall clock of a shared machine tells of its neighbours.
      const before = process.cpuUsage();
      const findings = findCauses(world.table);
      const spent = process.cpuUsage(before);
      scored.push(scoreFindings(world, findings, (spent.user + spent.system) / 1000, one.byElement ?? false));
    }
    const count = (test: (one: Scored) => boolean) => scored.filter(test).length;
    const add = (pick: (one: Scored) => number) => scored.reduce((sum, row) => sum + pick(row), 0);
    const [right, wrong, missed] = [add((s) => s.right), add((s) => s.wrong), add((s) => s.missed)];
    const times = scored.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
    const falseReports = count((s) => s.falseReport);
    if (one.isNull) nulls = { count: nulls.count + seeds, reported: nulls.reported + falseReports };
    console.log(
      one.name.padEnd(34),
      ...(one.isNull
        ? ["    -     -     -     -", percent(falseReports, seeds)]
        : [
            percent(
              count((s) => s.top1),
              seeds,
            ),
            percent(
              count((s) => s.top5),
              seeds,
            ),
            percent(
              count((s) => s.all),
              seeds,
            ),
            ((2 * right) / Math.max(1, 2 * right + wrong + missed)).toFixed(2).padStart(5),
            "    -",
          ]),
      (times[times.length >> 1] ?? 0).toFixed(0).padStart(4),
    );
  }
  if (nulls.count > 0)
    console.log(`false reports on ${nulls.count} worlds without a cause: ${percent(nulls.reported, nulls.count)} %`);
}
