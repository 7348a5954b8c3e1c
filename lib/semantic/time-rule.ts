import type { TimeGrain } from "../contract/analyst";
import { addDays, addPeriods, dayLabel, isDay, periodLabel, rangeLabel, startOf } from "./days";
import { MONTH_WORDS, UNIT_WORDS } from "./time-words";

/** The start of a window that has none of its own ("before March"): the data's first day takes its place. */
export const DATA_START = "0001-01-01";

export type Groups = readonly (string | undefined)[];
export type Resolved = { from: string; to: string; label: string; pair?: boolean } | null;
export interface Rule {
  pattern: RegExp;
  resolve(groups: Groups, today: string): Resolved;
}

export const rule = (source: string, resolve: Rule["resolve"]): Rule => ({
  pattern: new RegExp(`(?<![\\w-])(?:${source})(?![\\w-])`, "g"),
  resolve,
});

export const period = (grain: TimeGrain, start: string, count = 1): Resolved => {
  const from = startOf(grain, start);
  const to = addPeriods(grain, from, count);
  const label = grain === "week" ? `week of ${dayLabel(from)}` : periodLabel(grain, from);
  return { from, to, label };
};
export const span = (from: string, to: string, label = rangeLabel(from, to)): Resolved =>
  from < to ? { from, to, label } : null;
export const firstOf = (year: number, month: number) => `${year}-${String(month).padStart(2, "0")}-01`;
export const yearOf = (day: string) => Number(day.slice(0, 4));
export const unitOf = (word: string | undefined): TimeGrain => UNIT_WORDS[word ?? ""] ?? "month";

/** A month without a year is its latest one that has begun. */
export function monthStart(word: string | undefined, year: string | undefined, today: string): string {
  const month = MONTH_WORDS[word ?? ""] ?? 1;
  if (year) return firstOf(Number(year), month);
  const start = firstOf(yearOf(today), month);
  return start > today ? firstOf(yearOf(today) - 1, month) : start;
}

export function quarterStart(quarter: number, year: string | undefined, today: string): string {
  const month = quarter * 3 - 2;
  if (year) return firstOf(Number(year), month);
  const start = firstOf(yearOf(today), month);
  return start > today ? firstOf(yearOf(today) - 1, month) : start;
}

/** Full periods before the one that holds today. */
export function lastPeriods(count: number, unit: TimeGrain, today: string): Resolved {
  if (count < 1) return null;
  const end = unit === "day" ? addDays(today, 1) : startOf(unit, today);
  const name = `last ${count === 1 ? unit : `${count} ${unit}s`}`;
  return span(addPeriods(unit, end, -count), end, name);
}

export function explicitDay(
  year: string | undefined,
  month: number,
  day: string | undefined,
  today: string,
): string | null {
  const text = (y: number) => `${y}-${String(month).padStart(2, "0")}-${(day ?? "").padStart(2, "0")}`;
  if (year) return isDay(text(Number(year))) ? text(Number(year)) : null;
  const own = text(yearOf(today));
  const past = own > today ? text(yearOf(today) - 1) : own;
  return isDay(past) ? past : null;
}

/** "1 July to 15 July", "July 1-15": both days included. */
export function dayRange(
  day: string | undefined,
  month: string | undefined,
  lastDay: string | undefined,
  lastMonth: string | undefined,
  year: string | undefined,
  today: string,
): Resolved {
  const to = explicitDay(year, MONTH_WORDS[lastMonth ?? ""] ?? 0, lastDay, today);
  const from = explicitDay(to?.slice(0, 4), MONTH_WORDS[month ?? ""] ?? 0, day, today);
  return from && to && from < to ? span(from, addDays(to, 1)) : null;
}

export const oneDay = (day: string | null): Resolved => (day ? span(day, addDays(day, 1), dayLabel(day)) : null);
export const THIS = "(?:this|current|the current|the present)";
export const LAST = "(?:last|previous|prior|preceding|past)";
export const DATE = "(\\d{4})-(\\d{2})-(\\d{2})";
export const iso = (g: Groups, at: number) => {
  const day = `${g[at]}-${g[at + 1]}-${g[at + 2]}`;
  return isDay(day) ? day : null;
};
export const DAY_NUMBER = "(\\d{1,2})(?:st|nd|rd|th)?";
