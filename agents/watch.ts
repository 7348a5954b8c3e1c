import { listWatchSignals } from "@/db/signals";
import { type FoldedEvent, foldEvents, keyOf, type WatchEvent } from "@/lib/anomaly/fold-events";
import { watchSeries } from "@/lib/anomaly/watch-series";
import type { Signal, SignalWhy } from "@/lib/contract/integration";
import { withKeptQueries } from "@/lib/detection/kept-query";
import type { Warehouse } from "@/lib/ports";
import { CURRENCIES_SQL, EXTENT_SQL } from "@/lib/semantic/catalogue";
import { leavesOf, type MetricModel } from "@/lib/semantic/model-types";
import type { Rollup } from "@/lib/semantic/rollup-types";
import { usableRollups } from "@/lib/semantic/rollups";
import {
  completeWeeks,
  toSeries,
  type WeeklySeries,
  watchedMetrics,
  weeklyStatements,
} from "@/lib/semantic/watch-queries";
import { seriesKeyOf, tellTopCauses, toWatchSignal, watchId, whyQuestion } from "@/lib/semantic/watch-signal";
import { explainChange } from "@/lib/semantic/why/explain";
import type { Context } from "./context";

/** An event is news when it began in one of so many newest weeks. */
const RECENT_WEEKS = 8;
/** Weeks that are judged: the recent ones, and those whose events may still go on in them. */
const JUDGED_WEEKS = RECENT_WEEKS + 12;
/** Most signals that one run explains, those that still stand first; the next run goes on. */
const MAX_EXPLAINED = 2;
/** Time that the watch may take of a run, ms; past it the run goes on without it and says so. */
const WATCH_LIMIT_MS = 15_000;

/** Rows past which balances, slices and explanations would take longer than the investigation itself. */
const LARGE_ROWS = 10_000_000;

/** Whether data are so large that only what adds up is watched, as a whole and without explanations. */
export function isWatchedAsWhole({ tables }: Warehouse["dataset"]): boolean {
  return tables.reduce((sum, table) => sum + table.rows, 0) > LARGE_ROWS;
}

interface Watched {
  events: FoldedEvent[];
  series: Map<string, WeeklySeries>;
  weeks: string[];
  firstDay: string;
  currencies: string[];
  rollups: Rollup[];
}

const watched = new WeakMap<Warehouse, Map<MetricModel, Promise<Watched>>>();

/**
 * Watches the weekly series of every metric, whole and by region, and returns the watch's signals as they stand now: the
 * new ones, explained, and those raised before, settled when they no longer stand. The as-of week counts once complete.
 * The same data gives the same signals, and is read once. @throws AppError `timeout` past its share of the run.
 */
export async function watchMetrics(
  { db, datasetId, model }: Pick<Context, "db" | "datasetId" | "model">,
  warehouse: Warehouse,
  signal: AbortSignal,
): Promise<Signal[]> {
  const { asOf } = warehouse.dataset;
  if (asOf === null) return [];
  const limited = AbortSignal.any([signal, AbortSignal.timeout(WATCH_LIMIT_MS)]);
  const found = await readWatched(warehouse, model, asOf, limited);
  const raised = new Map(listWatchSignals(db, datasetId).map((one) => [one.id, one]));
  const since = found.weeks.at(-RECENT_WEEKS) ?? "";
  const standing = found.events.filter((folded) => folded.event.week >= since || raised.has(watchId(folded)));
  const signals = standing.flatMap((folded) => {
    const metric = model.metrics.get(folded.series.metric);
    if (!metric) return [];
    const fresh = toWatchSignal(model, folded, metric);
    const before = raised.get(fresh.id);
    raised.delete(fresh.id);
    const isSame = before?.value === fresh.value && before.baseline === fresh.baseline;
    return [{ folded, signal: isSame && before.why ? { ...fresh, why: before.why } : fresh }];
  });
  await Promise.all(
    signals
      .filter((one) => one.signal.why === undefined)
      .sort((a, b) => Number(a.folded.event.ended !== null) - Number(b.folded.event.ended !== null))
      .slice(0, isWatchedAsWhole(warehouse.dataset) ? 0 : MAX_EXPLAINED)
      .map(async (one) => {
        const why = await explainEvent(warehouse, model, one.folded, found, asOf, limited);
        if (why) one.signal = { ...one.signal, why };
      }),
  );
  // What began before the judged weeks is history: it stays as it was last seen.
  const judgedFrom = found.weeks.at(-JUDGED_WEEKS) ?? found.weeks[0] ?? "";
  const gone = [...raised.values()]
    .filter((one) => one.occurredAt.slice(0, 10) >= judgedFrom)
    .map(
      (one): Signal => ({
        ...one,
        settled: one.settled ?? {
          at: `${asOf}T23:59:59.000Z`,
          reason: found.series.has(seriesKeyOf(one.id))
            ? "The rows changed, and it no longer stands out."
            : "Its series is no longer watched on its own: the data have grown, or no longer have it.",
        },
      }),
    );
  return [...signals.map((one) => one.signal), ...gone];
}

function readWatched(warehouse: Warehouse, model: MetricModel, asOf: string, signal: AbortSignal): Promise<Watched> {
  const known = watched.get(warehouse) ?? new Map<MetricModel, Promise<Watched>>();
  watched.set(warehouse, known);
  const reading = known.get(model) ?? judgeMetrics(warehouse, model, asOf, signal);
  known.set(model, reading);
  reading.catch(() => known.delete(model));
  return reading;
}

async function judgeMetrics(
  warehouse: Warehouse,
  model: MetricModel,
  asOf: string,
  signal: AbortSignal,
): Promise<Watched> {
  const reader = withKeptQueries(warehouse);
  const [extent, currencyRows] = await Promise.all([
    reader.query(EXTENT_SQL, [], { signal }),
    reader.query(CURRENCIES_SQL, [], { signal }),
  ]);
  const firstDay = typeof extent[0]?.first_day === "string" ? extent[0].first_day.slice(0, 10) : asOf;
  const currencies = currencyRows.map((row) => String(row.currency));
  const weeks = completeWeeks(firstDay, asOf);
  const metrics = watchedMetrics(model, warehouse.presentColumns);
  const rollups = usableRollups(model, asOf, warehouse.rollups);
  const about = { weeks, firstDay, currencies, rollups };
  if (weeks.length === 0 || metrics.length === 0) return { events: [], series: new Map(), ...about };
  const read = await Promise.all(
    weeklyStatements(model, metrics, weeks, {
      asOf,
      currencies,
      rollups,
      isWhole: isWatchedAsWhole(warehouse.dataset),
    }).map(async (statement) => {
      const rows = await reader.query(statement.sql, statement.params, { signal });
      return toSeries(statement.metrics, statement.dims, rows, weeks);
    }),
  );
  const onlyCurrency = currencies.length === 1 ? (currencies[0] ?? null) : null;
  const series = new Map<string, WeeklySeries>();
  const events: WatchEvent[] = [];
  for (const one of read.flat()) {
    const { metric, region } = one;
    const named = { metric: metric.id, region, currency: one.currency ?? (metric.money ? onlyCurrency : null) };
    series.set(keyOf(named), one);
    const facts = [...new Set(leavesOf(model, metric.id).map(({ formula }) => formula.model))];
    for (const event of watchSeries(weeks, one.values, { isCount: metric.unit === "count", newest: JUDGED_WEEKS }))
      events.push({ series: named, event, facts, isMoney: metric.unit === "cents" });
  }
  return { events: foldEvents(events), series, ...about };
}

async function explainEvent(
  warehouse: Warehouse,
  model: MetricModel,
  folded: FoldedEvent,
  { series, firstDay, currencies, rollups }: Watched,
  asOf: string,
  signal: AbortSignal,
): Promise<SignalWhy | undefined> {
  const weekly = series.get(keyOf(folded.series));
  if (!weekly) return undefined;
  const { metric } = weekly;
  const { question, semanticQuery } = whyQuestion(metric, folded, weekly, { hasCurrencies: currencies.length > 1 });
  const base = semanticQuery.compareTo ?? semanticQuery.time;
  const currency = metric.unit === "cents" ? folded.series.currency : null;
  const explained = await explainChange({
    model,
    metric,
    query: semanticQuery,
    base,
    options: { asOf, firstDay, currencies, presentColumns: warehouse.presentColumns, rollups },
    currency,
    premise: "none",
    run: (sql, params) => warehouse.query(sql, params, { signal }),
  });
  return explained ? { text: tellTopCauses(explained, model, metric, currency), question, semanticQuery } : undefined;
}
