import { type Expectation, SLOW_EXPECTATIONS, weekExpectations } from "./expect-week";
import { medianOf } from "./season";

/** Past errors that say how far a week strays, how many of them are needed, and weeks before any is judged. */
const REACH = 26;
const MIN_ERRORS = 10;
const MANY_ERRORS = 30;
const MIN_WEEKS = 14;
/** Deviations that a week, or a mean of weeks, has to be away. */
const POINT_LIMIT = 5;
const LEVEL_LIMIT = 4.5;
/** It has to exceed the largest error seen so many times: few weeks say little about a tail. */
const BEYOND_SEEN = 1.4;
/** Smallest move that is told, as a share of what was expected. */
const MIN_MOVE = 0.25;
const MIN_LEVEL_MOVE = 0.15;
/** Weeks whose mean tells a level. */
const LEVEL_WEEKS = 4;
/** No finer than this share of the usual value. */
const FLOOR = 0.05;
/** Weeks within which a further alarm of one direction is the same event. */
const SAME_EVENT = 4;
/** Weeks within which going back to what was usual ends an event instead of being one. */
const RETURN_WEEKS = 8;
/** A series that is 0 in more of its weeks is not judged: it has no usual size. */
const MAX_ZEROS = 0.4;

export interface SeriesEvent {
  /** Monday of the first week that stood out. */
  week: string;
  kind: "week" | "level";
  value: number;
  expected: number;
  /** How far away, in robust deviations of this series. */
  deviations: number;
  /** Last week that stood out. */
  lastWeek: string;
  /** How it ended: back at what was usual, or usual by now; null while it lasts. */
  ended: { week: string; how: "back" | "new_usual" } | null;
}

/**
 * Finds the weeks in which a series left its usual range, each judged by what came before it alone: a single week by the
 * expectation that did best so far, a level by the mean of the newest weeks against the slow ones. One set of limits for
 * all series. `isCount` adds the noise that counting has, `newest` says how many weeks are judged; unknown values are null.
 * Weeks are Mondays in order, none left out.
 */
export function watchSeries(
  weeks: readonly string[],
  values: readonly (number | null)[],
  { isCount = false, newest = weeks.length }: { isCount?: boolean; newest?: number } = {},
): SeriesEvent[] {
  const expectations = weekExpectations(weeks, values);
  const errors: (number | null)[][] = expectations.map((expect) =>
    values.map((value, at) => {
      const expected = expect(at);
      return value === null || expected === null ? null : value - expected;
    }),
  );
  const events: SeriesEvent[] = [];
  for (let at = Math.max(MIN_WEEKS, weeks.length - newest); at < values.length; at += 1) {
    const value = values[at];
    if (value === null || value === undefined || !isJudged(values, at)) continue;
    const floor = floorOf(values, at, isCount);
    const found =
      judgeWeek(value, at, expectations, errors, floor) ?? judgeLevel(value, at, expectations, errors, floor);
    const open = events.at(-1);
    const returns = open && found && isReturn(open, value, weeks.indexOf(open.lastWeek), at);
    if (found && !returns) addEvent(events, weeks, at, { value, ...found });
    else if (open && open.ended === null) endEvent(open, weeks[at] ?? "", value, floor);
  }
  return events;
}

interface Judged {
  kind: SeriesEvent["kind"];
  expected: number;
  deviations: number;
}

function isJudged(values: readonly (number | null)[], at: number): boolean {
  const before = values.slice(Math.max(0, at - REACH), at).filter((value) => value !== null);
  const zeros = before.filter((value) => value === 0).length;
  return before.length >= MIN_WEEKS / 2 && zeros <= MAX_ZEROS * before.length;
}

function floorOf(values: readonly (number | null)[], at: number, isCount: boolean): number {
  const before = values
    .slice(Math.max(0, at - REACH), at)
    .flatMap((value) => (value === null ? [] : [Math.abs(value)]));
  const usual = medianOf(before);
  return Math.max(FLOOR * usual, isCount ? Math.sqrt(Math.max(1, usual)) : 0, 1e-9);
}

/** Deviation by the larger of the median's and the ninth tenth's word, so that heavy tails count. */
function deviationOf(errors: readonly number[], floor: number): number {
  const sizes = errors.map(Math.abs).sort((a, b) => a - b);
  const ninth = sizes[Math.floor(0.9 * (sizes.length - 1))] ?? 0;
  return Math.max(1.4826 * medianOf(sizes), ninth / 1.645, floor);
}

/** The largest past error; of many the second, so that one incident does not hide the next. */
function largestOf(list: readonly (number | null)[], at: number): number {
  const sizes = list.slice(0, at).flatMap((error) => (error === null ? [] : [Math.abs(error)]));
  return sizes.sort((a, b) => b - a)[sizes.length >= MANY_ERRORS ? 1 : 0] ?? 0;
}

function pastErrors(list: readonly (number | null)[], at: number): number[] {
  return list.slice(Math.max(0, at - REACH), at).filter((error) => error !== null);
}

/** The expectation whose past errors are smallest on the whole. */
function bestOf(errors: readonly (number | null)[][], at: number): number | null {
  let [best, least] = [-1, Number.POSITIVE_INFINITY];
  for (const [place, list] of errors.entries()) {
    const past = pastErrors(list, at);
    const now = list[at];
    if (past.length < MIN_ERRORS || typeof now !== "number") continue;
    const size = deviationOf(past, 0);
    if (size < least) [best, least] = [place, size];
  }
  return best < 0 ? null : best;
}

function judgeWeek(
  value: number,
  at: number,
  expectations: readonly Expectation[],
  errors: readonly (number | null)[][],
  floor: number,
): Judged | null {
  const best = bestOf(errors, at);
  const expected = best === null ? null : (expectations[best]?.(at) ?? null);
  if (best === null || expected === null) return null;
  const past = pastErrors(errors[best] ?? [], at);
  const error = Math.abs(value - expected);
  const deviations = error / deviationOf(past, floor);
  const stands =
    deviations >= POINT_LIMIT &&
    error >= BEYOND_SEEN * largestOf(errors[best] ?? [], at) &&
    error >= MIN_MOVE * Math.abs(expected);
  return stands ? { kind: "week", expected, deviations } : null;
}

/** The mean error of the newest weeks, against the means that such runs of weeks had before. */
function judgeLevel(
  value: number,
  at: number,
  expectations: readonly Expectation[],
  errors: readonly (number | null)[][],
  floor: number,
): Judged | null {
  const slow = errors.slice(0, SLOW_EXPECTATIONS);
  const best = bestOf(slow, at);
  const list = best === null ? undefined : slow[best];
  const expected = best === null ? null : (expectations[best]?.(at) ?? null);
  if (!list || expected === null) return null;
  const meanAt = (end: number) => {
    const run = list.slice(end - LEVEL_WEEKS + 1, end + 1).filter((error) => error !== null);
    return run.length < LEVEL_WEEKS ? null : run.reduce((sum, error) => sum + error, 0) / LEVEL_WEEKS;
  };
  const now = meanAt(at);
  const past: number[] = [];
  for (let end = Math.max(LEVEL_WEEKS, at - REACH); end <= at - LEVEL_WEEKS; end += 1) {
    const mean = meanAt(end);
    if (mean !== null) past.push(mean);
  }
  if (now === null || past.length < MIN_ERRORS) return null;
  const center = medianOf(past);
  const away = Math.abs(now - center);
  const strays = past.map((mean) => mean - center);
  const spread = deviationOf(strays, floor / Math.sqrt(LEVEL_WEEKS));
  const isWhole = list.slice(at - LEVEL_WEEKS + 1, at + 1).every((error) => Math.sign(error ?? 0) === Math.sign(now));
  const stands =
    isWhole &&
    away / spread >= LEVEL_LIMIT &&
    away >= BEYOND_SEEN * Math.max(...strays.map(Math.abs)) &&
    away >= MIN_LEVEL_MOVE * Math.abs(expected) &&
    Math.sign(value - expected) === Math.sign(now);
  return stands ? { kind: "level", expected, deviations: away / spread } : null;
}

function addEvent(
  events: SeriesEvent[],
  weeks: readonly string[],
  at: number,
  found: Judged & { value: number },
): void {
  const week = weeks[at] ?? "";
  const open = events.at(-1);
  const since = open ? at - weeks.indexOf(open.lastWeek) : Number.POSITIVE_INFINITY;
  const isSame =
    open && since <= SAME_EVENT && Math.sign(open.value - open.expected) === Math.sign(found.value - found.expected);
  if (!isSame) {
    events.push({ week, lastWeek: week, ended: null, ...found });
    return;
  }
  open.lastWeek = week;
  open.ended = null;
}

/** The way back from an event stands out too, against what the event made usual: it is the event's end, not another. */
function isReturn(open: SeriesEvent, value: number, lastAt: number, at: number): boolean {
  const moved = open.value - open.expected;
  return at - lastAt <= RETURN_WEEKS && Math.abs(value - open.expected) <= Math.abs(moved) / 2;
}

/** A week that does not stand out ends an event; near its old usual value it is back there, else the new one is usual. */
function endEvent(open: SeriesEvent, week: string, value: number, floor: number): void {
  const isBack = Math.abs(value - open.expected) <= Math.max(Math.abs(open.value - open.expected) / 2, floor);
  // A level that the slow expectations have caught up with still differs from what was usual before.
  open.ended = { week, how: isBack ? "back" : "new_usual" };
}
