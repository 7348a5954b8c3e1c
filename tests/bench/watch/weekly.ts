import { addDays } from "@/lib/semantic/days";
import { createDraws, type Draws } from "../why/draws";

export const WEEKS = 60;
/** Judged at its end only, as a run of the watch does: what was planted is in the last eight weeks. */
export const PLANTED_AT = WEEKS - 8;

export const MONDAYS = Array.from({ length: WEEKS }, (_, at) => addDays("2025-01-06", 7 * at));

interface Kind {
  name: string;
  isCount: boolean;
  make(draws: Draws): number[];
}

const sumOf = (draws: Draws, count: number, spread: number) => {
  let sum = 0;
  for (let n = 0; n < count; n += 1) sum += 5_000 * Math.exp(spread * draws.normal());
  return Math.round(sum);
};
const each = (value: (at: number) => number) => MONDAYS.map((_, at) => value(at));

/** Weekly series as a business has them, with nothing wrong. */
export const KINDS: readonly Kind[] = [
  { name: "few events", isCount: true, make: (draws) => each(() => draws.poisson(4)) },
  { name: "many events", isCount: true, make: (draws) => each(() => draws.poisson(60)) },
  { name: "few amounts", isCount: false, make: (draws) => each(() => sumOf(draws, draws.poisson(5), 0.8)) },
  { name: "many amounts", isCount: false, make: (draws) => each(() => sumOf(draws, draws.poisson(60), 0.8)) },
  {
    name: "few large ones",
    isCount: false,
    make: (draws) => each(() => sumOf(draws, draws.poisson(30), 0.5) + (draws.chance(0.15) ? 600_000 : 0)),
  },
  {
    name: "bill run on the first",
    isCount: false,
    make: (draws) =>
      each((at) => {
        const monday = MONDAYS[at] ?? "";
        const hasFirst = monday.endsWith("-01") || addDays(monday, 6).slice(0, 7) !== monday.slice(0, 7);
        return sumOf(draws, hasFirst ? 200 : 20, 0.6);
      }),
  },
  { name: "growing", isCount: false, make: (draws) => each((at) => 1e6 * 1.01 ** at * (1 + 0.03 * draws.normal())) },
  {
    name: "balance",
    isCount: false,
    make: (draws) => {
      let level = 1e6;
      return each(() => {
        level += 8_000 * draws.normal() + 4_000;
        return level;
      });
    },
  },
  { name: "rate", isCount: false, make: (draws) => each(() => (100 * draws.poisson(6)) / (90 + draws.poisson(30))) },
];

/** What can be planted, from a week on; null leaves the series as it is. */
export const FAULTS: Readonly<Record<string, (value: number, after: number) => number>> = {
  "one week x 3": (value, after) => (after === 0 ? 3 * value : value),
  "one week x 2": (value, after) => (after === 0 ? 2 * value : value),
  "one week at 0": (value, after) => (after === 0 ? 0 : value),
  "half from then on": (value, after) => (after >= 0 ? value / 2 : value),
  "x 1.5 from then on": (value, after) => (after >= 0 ? 1.5 * value : value),
};

export function makeWeekly(seed: number, kind: Kind, fault: string | null): number[] {
  const values = kind.make(createDraws(seed, kind.name));
  const change = fault === null ? null : FAULTS[fault];
  return change ? values.map((value, at) => change(value, at - PLANTED_AT)) : values;
}
