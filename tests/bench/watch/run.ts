import { parseArgs } from "node:util";
import { watchSeries } from "@/lib/anomaly/watch-series";
import { FAULTS, KINDS, MONDAYS, makeWeekly, PLANTED_AT, WEEKS } from "./weekly";

const { values } = parseArgs({ options: { seeds: { type: "string", default: "300" } } });
const seeds = Number(values.seeds);
/** Weeks that are judged, in months. */
const MONTHS = ((WEEKS - 14) * 7) / 30.44;

for (const [split, first] of [
  ["dev", 0],
  ["held-out", 50_000],
] as const) {
  console.log(
    `\n${split}: caught in percent by what was planted; false alarms a 100 series-months with nothing planted`,
  );
  console.log(
    `${"series".padEnd(24)}${Object.keys(FAULTS)
      .map((name) => name.padStart(20))
      .join("")}${"false".padStart(8)}`,
  );
  let [allFalse, all] = [0, 0];
  for (const kind of KINDS) {
    const caught = Object.keys(FAULTS).map((fault) => {
      let hits = 0;
      for (let seed = first; seed < first + seeds; seed += 1) {
        const events = watchSeries(MONDAYS, makeWeekly(seed, kind, fault), { isCount: kind.isCount });
        if (events.some(({ week }) => MONDAYS.indexOf(week) >= PLANTED_AT)) hits += 1;
      }
      return hits;
    });
    let alarms = 0;
    for (let seed = first; seed < first + seeds; seed += 1)
      alarms += watchSeries(MONDAYS, makeWeekly(seed, kind, null), { isCount: kind.isCount }).length;
    allFalse += alarms;
    all += seeds;
    const cells = caught.map((hits) => ((100 * hits) / seeds).toFixed(0).padStart(20)).join("");
    console.log(`${kind.name.padEnd(24)}${cells}${((100 * alarms) / (seeds * MONTHS)).toFixed(2).padStart(8)}`);
  }
  console.log(`false alarms a 100 series-months: ${((100 * allFalse) / (all * MONTHS)).toFixed(2)}`);
}
