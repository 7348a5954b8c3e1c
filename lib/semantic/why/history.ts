import type { SemanticQuery, TimeWindow } from "../../contract/analyst";
import { periodBefore, previousWindow } from "../compare-windows";
import { compileQuery } from "../compile";
import { addDays, daysBetween, minDay } from "../days";
import { leavesOf, type MetricModel } from "../model-types";
import { number } from "../result";
import type { WhyInput } from "./sides";

const MAX_WINDOWS = 25;

/** The windows before the base one, of the same elapsed length and inside the data, oldest first, the base one last. */
export function earlierWindows(time: TimeWindow, base: TimeWindow, firstDay: string): TimeWindow[] {
  const windows = [base];
  const length = daysBetween(base.from, base.to);
  let whole = time;
  for (let step = 0; step < MAX_WINDOWS; step += 1) {
    whole = periodBefore(whole);
    if (whole.from < firstDay) break;
    const cut = base.to < periodBefore(time).to ? minDay(addDays(whole.from, length), whole.to) : whole.to;
    if (whole.from < base.from) windows.unshift({ ...whole, to: cut });
  }
  return windows;
}

export interface History {
  /** The metric in each earlier window, oldest first. */
  values: number[];
  /** The same window a year before, where the data holds all of it. */
  yearBefore: { label: string; value: number } | null;
}

/** The metric in earlier windows; null when it cannot be rebuilt from single days (a median). */
export async function windowHistory(input: WhyInput): Promise<History | null> {
  const { model, metric, query, options } = input;
  const leaves = leavesOf(model, metric.id);
  if (leaves.some(({ formula }) => formula.aggregation === "median" || formula.aggregation === "average")) return null;
  const earlier = earlierWindows(query.time, input.base, options.firstDay);
  const lastYear = previousWindow(query.time, options.asOf, true);
  const hasYear = lastYear.from >= options.firstDay && lastYear.to <= query.time.from;
  const windows = hasYear ? [...earlier, lastYear] : earlier;
  const sums = windows.map((): Record<string, number> => ({}));
  for (const { id, formula } of leaves) {
    const snapshot = formula.time === null;
    if (!snapshot && formula.aggregation === "count_distinct") return null;
    const first = windows.map((window) => window.from).sort()[0] ?? query.time.from;
    const daily: SemanticQuery = {
      ...query,
      op: "trend",
      metrics: [id],
      dims: [],
      compareTo: undefined,
      time: { from: first, to: query.time.from, grain: "day", label: "", partial: false },
    };
    const periods = windows.map((window, at) => ({
      period: snapshotDay(at),
      firstDay: window.from,
      lastDay: addDays(window.to, -1),
    }));
    const compiled = compileQuery(model, daily, { ...options, currencies: [], ...(snapshot ? { periods } : {}) });
    for (const row of await input.run(compiled.sql, compiled.params)) {
      const day = String(row.period).slice(0, 10);
      windows.forEach((window, at) => {
        const place = sums[at];
        if (place && (snapshot ? day === snapshotDay(at) : day >= window.from && day < window.to))
          place[id] = (place[id] ?? 0) + (number(row[id]) ?? 0);
      });
    }
  }
  const values = sums.map((leafValues) => evaluate(model, metric.id, leafValues));
  const year = hasYear ? (values.at(-1) ?? null) : null;
  return {
    values: values.slice(0, earlier.length).filter((value) => value !== null),
    yearBefore: year === null ? null : { label: lastYear.label, value: year },
  };
}

/** One day a window, so that snapshots of windows that start on one day stay apart. */
const snapshotDay = (at: number): string => addDays("1970-01-01", at);

/** A metric from the totals of its leaves, as the compiler writes it in SQL. */
function evaluate(model: MetricModel, id: string, leaves: Record<string, number>): number | null {
  const metric = model.metrics.get(id);
  if (!metric) return null;
  const { formula } = metric;
  if (formula.kind === "aggregate") return leaves[id] ?? 0;
  if (formula.kind === "sum") {
    const parts = formula.terms.map((term) => {
      const value = evaluate(model, term.metric, leaves);
      return value === null ? null : value * term.factor;
    });
    return parts.some((part) => part === null) ? null : parts.reduce<number>((sum, part) => sum + (part ?? 0), 0);
  }
  const [top, bottom] = [evaluate(model, formula.numerator, leaves), evaluate(model, formula.denominator, leaves)];
  return top === null || !bottom ? null : (top / bottom) * (metric.unit === "pct" ? 100 : 1);
}
