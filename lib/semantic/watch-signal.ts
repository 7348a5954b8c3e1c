import type { FoldedEvent, WatchedSeries } from "../anomaly/fold-events";
import { keyOf } from "../anomaly/fold-events";
import type { SeriesEvent } from "../anomaly/watch-series";
import type { SemanticQuery, WhyReport } from "../contract/analyst";
import type { Signal, SignalSeverity } from "../contract/integration";
import { addDays, dayLabel } from "./days";
import { formatValue } from "./format";
import type { Metric, MetricModel } from "./model-types";
import { verb } from "./sentence";
import { WATCHED_DIM, type WeeklySeries, weekWindow } from "./watch-queries";

/** What raised a signal: shown beside it, and told apart from the data's own monitors. */
export const WATCH_SOURCE = "metric watch";

/** So many deviations, and at least double or half: worth a look before anything else. */
const HIGH_DEVIATIONS = 10;
/** Weeks before an event among which the usual one is looked for that it is compared with. */
const BASE_REACH = 8;
const MAX_ALSO = 4;

/** The same event of the same series has the same id, whenever it is found. */
export const watchId = ({ series, event }: FoldedEvent): string => `watch_${keyOf(series)}_${event.week}`;

/** The key of the series that a signal of this id is about. */
export const seriesKeyOf = (id: string): string => id.slice("watch_".length, id.lastIndexOf("_"));

/** The signal of an event, without its why. Amounts in major units, as in the data. */
export function toWatchSignal(model: MetricModel, folded: FoldedEvent, metric: Metric): Signal {
  const { series, event, alsoMoved } = folded;
  const show = (value: number) => formatValue(rounded(value, metric), metric.unit, series.currency);
  const up = event.value > event.expected;
  const name = nameOf(metric, series);
  const usual = event.kind === "level" ? "was usual before" : "is usual";
  const also = [...new Set(alsoMoved.map((one) => otherName(model, one, series)))];
  const more = also.length > MAX_ALSO ? ` and ${also.length - MAX_ALSO} more` : "";
  const message = [
    `${name}: ${show(event.value)} in the week of ${dayLabel(event.week)}, where ${show(event.expected)} ${usual}; ${event.deviations.toFixed(0)} times as far off as its weeks usually are.`,
    also.length > 0 ? `With it moved ${also.slice(0, MAX_ALSO).join(", ")}${more}.` : "",
  ];
  const plain = (value: number) => rounded(value, metric) / (metric.unit === "cents" ? 100 : 1);
  return {
    id: watchId(folded),
    source: WATCH_SOURCE,
    kind: up ? "metric_above_usual" : "metric_below_usual",
    severity: severityOf(event, metric),
    title: `${name} ${up ? "above" : "below"} the usual: ${show(event.value)} against ${show(event.expected)}`,
    message: message.filter((text) => text !== "").join(" "),
    metric: metric.id,
    value: plain(event.value),
    baseline: plain(event.expected),
    region: series.region,
    customerId: null,
    // The week's value is known when the week is over.
    occurredAt: `${addDays(event.week, 6)}T23:59:59.000Z`,
    ...(event.ended ? { settled: settledBy(event.ended) } : {}),
  };
}

function settledBy({ week, how }: NonNullable<SeriesEvent["ended"]>): NonNullable<Signal["settled"]> {
  const since = `since the week of ${dayLabel(week)}`;
  return {
    at: `${addDays(week, 6)}T23:59:59.000Z`,
    reason: how === "back" ? `Back in its usual range ${since}.` : `The new level is the usual one ${since}.`,
  };
}

function severityOf(event: SeriesEvent, metric: Metric): SignalSeverity {
  const isWorse = event.value > event.expected ? metric.good === "down" : metric.good === "up";
  if (!isWorse) return "low";
  const [less, more] = [event.value, event.expected].map(Math.abs).sort((a, b) => a - b);
  const doubles = (more ?? 0) >= 2 * (less ?? 0);
  return event.deviations >= HIGH_DEVIATIONS && doubles && event.ended === null ? "high" : "medium";
}

const rounded = (value: number, metric: Metric) => (metric.unit === "pct" ? value : Math.round(value * 100) / 100);

function nameOf({ label }: Metric, { region }: WatchedSeries): string {
  return region === null ? label : `${label} in ${region}`;
}

function otherName(model: MetricModel, other: WatchedSeries, lead: WatchedSeries): string {
  const label = (model.metrics.get(other.metric)?.label ?? other.metric).toLowerCase();
  if (other.region === lead.region) return label;
  return other.region === null ? `${label} in all` : `${label} in ${other.region}`;
}

/** The why question of an event: its week against the week before it that was most usual. */
export function whyQuestion(
  metric: Metric,
  { series, event }: FoldedEvent,
  weekly: WeeklySeries,
  { hasCurrencies }: { hasCurrencies: boolean },
) {
  const at = weekly.weeks.indexOf(event.week);
  const distance = (place: number) => Math.abs((weekly.values[place] ?? Number.POSITIVE_INFINITY) - event.expected);
  const before = Array.from({ length: Math.min(BASE_REACH, at) }, (_, back) => at - 1 - back);
  const base = before.sort((a, b) => distance(a) - distance(b) || b - a)[0] ?? at - 1;
  const time = weekWindow(event.week);
  const filter = (dim: string, value: string | null): SemanticQuery["filters"] =>
    value === null ? [] : [{ dim, op: "in", values: [value] }];
  const semanticQuery: SemanticQuery = {
    op: "why",
    metrics: [metric.id],
    dims: [],
    filters: [...filter(WATCHED_DIM, series.region), ...filter("currency", hasCurrencies ? series.currency : null)],
    time,
    compareTo: weekWindow(weekly.weeks[base] ?? event.week),
    assumptions: [],
  };
  const direction = event.value > event.expected ? "up" : "down";
  const where = series.region === null ? "" : ` in ${series.region}`;
  const question = `Why ${verb(metric.label)} ${metric.label.toLowerCase()}${where} ${direction} in the ${time.label}?`;
  return { question, semanticQuery };
}

/** The report in two sentences: the segment that stands out, else the largest part; and what coincides. */
export function tellTopCauses(
  { report, finding }: { report: WhyReport; finding: string | null },
  model: MetricModel,
  metric: Metric,
  currency: string | null,
): string {
  const standsOut = report.segments.some(({ dim }) => dim.includes("+")) || finding?.includes("stands out:");
  const segment = report.segments.find(({ dim, parts }) => !dim.includes("+") && parts.length > 1);
  const [top] = segment?.parts ?? [];
  const dim = segment ? (model.dimensions.get(segment.dim)?.label ?? segment.dim).toLowerCase() : "";
  const largest = () => {
    if (!segment || !top) return "No part of it stands out.";
    const size = metric.unit === "pct" ? top.deltaCents / 100 : top.deltaCents;
    const amount = formatValue(Math.abs(size), metric.unit, currency).replace(" %", " points");
    return `By ${dim}, ${top.label} moved most (${size < 0 ? "-" : "+"}${amount}).`;
  };
  return [standsOut && finding ? finding : largest(), report.coincidences[0] ?? ""]
    .filter((text) => text !== "")
    .join(" ");
}
