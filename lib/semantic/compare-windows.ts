import type { SemanticQuery, TimeGrain, TimeWindow } from "../contract/analyst";
import {
  addDays,
  addMonths,
  addPeriods,
  dayLabel,
  daysBetween,
  minDay,
  periodLabel,
  rangeLabel,
  startOf,
} from "./days";

/**
 * The window a comparison is made with. A calendar period that holds today is compared as far as it has come, with
 * the same elapsed days of the period before; any other window with the whole one before it.
 */
export function previousWindow(window: TimeWindow, today: string, yearBefore = false): TimeWindow {
  const before = periodBefore(window, yearBefore);
  const grain = grainOf(window);
  const running = grain !== null && window.from <= today && today < window.to;
  if (!running) return before;
  const elapsed = addDays(before.from, daysBetween(window.from, today) + 1);
  const to = minDay(elapsed, before.to);
  return { ...before, to, label: labelOf(before.from, to, grain) };
}

/** The whole window before, or the same one a year before. */
export function periodBefore(window: TimeWindow, yearBefore = false): TimeWindow {
  const grain = grainOf(window);
  const own = grain === "month" ? 1 : grain === "quarter" ? 3 : grain === "year" ? 12 : wholeMonths(window);
  const days = daysBetween(window.from, window.to);
  const months = yearBefore ? 12 : own;
  const from = months > 0 ? addMonths(window.from, -months) : addDays(window.from, -days);
  const to = months > 0 ? addMonths(window.to, -months) : addDays(window.to, -days);
  return { from, to, label: labelOf(from, to, grain), partial: false };
}

/** A window in the words of its dates alone: the calendar period it is, else its first and last day. */
export function windowLabel(from: string, to: string): string {
  return labelOf(from, to, grainOf({ from, to }));
}

/** A comparison of two values of a dimension has no second window; everything else that compares gets one. */
export function addBase(query: SemanticQuery, asOf: string): SemanticQuery {
  if ((query.op !== "why" && query.op !== "compare") || query.compareTo) return query;
  const pairs =
    query.op === "compare" && query.dims.some((dim) => query.filters.some((f) => f.dim === dim && f.values.length > 1));
  return pairs ? query : { ...query, compareTo: previousWindow(query.time, asOf) };
}

function labelOf(from: string, to: string, grain: TimeGrain | null): string {
  if (grain && startOf(grain, from) === from && addPeriods(grain, from, 1) === to)
    return grain === "week" ? `week of ${dayLabel(from)}` : periodLabel(grain, from);
  return rangeLabel(from, to);
}

/** The calendar grain a window is exactly one period of, or null. */
export function grainOf(window: { from: string; to: string }): TimeGrain | null {
  const grains: TimeGrain[] = ["day", "week", "month", "quarter", "year"];
  return (
    grains.find(
      (grain) => startOf(grain, window.from) === window.from && addPeriods(grain, window.from, 1) === window.to,
    ) ?? null
  );
}

function wholeMonths(window: { from: string; to: string }): number {
  if (!window.from.endsWith("-01") || !window.to.endsWith("-01")) return 0;
  const [y0 = 0, m0 = 0] = window.from.split("-").map(Number);
  const [y1 = 0, m1 = 0] = window.to.split("-").map(Number);
  return (y1 - y0) * 12 + (m1 - m0);
}
