import type { TimeGrain } from "../contract/analyst";

/** Calendar arithmetic on `YYYY-MM-DD` text, UTC throughout: no clock, no time zone of the machine. */

const DAY_MS = 86_400_000;

function toUtc(day: string): Date {
  return new Date(`${day}T00:00:00.000Z`);
}

function toDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** Whether the text is a real calendar day. */
export function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00.000Z`);
  return !Number.isNaN(date.getTime()) && toDay(date) === day;
}

export function addDays(day: string, days: number): string {
  return toDay(new Date(toUtc(day).getTime() + days * DAY_MS));
}

/** Adds whole months; a day past the end of the target month becomes its last day. */
export function addMonths(day: string, months: number): string {
  const date = toUtc(day);
  const first = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return toDay(new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), Math.min(date.getUTCDate(), last))));
}

export function daysBetween(from: string, to: string): number {
  return Math.round((toUtc(to).getTime() - toUtc(from).getTime()) / DAY_MS);
}

export function minDay(a: string, b: string): string {
  return a < b ? a : b;
}

export function maxDay(a: string, b: string): string {
  return a > b ? a : b;
}

/** First day of the period that holds the day; weeks start on Monday. */
export function startOf(grain: TimeGrain, day: string): string {
  if (grain === "day") return day;
  if (grain === "week") return addDays(day, -((toUtc(day).getUTCDay() + 6) % 7));
  const [year = "", month = ""] = day.split("-");
  if (grain === "month") return `${year}-${month}-01`;
  if (grain === "year") return `${year}-01-01`;
  return `${year}-${String(Math.floor((Number(month) - 1) / 3) * 3 + 1).padStart(2, "0")}-01`;
}

const GRAIN_MONTHS: Partial<Record<TimeGrain, number>> = { month: 1, quarter: 3, year: 12 };

/** The same day `count` periods later. */
export function addPeriods(grain: TimeGrain, day: string, count: number): string {
  const months = GRAIN_MONTHS[grain];
  return months === undefined ? addDays(day, count * (grain === "week" ? 7 : 1)) : addMonths(day, count * months);
}

/** First days of every period that overlaps `[from, to)`, in order. */
export function periodsIn(grain: TimeGrain, from: string, to: string): string[] {
  const starts: string[] = [];
  for (let start = startOf(grain, from); start < to; start = addPeriods(grain, start, 1)) starts.push(start);
  return starts;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `3 Aug 2026`. */
export function dayLabel(day: string): string {
  const [year = "", month = "", date = ""] = day.split("-");
  return `${Number(date)} ${MONTHS[Number(month) - 1] ?? month} ${year}`;
}

/** How a period is written on an axis: `Aug 2026`, `Q3 2026`, `2026`, `3 Aug 2026`. */
export function periodLabel(grain: TimeGrain, start: string): string {
  const [year = "", month = ""] = start.split("-");
  if (grain === "year") return year;
  if (grain === "quarter") return `Q${Math.floor((Number(month) - 1) / 3) + 1} ${year}`;
  if (grain === "month") return `${MONTHS[Number(month) - 1] ?? month} ${year}`;
  return dayLabel(start);
}

/** A half-open range in words: `1 to 28 Jan 2026`, `20 Dec 2025 to 3 Jan 2026`. */
export function rangeLabel(from: string, to: string): string {
  const last = addDays(to, -1);
  if (from === last) return dayLabel(from);
  return from.slice(0, 7) === last.slice(0, 7)
    ? `${Number(from.slice(8))} to ${dayLabel(last)}`
    : `${dayLabel(from)} to ${dayLabel(last)}`;
}
