import type { Operation, TimeGrain, TimeWindow } from "../contract/analyst";
import { grainOf, previousWindow } from "./compare-windows";
import { addDays, addMonths, dayLabel, daysBetween, rangeLabel, startOf } from "./days";
import type { Metric } from "./model-types";
import type { Slots } from "./slots";
import type { TimeSpan } from "./time-grammar";

export interface Windows {
  time: TimeWindow;
  compareTo?: TimeWindow;
  assumptions: string[];
  /** The question named no time. */
  defaulted: boolean;
}

/** The window of a metric when a question names none. */
export function defaultWindow(metric: Metric, op: Operation, asOf: string, firstDay: string): TimeWindow {
  const end = addDays(asOf, 1);
  const month = startOf("month", asOf);
  const nextMonth = addMonths(month, 1);
  if (op === "why" || op === "compare") {
    const full = end === nextMonth;
    return { from: month, to: nextMonth, label: "this month", partial: !full };
  }
  if (op === "trend" || op === "cohort" || metric.defaultWindow === "all")
    return { from: firstDay, to: end, label: `all data, ${dayLabel(firstDay)} to ${dayLabel(asOf)}`, partial: false };
  if (metric.defaultWindow === "as_of") return { from: asOf, to: end, label: dayLabel(asOf), partial: false };
  const lastEnd = end === nextMonth ? nextMonth : month;
  const months = metric.defaultWindow === "last_month" ? 1 : 12;
  const label = months === 1 ? "last full month" : "last 12 full months";
  return { from: addMonths(lastEnd, -months), to: lastEnd, label, partial: false };
}

/** Turns the time phrases and comparison words of a question into its window and what it is compared with. */
export function resolveWindows(
  times: readonly TimeSpan[],
  slots: Slots,
  op: Operation,
  metric: Metric,
  data: { asOf: string; firstDay: string },
  inherited: TimeWindow | null,
): Windows {
  const { cues } = slots;
  const assumptions: string[] = [];
  const sorted = joinAdjacent(
    [...times].sort((a, b) => a.window.from.localeCompare(b.window.from)),
    op,
  );
  const named = times.length > 0;
  const versus = cues.has("compare");
  let time = sorted.at(-1)?.window ?? inherited;
  let compareTo: TimeWindow | undefined;
  const pairs = slots.filters.some((filter) => isVersus(filter, slots));
  const compares = (op === "compare" && !pairs) || op === "why";
  const told = cues.has("previous") || cues.has("year_before");
  const ends = compares && !told && sorted.length === 1 ? sorted[0]?.pair : undefined;
  if (ends) {
    [compareTo, time] = ends;
  } else if (sorted.length >= 2 && time) {
    const first = sorted[0]?.window;
    // "The last 30 days against the previous 30 days" names one window twice: the other is the one before it.
    const same = compares && first?.from === time.from && first.to === time.to;
    compareTo = same ? previousWindow(time, data.asOf, cues.has("year_before")) : first;
  } else if (
    versus &&
    !told &&
    !pairs &&
    time &&
    named &&
    isVersusOnly(times, slots) &&
    time.to <= startOf(grainOf(time) ?? "day", data.asOf)
  ) {
    const grain = grainOf(time);
    compareTo = time;
    const current =
      inherited ?? (grain ? currentPeriod(grain, data.asOf) : defaultWindow(metric, op, data.asOf, data.firstDay));
    time = current;
  }
  const defaulted = time === null;
  if (slots.step && compares) time ??= currentPeriod(slots.step, data.asOf);
  time ??= defaultWindow(metric, pairs ? "breakdown" : slots.grain ? "trend" : op, data.asOf, data.firstDay);
  if (defaulted) assumptions.push(`No period named: ${time.label}`);
  if (compareTo && time.partial && nextTo(compareTo, time)) {
    const whole = compareTo.label;
    compareTo = previousWindow(time, data.asOf);
    assumptions.push(`${whole} is cut to the same elapsed days, ${compareTo.label}`);
  }
  if (!compareTo && (compares || cues.has("year_before") || cues.has("previous")) && !pairs)
    compareTo = previousWindow(time, data.asOf, cues.has("year_before"));
  if (time.partial) assumptions.push(`${cap(time.label)} is not over: data ends on ${dayLabel(data.asOf)}`);
  if (compareTo && compares) assumptions.push(`Compared with ${compareTo.label}`);
  return { time, ...(compareTo ? { compareTo } : {}), assumptions, defaulted };
}

/** "By week in January and February": two windows that touch are one range, where nothing is compared. */
function joinAdjacent(times: readonly TimeSpan[], op: Operation): readonly TimeSpan[] {
  const [first, second] = times;
  if (!first || !second || times.length !== 2 || op === "compare" || op === "why") return times;
  if (first.window.to !== second.window.from) return times;
  const { from } = first.window;
  const { to, partial } = second.window;
  return [{ ...first, window: { from, to, partial, label: rangeLabel(from, to) }, end: second.end }];
}

/** "EMEA vs APAC" compares two values of one dimension, not two windows. */
function isVersus(filter: { values: readonly string[]; op: string }, slots: Slots): boolean {
  return slots.cues.has("compare") && filter.op === "in" && filter.values.length > 1;
}

/** "revenue vs last month": the only time stands behind the comparing word. */
function isVersusOnly(times: readonly TimeSpan[], slots: Slots): boolean {
  return times.length === 1 && slots.versusBefore && slots.metrics.length < 2;
}

function currentPeriod(grain: TimeGrain, asOf: string): TimeWindow {
  const from = startOf(grain, asOf);
  const months = grain === "month" ? 1 : grain === "quarter" ? 3 : grain === "year" ? 12 : 0;
  const to = months ? addMonths(from, months) : addDays(from, grain === "week" ? 7 : 1);
  return { from, to, label: `this ${grain}`, partial: to > addDays(asOf, 1) };
}

function nextTo(base: TimeWindow, current: TimeWindow): boolean {
  const grain = grainOf(current);
  return base.to === current.from && grain !== null && grainOf(base) === grain;
}

/** The grain of a trend that names none: days up to a month, weeks up to two, else months. */
export function trendGrain(window: TimeWindow): TimeGrain {
  const days = daysBetween(window.from, window.to);
  return days <= 31 ? "day" : days < 59 ? "week" : "month";
}

function cap(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
