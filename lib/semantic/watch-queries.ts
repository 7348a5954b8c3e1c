import type { SemanticQuery, TimeWindow } from "../contract/analyst";
import type { SqlRow, SqlValue } from "../ports";
import { compileQuery } from "./compile";
import { addDays, dayLabel, maxDay, periodsIn, startOf } from "./days";
import { dimensionsOf, leavesOf, type Metric, type MetricModel } from "./model-types";
import { number } from "./result";
import type { Rollup } from "./rollup-types";

/** Weeks that are read: half a year to judge each by, and those that are judged. */
const MAX_WEEKS = 46;
const MAX_ROWS = 200_000;
/** The slice that is watched beside the whole. */
export const WATCHED_DIM = "region";

/** A metric's values by week, of one slice and currency. */
export interface WeeklySeries {
  metric: Metric;
  region: string | null;
  currency: string | null;
  weeks: readonly string[];
  values: (number | null)[];
}

/** Metrics that are watched and whose columns the data has. */
export function watchedMetrics(model: MetricModel, presentColumns: ReadonlySet<string>): Metric[] {
  return [...model.metrics.values()].filter(
    (metric) =>
      metric.watched &&
      leavesOf(model, metric.id).every(({ id }) =>
        (model.metrics.get(id)?.needs ?? []).every((column) => presentColumns.has(column)),
      ) &&
      metric.needs.every((column) => presentColumns.has(column)),
  );
}

/** The Mondays of the complete weeks up to the as-of day, oldest first; a week that began before the data is left out. */
export function completeWeeks(firstDay: string, asOf: string): string[] {
  const end = startOf("week", addDays(asOf, 1));
  const first = startOf("week", addDays(firstDay, 6));
  const from = maxDay(first, addDays(end, -7 * MAX_WEEKS));
  return from < end ? periodsIn("week", from, end) : [];
}

export function weekWindow(monday: string): TimeWindow {
  return { from: monday, to: addDays(monday, 7), label: `week of ${dayLabel(monday)}`, partial: false };
}

export interface WeeklyStatement {
  metrics: Metric[];
  dims: string[];
  sql: string;
  params: SqlValue[];
}

/**
 * The statements that read every metric by week, each fact once a statement: the whole, and every value of the watched
 * dimension at once for what is added up over a week. Balances (read on single days) are dear and watched as a whole
 * alone. Where money has several currencies, what is no money is read apart. `isWhole` leaves balances and slices out.
 */
export function weeklyStatements(
  model: MetricModel,
  metrics: readonly Metric[],
  weeks: readonly string[],
  {
    asOf,
    currencies,
    rollups = [],
    isWhole = false,
  }: { asOf: string; currencies: readonly string[]; rollups?: readonly Rollup[]; isWhole?: boolean },
): WeeklyStatement[] {
  const isBalance = ({ id }: Metric) => leavesOf(model, id).some(({ formula }) => formula.time === null);
  const flows = metrics.filter((metric) => !isBalance(metric));
  const sliced = flows.filter(({ id }) => dimensionsOf(model, id).includes(WATCHED_DIM));
  const [from = asOf, last = asOf] = [weeks[0], weeks.at(-1)];
  const time: TimeWindow = { from, to: addDays(last, 7), grain: "week", label: "", partial: false };
  const statement = (read: readonly Metric[], dims: string[], own: readonly string[]): WeeklyStatement[] => {
    if (read.length === 0) return [];
    const query: SemanticQuery = {
      op: "trend",
      metrics: read.map(({ id }) => id),
      dims,
      filters: [],
      time,
      assumptions: [],
    };
    return [
      { metrics: [...read], ...compileQuery(model, query, { asOf, currencies: own, rollups, rowLimit: MAX_ROWS }) },
    ];
  };
  const parts: [readonly Metric[], string[]][] = [
    [flows, []],
    [metrics.filter(isBalance), []],
    [sliced, [WATCHED_DIM]],
  ];
  return (isWhole ? parts.slice(0, 1) : parts).flatMap(([read, dims]) =>
    currencies.length > 1
      ? [
          ...statement(
            read.filter(({ money }) => money),
            dims,
            currencies,
          ),
          ...statement(
            read.filter(({ money }) => !money),
            dims,
            [],
          ),
        ]
      : statement(read, dims, currencies),
  );
}

/**
 * The statement's rows as series. A week without rows is 0 for what adds up from the first week with rows on, and unknown
 * before it and for ratios and medians.
 */
export function toSeries(
  metrics: readonly Metric[],
  dims: readonly string[],
  rows: readonly SqlRow[],
  weeks: readonly string[],
): WeeklySeries[] {
  const places = new Map(weeks.map((week, at) => [week, at]));
  const [hasRegion, hasCurrency] = [dims.includes(WATCHED_DIM), dims.includes("currency")];
  const groups = new Map<string, { region: string | null; currency: string | null; rows: [number, SqlRow][] }>();
  for (const row of rows) {
    const at = places.get(String(row.period).slice(0, 10));
    const [region, currency] = [hasRegion ? row[WATCHED_DIM] : null, hasCurrency ? row.currency : null];
    // What belongs to no region, or has no currency, is in the whole alone.
    if (at === undefined || (hasRegion && region === null) || (hasCurrency && currency === null)) continue;
    const key = JSON.stringify([region, currency]);
    const group = groups.get(key) ?? {
      region: typeof region === "string" ? region : null,
      currency: typeof currency === "string" ? currency : null,
      rows: [],
    };
    group.rows.push([at, row]);
    groups.set(key, group);
  }
  return [...groups.values()].flatMap(({ region, currency, rows: own }) =>
    metrics.map((metric) => {
      const values = weeks.map((): number | null => null);
      for (const [at, row] of own) values[at] = number(row[metric.id]);
      return { metric, region, currency, weeks, values: metric.additive ? filled(values) : values };
    }),
  );
}

function filled(values: readonly (number | null)[]): (number | null)[] {
  const first = values.findIndex((value) => value !== null && value !== 0);
  return values.map((value, at) => (first < 0 || at < first ? null : (value ?? 0)));
}
