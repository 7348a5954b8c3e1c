import { addDays } from "../semantic/days";
import { medianOf } from "./season";

/** What a week is expected to be, from the weeks before it; null where too little is known. */
export type Expectation = (at: number) => number | null;

const NEAR = 8;
const MIN_NEAR = 4;
/** Earlier weeks of the same place in the month, and how far back they are looked for. */
const ALIKE = 4;
const MIN_ALIKE = 3;
const ALIKE_REACH = 30;

/**
 * Ways to expect a week, the slow ones first: the median of the weeks before; that of the weeks at the same place in
 * their month (bill runs); the week before; the week before and the usual step.
 */
export function weekExpectations(weeks: readonly string[], values: readonly (number | null)[]): Expectation[] {
  const known = (from: number, to: number) => values.slice(Math.max(0, from), to).filter((value) => value !== null);
  const near: Expectation = (at) => {
    const list = known(at - NEAR, at);
    return list.length < MIN_NEAR ? null : medianOf(list);
  };
  const places = weeks.map(placeInMonth);
  const alike: Expectation = (at) => {
    const list: number[] = [];
    for (let back = at - 1; back >= Math.max(0, at - ALIKE_REACH) && list.length < ALIKE; back -= 1) {
      const value = values[back];
      if (places[back] === places[at] && value !== null && value !== undefined) list.push(value);
    }
    return list.length < MIN_ALIKE ? null : medianOf(list);
  };
  const last: Expectation = (at) => values[at - 1] ?? null;
  const drift: Expectation = (at) => {
    const steps: number[] = [];
    for (let back = Math.max(1, at - NEAR); back < at; back += 1) {
      const [now, before] = [values[back], values[back - 1]];
      if (typeof now === "number" && typeof before === "number") steps.push(now - before);
    }
    const value = values[at - 1];
    return typeof value !== "number" || steps.length < MIN_NEAR ? null : value + medianOf(steps);
  };
  return [near, alike, last, drift];
}

/** Of the expectations, those that do not follow a change at once: a new level shows against them for weeks. */
export const SLOW_EXPECTATIONS = 2;

/** A week that holds a first of the month is 0; the others count from it, 1 to 4. `monday` is the week's first day. */
export function placeInMonth(monday: string): number {
  const sunday = addDays(monday, 6);
  if (monday.endsWith("-01") || sunday.slice(0, 7) !== monday.slice(0, 7)) return 0;
  return 1 + Math.floor((Number(monday.slice(8)) - 2) / 7);
}
